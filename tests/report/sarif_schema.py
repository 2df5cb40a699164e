"""OASIS' whole schema of SARIF 2.1.0, from the package schemastore, which has the schemas of https://www.schemastore.org/.

Its own functions ask the network for what is older than 30 days, so the file in it is read directly: an SQLite table of
pickled answers, each with the text of a schema in it. Nothing is unpickled.
"""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema

_ID = b'"https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"'


@cache
def validator() -> Any:
    file = Path(str(distribution("schemastore").locate_file("schemastore/cache.sqlite")))
    with sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True) as database:
        rows = database.execute("SELECT value FROM responses WHERE instr(value, ?)", (_ID,))
        answers = [value for (value,) in rows if b'"deletedRegion"' in value]
    assert answers, "this version of schemastore has SARIF's schema elsewhere: look for it there"
    database.close()
    text = answers[0][answers[0].index(b"{") :].decode("utf-8", "replace")
    schema, _ = json.JSONDecoder().raw_decode(text)
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema, format_checker=jsonschema.FormatChecker())


def hold_to_sarif(document: Any) -> None:
    """Fail the test if a document is not SARIF 2.1.0."""
    for error in validator().iter_errors(document):
        place = "/".join(map(str, error.absolute_path))
        # Without the value: it may be a secret.
        raise AssertionError(f"SARIF: {place} breaks {list(error.schema_path)}")
