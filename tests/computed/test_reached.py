"""Only what uses a decoded text or the beginning of a token is put together, however it gets there."""

from __future__ import annotations

import ast
import base64

import pytest

from colab_safe.code.program import Program
from colab_safe.code.syntax import nodes_below
from colab_safe.computed.evaluate import CALLS, ComputedTexts
from colab_safe.computed.reached import MOST_BINDINGS, Reached
from colab_safe.notebook.reading import read_notebook
from colab_safe.session import Session
from colab_safe.shown.words import code_cells
from tests.notebooks import code, dump, notebook

ENCODED = base64.b64encode(b"an ordinary text").decode()
DECODED = f'base64.b64decode("{ENCODED}")'
BEGUN = '"ghp_' + '1"'


def reached(sources: list[str]) -> list[str]:
    """The additions of a program that use what is reached, as they are written."""
    cells = code_cells(read_notebook(dump(notebook(map(code, sources))), Session()))
    program = Program(cells.sources)
    found = Reached(program, sorted(cells.computing), ComputedTexts(program, CALLS).texts)
    return [
        ast.unparse(node)
        for _, node in program.nodes()
        if isinstance(node, ast.BinOp) and found.uses(nodes_below(node))
    ]


@pytest.mark.parametrize(
    "origin", [DECODED, BEGUN, '"abc1"[::-1]', f'codecs.decode("{ENCODED}", "base64")[::-1]']
)
@pytest.mark.parametrize(
    "binding",
    [
        "x = {}",
        "x: str = {}",
        "y = {}\nx = y",
        "x = y\ny = z\nz = {}",
        "x, y = {}, 1",
        "d = {{'x': {}}}\nx = d['x']",
        "class A:\n    x = {}",
        "def f():\n    return {}\nx = f()",
        "def f(x):\n    return x\nf({})",
        "def f(x):\n    return x\nf(x={})",
        "for x in [{}, 'b']:\n    pass",
        "if (x := {}):\n    pass",
        "x = 'a'\nx += {}",
        "y = [{}]\nx = ''.join(y)",
    ],
)  # fmt: skip
def test_what_uses_it_is_reached(binding: str, origin: str) -> None:
    bound = binding.format(origin)
    for cells in [[bound, "print(x + 'c')"], ["print(x + 'c')", bound]]:
        assert "x + 'c'" in reached(cells)


@pytest.mark.parametrize(
    "sources",
    [
        [f"x = {DECODED}", "print(y + 'c')"],
        [f"x = {DECODED}\nx2 = 1", "print(x2 + 'c')"],
        ["x = 'abc'.encode()", "print(x + b'c')"],
        ["x = base64.b64decode(open('f').read())", "print(x + b'c')"],
        ["x = cv2.imread('f')[:, :, ::-1]", "print(x + 1)"],
        ["x = y\ny = x", f"print(x + 'c')\nz = {DECODED}"],
        [f"x = {DECODED}" + "\nx = 1" * MOST_BINDINGS, "print(x + 'c')"],
    ],
    ids=["another name", "a longer name", "encoded", "a file", "a picture", "itself", "bound again and again"],
)  # fmt: skip
def test_what_does_not_is_not(sources: list[str]) -> None:
    assert reached(sources) == []
