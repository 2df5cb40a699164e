"""A token in any place where the published JSON schemas allow a string, or beside what they allow, is found and located.

The notebooks are generated from the schemas of nbformat 3 and 4, of each minor version, and of the state of widgets:
https://github.com/jupyter/nbformat, https://github.com/jupyter-widgets/ipywidgets/tree/main/packages/schema
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from jsonschema import Draft4Validator

from colab_safe.scan import scan
from tests.notebook.planting import ENGINE, TOKEN

_FOLDER = Path(nbformat.__file__).parent
SCHEMAS = {
    path.name: json.loads(path.read_text())
    for path in sorted((*_FOLDER.glob("v3/*.schema.json"), *_FOLDER.glob("v4/*.v4.?.schema.json")))
}
# Version 2, without its descriptions; what it leaves open is open here.
_MODEL = {
    "type": "object",
    "required": ["model_name", "model_module", "state"],
    "properties": {
        "model_name": {"type": "string"},
        "model_module": {"type": "string"},
        "model_module_version": {"type": "string"},
        "state": {"type": "object"},
        "buffers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["encoding", "data", "path"],
                "properties": {
                    "encoding": {"enum": ["hex", "base64"]},
                    "data": {"type": "string"},
                    "path": {"type": "array", "items": {"type": "string"}},
                },
            },
        },
    },
}
WIDGETS = {
    "type": "object",
    "required": ["version_major", "version_minor", "state"],
    "properties": {
        "version_major": {"type": "integer", "minimum": 2},
        "version_minor": {"type": "integer", "minimum": 0},
        "state": {"type": "object", "additionalProperties": _MODEL},
    },
}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
MIMES = ("text/plain", "text/html", "image/svg+xml", "application/json", "text/x-other", "application/vnd.x+json")  # fmt: skip
HEAD, TAIL = TOKEN[:9], TOKEN[9:]


class Walk:
    """What a schema allows, with a token in one place of it."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.root = root

    def planted(self, schema: dict[str, Any]) -> Iterator[Any]:
        """Every value with the token in one of the places for strings, and with it in a member that is not foreseen."""
        schema = self._resolved(schema)
        for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            yield from self.planted(choice)
        if [choice.get("type") for choice in schema.get("oneOf", ())] == ["string", "array"]:
            yield [HEAD, TAIL]  # the lines of one text
        kind = schema.get("type", "object" if "properties" in schema else "")
        kinds = kind if isinstance(kind, list) else [kind]
        if "string" in kinds and "enum" not in schema:
            yield TOKEN
        if "array" in kinds:
            items = schema.get("items", {"type": "string"})
            yield from ([each] for each in self.planted(items))
        if "object" in kinds:
            yield from self._planted_object(schema)

    def _planted_object(self, schema: dict[str, Any]) -> Iterator[Any]:
        base = self.least(schema)
        for name, member in schema.get("properties", {}).items():
            yield from ({**base, name: each} for each in self.planted(member))
        further = schema.get("additionalProperties", {})
        open_members = [*schema.get("patternProperties", {}).values()]
        if isinstance(further, dict) and further:
            open_members.append(further)
        for member in open_members:
            for name in MIMES:
                # A list is data in JSON; nbformat 3 was never written with MIME types as members.
                is_text = "json" not in name and self.root.get("properties", {}).get("cells")
                values = (each for each in self.planted(member) if is_text or each != [HEAD, TAIL])
                yield from ({**base, name: each} for each in values)
        unforeseen = (TOKEN, [1, TOKEN], {"deep": {"er": TOKEN}}, {TOKEN: 1})
        yield from ({**base, "x_more": each} for each in unforeseen)
        yield {**base, TOKEN: 1}

    def least(self, schema: dict[str, Any]) -> Any:
        """The least value that the schema allows."""
        schema = self._resolved(schema)
        for choice in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
            return self.least(choice)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            members = schema.get("properties", {})
            return {name: self.least(members.get(name, {})) for name in schema.get("required", ())}
        return {"string": "a", "integer": schema.get("minimum", 1), "number": 1, "array": [], "null": None, "boolean": True}[kind]  # fmt: skip

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in schema:
            at: Any = self.root
            for name in schema["$ref"].removeprefix("#/").split("/"):
                at = at[name]
            schema = at
        return schema


def notebooks(name: str) -> list[Any]:
    if name == "widgets":
        state = list(Walk(WIDGETS).planted(WIDGETS))
        around = {"nbformat": 4, "nbformat_minor": 5, "cells": []}
        return [around | {"metadata": {"widgets": {WIDGET_STATE: each}}} for each in state]
    return list(Walk(SCHEMAS[name]).planted(SCHEMAS[name]))


def cell_of(tree: Any) -> int | None:
    """The number of the only cell, if the token is in it."""
    sheets = tree.get("worksheets") or [tree]
    cells = [
        cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or ()
    ]
    return 1 if len(cells) == 1 and HEAD in json.dumps(cells) else None


@pytest.mark.parametrize("name", [*SCHEMAS, "widgets"])
def test_a_token_in_any_place_is_found_and_located(name: str) -> None:
    """In its cell, in exactly the bytes of the token."""
    made = notebooks(name)
    missed = []
    for tree in made:
        data = json.dumps(tree).encode()
        findings = scan(data, "a.ipynb", [ENGINE]).findings
        right = [
            finding
            for finding in findings
            if finding.secret.reveal() == TOKEN
            and b"".join(data[span.start : span.end] for span in finding.location.spans).decode()
            == TOKEN
            and finding.location.place.cell == cell_of(tree)
        ]
        if len(right) != 1 or len(findings) != 1:
            missed.append((tree, [each.location.place for each in findings]))
    assert missed == []
    assert len(made) > 25


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_notebooks_are_those_of_the_schema(name: str) -> None:
    """But for members that are not foreseen, and what depends on two members."""
    validator = Draft4Validator(SCHEMAS[name])
    foreseen = [tree for tree in notebooks(name) if "x_more" not in json.dumps(tree)]
    valid = [tree for tree in foreseen if TOKEN in json.dumps(tree) and validator.is_valid(tree)]
    assert len(valid) > len(foreseen) / 3
