"""What must not change what is found: names, cells in between, and the way through which a credential goes."""

from __future__ import annotations

import keyword
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.code.parsed import ParsedCells
from colab_safe.shown.displays import displays
from colab_safe.shown.program import follow
from tests.notebooks import code, dump, notebook, output, stream
from tests.shown.test_shown import OTHER, VALUE, Json, found, value

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True).filter(
    lambda name: (
        not keyword.iskeyword(name)
        and name
        not in (
            "x",
            "y",
            "f",
            "t",
            "k",
            "ok",
            "os",
            "str",
            "plot",
            "print",
            "getpass",
            "display",
            "userdata",
        )
    )
)
# Steps on the way of a credential, from the name `A` to the name `B`.
STEPS = ("B = A", "B = A.strip()", "B: str = str(A)", "def f():\n    return A\nB = f()", "(B := A)", "B = A if x else A", "B = f'{A}'",
         "with open('x') as x:\n    B = A", "for B in [A]:\n    pass", "B, x = A, 1", "class C:\n    y = A\nB = C.y")  # fmt: skip
ENDS = ("print(A)", "A", "display(A)", "print('t', A)", "{'k': A}", "print(f'<{A}>')")
CELLS = st.sampled_from(
    [("x = 1", "1"), ("print('ok')", "ok"), ("plot()", "<Figure>"), ("for x in y: print(x)", OTHER)]
)


def output_of(end: str) -> Json:
    """What a kernel sends for the end of the way."""
    if end.startswith("print"):
        return stream({"print(A)": VALUE, "print('t', A)": f"t {VALUE}"}.get(end, f"<{VALUE}>"))
    return output(plain=f"'{VALUE}'") if end != "{'k': A}" else value(f"{{'k': '{VALUE}'}}")


@given(
    source=st.sampled_from(["getpass()", "userdata.get('X')", "os.environ['A_TOKEN']"]),
    steps=st.lists(st.sampled_from(STEPS), max_size=4),
    end=st.sampled_from(ENDS),
    names=st.lists(NAMES, min_size=5, max_size=5, unique=True),
    between=st.lists(st.tuples(st.integers(0, 5), CELLS), max_size=4),
)
@settings(deadline=None)
def test_neither_names_nor_steps_nor_cells_in_between_hide_a_credential(
    source: str,
    steps: list[str],
    end: str,
    names: list[str],
    between: list[tuple[int, tuple[str, str]]],
) -> None:
    sources = [f"{names[0]} = {source}"]
    for number, step in enumerate(steps):
        sources.append(renamed(step, names[number], names[number + 1]))
    made = [code(each) for each in sources]
    made.append(code(renamed(end, names[len(steps)], "B"), [output_of(end)]))
    for place, (other, out) in between:
        made.insert(min(place, len(made)), code(other, [stream(f"{out}\n")]))
    data = dump(notebook(made))
    shown = [each for each in found(data).findings if each.location.place.part == "output"]
    assert {each.secret.reveal() for each in shown} == {VALUE}


# Cells that bind, extend, pass on and show `A` and `B`, in branches, functions, loops and comprehensions.
WAYS = (
    *STEPS, *ENDS, "A = getpass()", "if x:\n    A = getpass()", "A = ''", "B += A", "del A", "import A", "print([B for B in (A,)])", "f(A)",
    "def f(B):\n    print(B)", "def g(B=A):\n    return B\nA = g()", "!echo $A", "x = {'A': A}", "print(x['A'])", "A = (lambda: B)()",
    "try:\n    A = 1\nexcept E as A:\n    A = B", "x = y(", "%env A_KEY=B\nprint(os.environ['A_KEY'])",
)  # fmt: skip


@given(versions=st.lists(st.lists(st.sampled_from(WAYS), max_size=8), min_size=2, max_size=5))
@settings(deadline=None)
def test_cells_that_were_parsed_for_another_program_show_the_same(
    versions: list[list[str]],
) -> None:
    shared = ParsedCells()
    for cells in versions:
        every = set(range(len(cells)))
        known, anew = follow(cells, every, shared), follow(cells, every, ParsedCells())
        assert list(displays(known.flow)) == list(displays(anew.flow))
        assert known.carried == anew.carried


def renamed(source: str, a: str, b: str) -> str:
    return re.sub(r"\b[AB]\b", lambda name: {"A": a, "B": b}[name[0]], source)
