"""A value that is assigned to the name of a secret once is found everywhere in that notebook."""

from __future__ import annotations

import json

import pytest

from colab_safe.detect.builtin import engine
from colab_safe.model import Report
from colab_safe.redact import redact
from colab_safe.scan import scan

ENGINES = [engine()]
VALUE = "e25TLloDxT18" + "t7Syz5avYAMYZiqSqCKKErWAg277"
BIRD, SHORT = "Moor-3hen", "aB3$x9"
PASSWORD = f"{BIRD}!xy"


def notebook(source: str, *outputs: str, tags: tuple[str, ...] = ()) -> bytes:
    first = {
        "cell_type": "code",
        "id": "a",
        "metadata": {"tags": list(tags)},
        "source": source,
        "outputs": [],
        "execution_count": 1,
    }
    shown = [{"output_type": "stream", "name": "stdout", "text": text} for text in outputs]
    second = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "source": "show()",
        "outputs": shown,
        "execution_count": 2,
    }
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [first, second]}).encode()  # fmt: skip


def report(data: bytes) -> Report:
    return scan(data, "a.ipynb", ENGINES)


def outputs(found: Report) -> list[int | None]:
    return [each.location.place.output for each in found.findings if each.location.place.output]


@pytest.mark.parametrize("value", [VALUE, PASSWORD])
@pytest.mark.parametrize(
    "shown",
    ["{}", "'{}'", "SERVICE_TOKEN  str  {}\n", "before {} after", "\x1b[32m{}\x1b[0m", "x,{},y", "<td>{}</td>"],
)  # fmt: skip
def test_the_bare_value_is_found(shown: str, value: str) -> None:
    found = report(notebook(f"password = '{value}'", shown.format(value)))
    assert outputs(found) == [1]
    assert {each.secret.reveal() for each in found.findings} == {value}


@pytest.mark.parametrize("value", [VALUE, PASSWORD])
@pytest.mark.parametrize("layout", ["{}\n{}\n", "│ {} │\n│ {} │\n", "> {}\n> {}\n", "x {}\\\n{}\n"])
def test_the_value_is_found_wrapped(layout: str, value: str) -> None:
    found = report(notebook(f"password = '{value}'", layout.format(value[:6], value[6:])))
    assert outputs(found) == [1]
    assert {each.secret.reveal() for each in found.findings} == {value}


@pytest.mark.parametrize("around", ["é", "ж", "\U0001f600", "\ud800"])
def test_the_bare_value_is_found_beside_any_character(around: str) -> None:
    value = f"Моор-3hen!{PASSWORD}"
    found = report(notebook(f"password = '{value}'", f"{around} {value} {around}"))
    assert outputs(found) == [1] and report(notebook("x", f"{around} {value}")).findings == ()


def test_nothing_is_found_without_the_name() -> None:
    assert report(notebook("x = 1", VALUE)).findings == ()


@pytest.mark.parametrize("shown", [f"9{VALUE}", f"{VALUE}9", f"{VALUE[:-1]}"])
def test_a_longer_word_or_a_part_is_another_value(shown: str) -> None:
    assert outputs(report(notebook(f"token = '{VALUE}'", shown))) == []


def test_a_short_value_is_not_looked_for() -> None:
    assert outputs(report(notebook(f"password = '{SHORT}'", SHORT))) == []


def test_what_is_accepted_by_its_name_is_accepted_again() -> None:
    accepted = f"token = '{VALUE}'  # colab-safe: allow generic-secret — an example\n"
    found = report(notebook(accepted, f"{VALUE}\n", f"{VALUE}\n"))
    assert found.findings == () and found.accepted == 3


def test_all_that_name_it_must_be_accepted() -> None:
    both = (
        f"token = '{VALUE}'  # colab-safe: allow generic-secret — an example\ntoken = '{VALUE}'\n"
    )
    assert outputs(report(notebook(both, VALUE))) == [1]


def test_redaction_leaves_no_copy() -> None:
    data = redact(notebook(f"token = '{VALUE}'", f"{VALUE} and {VALUE}"), "a.ipynb", ENGINES)
    assert VALUE not in json.loads(data.data)["cells"][1]["outputs"][0]["text"]
