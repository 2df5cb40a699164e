"""The published schema of the JSON report: it knows every field, and nothing else."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from colab_safe import report as reports
from colab_safe.detect.engine import load
from colab_safe.model import AcceptedBy, Coverage, History, Problem, Report
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook
from tests.report.published_schema import hold_to_schema, validator
from tests.tokens import github_token

LEAKY = dump(notebook([code(f"a = '{github_token(1)}'", id="x1"), code("b")], minor=5))
HISTORY = History("a" * 40, "2020-11-20T10:00:00+01:00", "b" * 64, "2021-01-02T10:00:00Z", ("main",), True)  # fmt: skip
FOUND = scan(LEAKY, "a.ipynb", [load("builtin")])
FULL = Report(
    (FOUND.findings[0]._replace(history=HISTORY, live=True),),
    (Problem("b.ipynb", "it is empty"),),
    Coverage(2, 3, 1, 80, 900),
    accepted_by=(AcceptedBy("comment"), AcceptedBy("configuration", "a.toml", "old", 2)),
    switched_off=("the built-in rules are switched off (a.toml)",),
)
REPORTS = {
    "nothing": Report(),
    "found": FOUND,
    "broken notebook": scan(LEAKY[:-9], "a.ipynb", [load("builtin")]),
    "token in a name": scan(b"x", f"{github_token(2)}/é\udcff.txt", [load("builtin")]),
    "everything": FULL,
    "dead, without a remote": FULL._replace(
        findings=(FULL.findings[0]._replace(live=False, history=HISTORY._replace(on_remote=None)),)
    ),
}


@pytest.mark.parametrize("show_secrets", [False, True], ids=["hidden", "shown"])
@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_reports_fit_the_schema(report: Report, show_secrets: bool) -> None:
    hold_to_schema(reports.write(report, "json", show_secrets))


def objects(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all objects in a document."""
    if isinstance(value, dict):
        yield place
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in items if isinstance(value, (dict, list)) else ():
        if isinstance(inner, (dict, list)):
            yield from objects(inner, (*place, key))


DOCUMENT = json.loads(reports.write(FULL, "json", show_secrets=True))


def at(document: Any, place: tuple[Any, ...]) -> Any:
    for key in place:
        document = document[key]
    return document


@pytest.mark.parametrize(
    "place", list(objects(DOCUMENT)), ids=lambda place: "/".join(map(str, place))
)
def test_unknown_and_missing_fields_break_the_schema(place: tuple[Any, ...]) -> None:
    with_more = copy.deepcopy(DOCUMENT)
    at(with_more, place)["surprise"] = 1
    assert not validator().is_valid(with_more)
    optional = {"live", "history"}
    for field in at(DOCUMENT, place):
        with_less = copy.deepcopy(DOCUMENT)
        del at(with_less, place)[field]
        assert validator().is_valid(with_less) is (field in optional), field


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("summary", "accepted"), -1), (("summary", "switched_off"), ["a", "a"]), (("version",), 2),
        (("findings", 0, "spans"), []), (("findings", 0, "line"), 0), (("findings", 0, "part"), "cell"),
        (("findings", 0, "cell"), 0), (("findings", 0, "secret"), None), (("findings", 0, "live"), None),
        (("findings", 0, "history", "last_date"), "yesterday"), (("findings", 0, "path"), ""),
        (("summary", "accepted_by", 0, "by"), "nobody"), (("summary", "accepted_by", 0, "number"), 0),
        (("errors", 0, "error"), ""),
    ],
    ids=str,
)  # fmt: skip
def test_wrong_values_break_the_schema(place: tuple[Any, ...], value: Any) -> None:
    *outer, last = place
    wrong = copy.deepcopy(DOCUMENT)
    at(wrong, tuple(outer))[last] = value
    assert not validator().is_valid(wrong)


def test_a_report_with_a_new_field_fails_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """tests/conftest.py holds what any test writes against the schema."""
    fields = Coverage._asdict
    monkeypatch.setattr(Coverage, "_asdict", lambda coverage: fields(coverage) | {"surprise": 1})
    with pytest.raises(AssertionError, match=r"report\.schema\.json: summary breaks"):
        reports.write(FOUND, "json")


def test_the_schema_is_itself_valid_and_published() -> None:
    assert validator().schema["$id"].endswith("/docs/report.schema.json")
    jsonschema.Draft202012Validator.check_schema(validator().schema)
