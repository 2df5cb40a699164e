"""Code that is made to take exponential or quadratic time in `paths`: it ends, and what was not read is reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from colab_safe import limits
from colab_safe.paths.hide import hide
from colab_safe.placeholders.store import PathStore
from tests.hostile.counting import calls, grows_linearly
from tests.notebooks import code, dump, notebook

DRIVE = "/content/drive/MyDrive"


def lines(*made: Callable[[int], str]) -> Callable[[int], str]:
    """Code with `n` lines of each kind, after the Drive."""
    return lambda n: "\n".join(
        [f"import os\ndrive = '{DRIVE}'\na0 = b0 = drive", *(f(i) for f in made for i in range(n))]
    )


LINEAR = {
    "literal paths": lines(lambda i: f"open('{DRIVE}/keys/a{i}.json')"),
    "joined paths": lines(lambda i: f"open(os.path.join(drive, 'keys', 'a{i}.json'))"),
    "shell words": lines(lambda i: f"!cp $drive/keys/a{i}.json b"),
    "bindings and names": lines(lambda i: f"x = g({i})", lambda i: f"y{i} = x"),
    "fields of one f-string": lambda n: f"a = 'x'\np = f'{DRIVE}/{'{a}' * n}'",
    "parts of one path": lambda n: "Path(" + "'a', " * n + f"'{DRIVE}')",
}
ENDLESS: dict[str, Callable[[int], str]] = {
    "sums of sums": lines(lambda i: f"a{i + 1} = a{i} + a{i}"),
    "f-strings of f-strings": lines(lambda i: f"a{i + 1} = f'{{a{i}}}{{a{i}}}'"),
    "bindings of themselves": lines(lambda i: "x = x.a", lambda i: f"token{i} = x"),
    "empty texts": lines(lambda i: f"c{i + 1} = c{i} + c{i}", lambda i: "c0 = ''"),
    "joined again and again": lines(lambda i: f"a{i + 1} = os.path.join('x', a{i}, 'b', a{i})"),
    "one of many": lines(lambda i: f"a{i + 1} = a{i} if x else b{i}", lambda i: f"b{i + 1} = a{i} + b{i}"),
    "a template": lambda n: f"s = '{DRIVE}/{'x' * 1000 * n}'\np = '{'{0}' * 100 * n}'.format(s)",
    "a literal in many places": lambda n: f"s = '{DRIVE}/{'x' * 1000 * n}'\n" + "f(s)\n" * 100 * n,
    "functions times calls": lambda n: "\n".join(
        [*(f"def f(a{i}): return a{i}" for i in range(20 * n)), *["f(drive)"] * 20 * n]
    ),
}  # fmt: skip

# Those that reach a limit; what leads to no Drive is not evaluated.
REACHING = (
    "sums of sums",
    "f-strings of f-strings",
    "a template",
    "a literal in many places",
    "functions times calls",
)


def hidden(source: str) -> str | None:
    return hide(dump(notebook([code(source)])), "a.ipynb", PathStore()).unread


@pytest.mark.parametrize("made", LINEAR.values(), ids=LINEAR)
def test_calls_grow_linearly(made: Callable[[int], str]) -> None:
    assert grows_linearly(lambda n: hidden(made(n)), 30)


@pytest.mark.parametrize("name", ENDLESS)
def test_it_ends_and_a_limit_that_is_reached_is_reported(name: str) -> None:
    unread: list[str | None] = []
    assert calls(lambda: unread.append(hidden(ENDLESS[name](30)))) < 5_000_000
    assert (unread[0] is not None) == (name in REACHING)


def test_a_path_before_the_limit_is_still_hidden() -> None:
    source = f"token = open('{DRIVE}/keys/gh.json')\n{ENDLESS['sums of sums'](40)}"
    hiding = hide(dump(notebook([code(source)])), "a.ipynb", PathStore())
    assert [match.path for match in hiding.hidden] == ["keys/gh.json"]
    assert limits.sentence(limits.CODE_TEXTS) in (hiding.unread or "")
