"""Search the texts that code computes for credentials."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

from colab_safe.code.bindings import key_of
from colab_safe.code.program import Code, Program
from colab_safe.code.syntax import nodes_below
from colab_safe.code.values import TracedText, as_str
from colab_safe.computed.evaluate import CALLS, COMPUTING, ComputedTexts
from colab_safe.computed.reached import Reached
from colab_safe.limits import CODE_DEPTH, UNQUOTED_VALUE
from colab_safe.notebook.notebook import Notebook
from colab_safe.origins import TextBuilder
from colab_safe.session import Session
from colab_safe.shown.words import CodeCells
from colab_safe.views.decoded import built
from colab_safe.views.views import View
from colab_safe.views.wrapped import BY_LAYOUT, Unwrapped

# What another view shows in the same characters, such as base64 that is one literal, is preferred.
_DECODER = BY_LAYOUT._replace(name="computed", shows=False, guesses=True, is_by_character=False)
_SHORTEST = 6  # characters of a password


def computed_texts(notebook: Notebook, cells: CodeCells, session: Session) -> Unwrapped:
    """Return views of the texts that the code computes, one per cell with literals that they are made from.

    Args:
        notebook: The notebook to search.
        cells: Its code cells.
        session: Remembers parsed cells.
    """
    builders: dict[int, TextBuilder] = {}
    try:
        texts = ComputedTexts(Program(cells.sources, session.parsed_cells), CALLS)
        reached = Reached(texts.program, sorted(cells.computing), texts.texts)
        for code in _expressions(texts.program, reached) if reached else ():
            for text in texts.texts(code):
                _add(builders, texts.program, code, text)
        notebook.reach(sorted(texts.program.limits))
    except RecursionError:  # an expression of a thousand terms
        notebook.reach([CODE_DEPTH])
    return Unwrapped(list(_views(notebook, cells, builders)), {})


def _expressions(program: Program, reached: Reached) -> Iterator[Code]:
    """The outermost expressions that compute texts of what is reached."""
    for cell in range(len(program.cells)):
        nodes = program.nodes_of(cell)
        if reached.uses(nodes):
            yield from _expressions_of(program, reached, nodes, cell)


def _expressions_of(
    program: Program, reached: Reached, nodes: list[ast.AST], cell: int
) -> Iterator[Code]:
    inner: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.AugAssign):  # `token += "…"`: all that is put together
            extended = program.bound.get(key_of(node.target) or "", ())[-1:]
            yield from (code for code in extended if reached.uses(nodes_below(code.node)))
        if isinstance(node, ast.expr) and id(node) not in inner and _computes(program, node):
            below = nodes_below(node)
            inner.update(map(id, below))
            if reached.uses(below):
                yield Code(node, cell)


def _computes(program: Program, node: ast.expr) -> bool:
    decides = _DECIDES.get(type(node))
    return decides is not None and decides(program, node)


_DECIDES: dict[type, Callable[..., bool]] = {
    ast.BinOp: lambda program, node: isinstance(node.op, (ast.Add, ast.Mod)),
    ast.Subscript: lambda program, node: isinstance(node.slice, ast.Slice),
    ast.Call: lambda program, node: program.name(node.func) in COMPUTING,
    ast.JoinedStr: lambda program, node: True,
}


def _add(builders: dict[int, TextBuilder], program: Program, code: Code, text: TracedText) -> None:
    """Add a text to the view of each cell with a part of it, behind what precedes the expression in its line."""
    written = as_str(text)
    if not _SHORTEST <= len(written) <= UNQUOTED_VALUE.most or not written.isprintable():
        return
    source = program.cells[code.cell]
    at = program.span(code.node, code.cell)[0]
    before = source[source.rfind("\n", 0, at) + 1 : at]
    for cell in sorted({chunk.cell for chunk in text if chunk.places and chunk.cell is not None}):
        builder = builders.setdefault(cell, TextBuilder())
        builder.put(f'{before}"', 0, 0)
        for chunk in text:
            _put(builder, chunk.text, chunk.places if chunk.cell == cell else ())
        builder.put('"\n', 0, 0)


def _put(builder: TextBuilder, text: str, places: tuple[int, ...]) -> None:
    if not places:
        builder.put(text, 0, 0)
    for character, place, after in zip(text, places, places[1:], strict=False):
        builder.put(character, place, after)


def _views(
    notebook: Notebook, cells: CodeCells, builders: dict[int, TextBuilder]
) -> Iterator[View]:
    segments = notebook.segments
    left = {cells.numbers[index]: builder for index, builder in builders.items()}
    for number in range(len(segments)):
        place = segments.place(number)
        builder = left.pop(place.cell, None) if place.cell and place.part == "source" else None
        if made := built(builder) if builder else None:
            yield View(segments.texts[number], segments, number).decoded_by(_DECODER, made)
