"""The published schema of the settings says of every setting what the code says of it."""

from __future__ import annotations

import json
import re
from datetime import date
from itertools import product
from typing import Any

import jsonschema
import pytest

from colab_safe.detect.engine import ENGINES
from colab_safe.errors import UsageError
from colab_safe.model import CONFIDENCES
from colab_safe.project.settings import ALLOWANCES, PATHS, SETTINGS, checked_settings
from colab_safe.project.settings_file import parse_toml
from colab_safe.published import REPOSITORY
from tests.tools import PROJECT

SCHEMA = json.loads((PROJECT / "docs/settings.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
DEFINITIONS = SCHEMA["definitions"]


def test_it_is_itself_valid_and_published() -> None:
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["$id"] == f"{REPOSITORY}/docs/settings.schema.json"


def test_it_names_every_setting_and_no_other() -> None:
    pairs = {
        "properties": (SCHEMA["properties"], SETTINGS),
        "allowance": (DEFINITIONS["allowance"]["properties"], ALLOWANCES),
        "paths": (DEFINITIONS["paths"]["properties"], PATHS),
        "engine": (DEFINITIONS["engine"]["enum"], ENGINES),
        "min-confidence": (SCHEMA["properties"]["min-confidence"]["enum"], CONFIDENCES),
    }
    for place, (named, known) in pairs.items():
        missing, unknown = set(known) - set(named), set(named) - set(known)
        assert not missing, f"docs/settings.schema.json: add {missing} to {place!r}"
        assert not unknown, f"docs/settings.schema.json: remove {unknown} from {place!r}"


def fits(table: dict[str, Any]) -> bool:
    """Whether it fits the schema; editors see the dates of TOML as text."""
    return VALIDATOR.is_valid(json.loads(json.dumps(table, default=date.isoformat)))


def is_read(table: dict[str, Any]) -> bool:
    try:
        checked_settings(table, "here")
    except UsageError:
        return False
    return True


DOCUMENTS = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]
EXAMPLES = [
    pytest.param(table["tool"]["colab-safe"], id=f"{document.name} {number}")
    for document in DOCUMENTS
    for number, block in enumerate(
        re.findall(r"^```toml\n(.*?)^```", document.read_text("utf-8"), re.DOTALL | re.MULTILINE)
    )
    if "colab-safe" in (table := parse_toml(block.encode(), document.name)).get("tool", {})
]


@pytest.mark.parametrize("table", EXAMPLES)
def test_documented_examples_fit(table: dict[str, Any]) -> None:
    assert is_read(table) and fits(table)


def test_examples_were_found() -> None:
    assert len(EXAMPLES) >= 4


# Nothing here depends on what a pattern matches or whether it compiles, which no schema can say.
VALUES = (
    True, 3, 1.5, "", " ", "x", "a/*.ipynb", "/", "!x", "[a]", "low", "builtin", "2027-12-31", "2027-13-31", "soon",
    [], ["x"], ["x", "y/"], ["/"], [""], [3], ["builtin"], ["builtin", "kingfisher"], [[]], [{}],
    {}, {"x": "y"}, {"x": ["y"]}, {"_": "y"}, {"a b": "y"}, {"x": 3}, {"x": ""},
)  # fmt: skip
TABLES = {
    "": lambda key, value: {key: value},
    "allow": lambda key, value: {"allow": [{"paths": "x", "reason": "x"} | {key: value}]},
    "paths": lambda key, value: {"paths": {key: value}},
}
KEYS = [
    *product([""], [*SETTINGS, "engine"]),
    *product(["allow"], [*ALLOWANCES, "rule"]),
    *product(["paths"], [*PATHS, "file"]),
]


@pytest.mark.parametrize(("table", "key"), KEYS)
def test_it_takes_the_values_that_are_read(table: str, key: str) -> None:
    for value in VALUES:
        made = TABLES[table](key, value)
        assert fits(made) == is_read(made), made


ENTRIES = [
    {}, {"reason": "x"}, {"rules": "x"}, {"reason": "x", "expires": "2027-12-31"}, {"reason": "x", "lines": "x"},
    {"reason": "x", "regexes": ["x"], "paths": "x"},
]  # fmt: skip


@pytest.mark.parametrize("entry", ENTRIES, ids=str)
def test_it_asks_for_a_reason_and_a_condition(entry: dict[str, Any]) -> None:
    assert fits({"allow": [entry]}) == is_read({"allow": [entry]})
