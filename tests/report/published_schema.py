"""The schema of the JSON report, as docs/ publishes it: tests/conftest.py holds every report of every test against it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

import jsonschema

from tests.tools import PROJECT

FILE = PROJECT / "docs/report.schema.json"


@cache
def validator() -> Any:
    schema = json.loads(FILE.read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def hold_to_schema(written: str) -> None:
    """Fail the test if a report does not fit the schema; a new field belongs in both."""
    for error in validator().iter_errors(json.loads(written)):
        place = "/".join(map(str, error.absolute_path))
        # Without the value: it may be a secret.
        raise AssertionError(f"docs/report.schema.json: {place} breaks {list(error.schema_path)}")


def is_json_report(command: Sequence[object]) -> bool:
    """Whether a command line asks for the JSON report of a scan."""
    words = " ".join(map(str, command)).replace("--format=", "--format ")
    return " scan " in words and "--format json" in words and "--output" not in words
