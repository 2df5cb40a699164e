"""Code and outputs that are made to take quadratic time where credentials are followed: it ends, and limits are reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from colab_safe.detect.engine import load
from colab_safe.model import Report
from colab_safe.scan import scan
from tests.hostile.counting import calls, grows_linearly
from tests.notebooks import code, dump, notebook, output, stream

ENGINES = [load("builtin")]
VALUE = "Xq7-" * 9


def scanned(*cells: tuple[str, str]) -> Report:
    made = [code(source, [stream(out)] if out else []) for source, out in cells]
    return scan(dump(notebook(made)), "a.ipynb", ENGINES)


LINEAR: dict[str, Callable[[int], object]] = {
    "cells": lambda n: scanned(("t = getpass()", ""), *[("x = 1", "ok\n")] * n, ("print(t)", f"{VALUE}\n")),
    "uses": lambda n: scanned(("t = getpass()", ""), *[("y = t", "")] * n),
    "sources": lambda n: scanned(*[(f"t{i} = getpass()", "") for i in range(n)]),
    "lines of output": lambda n: scanned(("t = getpass()\nprint(t)", f"{VALUE} a\n" * n)),
    "one line of output": lambda n: scanned(("t = getpass()\nprint(f'a: {t} b {x} c')", "a: " + "b c " * n)),
    "quotes in a line": lambda n: scanned(("t = getpass()\nprint([t])", "'a'" * n)),
    "pairs": lambda n: scanned(("!cat .env", "A_KEY='" * n)),
    "commands": lambda n: scanned(("%%bash\n" + "echo $X_KEY | head;" * n, "")),
    "quoted commands": lambda n: scanned(("!cat .env '" + "\"\\" * n, "x")),
    "a chain of names": lambda n: scanned(*[(f"t{i + 1} = t{i}" if i else "t1 = getpass()", "") for i in range(n)]),
    "nested branches": lambda n: scanned(("t = getpass()\n" + "\n".join(" " * i + "if x:" for i in range(min(n, 60))) + " print(t)", VALUE)),
    "views": lambda n: scan(dump(notebook([code("t = getpass()\nt", [output(html=f"<b>{VALUE}</b> " * n)])])), "a.ipynb", ENGINES),
}  # fmt: skip
ENDLESS: dict[str, Callable[[int], Report]] = {
    "definitions times uses": lambda n: scanned(
        ("t = getpass()\n" + "if x:\n  t = g()\n" * 40 * n, ""), ("print(t)\n" * 40 * n, f"{VALUE}\n")
    ),
    "functions times calls": lambda n: scanned(
        ("\n".join(f"def f(a{i}): print(a{i})" for i in range(20 * n)) + "\nf(getpass())" * 20 * n, "")
    ),
    "displays times outputs": lambda n: scanned(
        ("t = getpass()\n" + "\n".join(f"print('{i}', t)" for i in range(30 * n)), "0 x\n" * 1000 * n)
    ),
    "sums of sums": lambda n: scanned(
        ("a0 = getpass()\n" + "\n".join(f"a{i + 1} = a{i} + a{i}" for i in range(n)) + f"\nprint(a{n})", "x")
    ),
}  # fmt: skip


@pytest.mark.parametrize("made", LINEAR.values(), ids=LINEAR)
def test_calls_grow_linearly(made: Callable[[int], object]) -> None:
    assert grows_linearly(made, 30)


@pytest.mark.parametrize("name", ENDLESS)
def test_it_ends_and_a_limit_that_is_reached_is_reported(name: str) -> None:
    reports: list[Report] = []
    assert calls(lambda: reports.append(ENDLESS[name](30))) < 8_000_000
    assert reports[0].problems


def test_code_is_never_run(tmp_path: object, capsys: pytest.CaptureFixture[str]) -> None:
    source = "import os\nt = getpass()\nprint(t)\nos.abort()\nraise SystemExit(3)\n!kill -9 $$"
    assert scanned((source, f"{VALUE}\n"), ("print(f'{exit(3)}', t)", "x")) is not None
