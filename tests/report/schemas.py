"""Subsets of the published schemas, written by hand from the standards: every property that our reports use, no other.

sarif_schema.py has the whole one of SARIF.
GitLab 15: https://gitlab.com/gitlab-org/security-products/security-report-schemas, secret-detection-report-format.json
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from xml.etree import ElementTree

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "minLength": 1}
COUNT: Schema = {"type": "integer", "minimum": 0}


def closed(required: dict[str, Schema], optional: dict[str, Schema] | None = None) -> Schema:
    """An object with these properties and no other."""
    properties = required | (optional or {})
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def listed(items: Schema, least: int = 0) -> Schema:
    return {"type": "array", "items": items, "minItems": least}


_WHEN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"
WHEN: Schema = {"type": "string", "pattern": _WHEN}
TOOL = closed({"id": TEXT, "name": TEXT, "version": TEXT, "vendor": closed({"name": TEXT})})
SCAN = closed(
    {
        "type": {"const": "secret_detection"},
        "analyzer": TOOL,
        "scanner": TOOL,
        "start_time": WHEN,
        "end_time": WHEN,
        "status": {"enum": ["success", "failure"]},
        "messages": listed(closed({"level": {"enum": ["info", "warn", "fatal"]}, "value": TEXT})),
    }
)
VULNERABILITY = closed(
    {
        "id": TEXT,
        "category": TEXT,
        "name": {"type": "string", "maxLength": 255},
        "description": {"type": "string", "maxLength": 1048576},
        "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
        "solution": {"type": "string", "maxLength": 7000},
        "details": closed(
            {"confidence": closed({"type": {"const": "text"}, "name": TEXT, "value": TEXT})}
        ),
        "location": closed(
            {"file": TEXT, "start_line": COUNT, "end_line": COUNT, "commit": closed({"sha": TEXT})}
        ),
        "identifiers": listed(closed({"type": TEXT, "name": TEXT, "value": TEXT}), 1),
    }
)
GITLAB = closed(
    {"version": {"type": "string"}, "scan": SCAN, "vulnerabilities": listed(VULNERABILITY)}
)


class Element(NamedTuple):
    """An element of JUnit XML as both schemas allow it."""

    attributes: dict[str, str]  # all of them, with a pattern for the value
    children: str = ""  # a pattern for their names, each with a space after it


# JUnit XML, the part that two schemas have in common; what either demands is demanded:
# https://github.com/windyroad/JUnit-Schema/blob/master/JUnit.xsd (Ant)
# https://github.com/jenkinsci/xunit-plugin, junit-10.xsd (Jenkins)
_ANY, _SOME, _NUMBER, _DECIMAL = "(?s:.*)", "(?s:.+)", r"\d+", r"\d+(\.\d+)?"
_RESULT = Element({"type": _SOME, "message": _ANY})
JUNIT = {
    "testsuites": Element({}, "(testsuite )*"),
    "testsuite": Element(
        {
            "id": _NUMBER, "package": _SOME, "name": _SOME, "timestamp": _WHEN, "hostname": _SOME, "time": _DECIMAL,
            **dict.fromkeys(("tests", "failures", "errors"), _NUMBER),
        },
        "properties (testcase )*system-out system-err ",
    ),
    "properties": Element({}, "(property )*"),
    "property": Element({"name": _SOME, "value": _ANY}),
    "testcase": Element({"name": _ANY, "classname": _ANY, "time": _DECIMAL}, "(error |failure )?"),
    "error": _RESULT,
    "failure": _RESULT,
    "system-out": Element({}),
    "system-err": Element({}),
}  # fmt: skip


def hold_to_junit(root: ElementTree.Element) -> None:
    """Fail the test if an element has other attributes or children than the schemas allow."""
    assert root.tag == "testsuites"
    for element in root.iter():
        schema = JUNIT[element.tag]
        assert element.attrib.keys() == schema.attributes.keys(), element.tag
        for name, value in element.attrib.items():
            assert re.fullmatch(schema.attributes[name], value), (element.tag, name)
        assert re.fullmatch(schema.children, "".join(f"{child.tag} " for child in element))
