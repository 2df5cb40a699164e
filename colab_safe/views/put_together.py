"""Tokens that a cell's code puts together from its own literals: `f"{a}{b}"`, `a + b`, `"%s%s" % (a, b)`, `"".join([a, b])`.

Looked for only where a literal with the first part of a token ends a line. Each cell is read by itself, so that what is
remembered of clean cells holds in every notebook.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from colab_safe.code.calls import CALLS
from colab_safe.code.evaluate import Evaluator
from colab_safe.code.program import Code, Program
from colab_safe.code.syntax import nodes_below
from colab_safe.code.values import TracedText, as_str
from colab_safe.limits import UNQUOTED_VALUE
from colab_safe.origins import TextBuilder
from colab_safe.views.decoded import built
from colab_safe.views.views import Views
from colab_safe.views.wrapped import BY_LAYOUT, Unwrapped

_PUTTING = ("join", "format")
_SIGNS = ("{", "%", "+", "join")
_DECODER = BY_LAYOUT._replace(name="joined", shows=False)


def put_together(views: Views, ends: Iterable[int]) -> Unwrapped:
    """Return further views with the texts that code puts together, each behind what precedes the code in its line.

    Args:
        views: What was searched.
        ends: The numbers of the views in which a part of a token ends a line.
    """
    found = []
    for number in sorted(ends):
        view = views[number]
        is_code = view.place.part == "source" and view.place.cell_type == "code"
        if is_code and view.parent is None and any(sign in view.text for sign in _SIGNS):
            made = built(_of_cell(view.text))
            found += [view.decoded_by(_DECODER, made)] if made else []
    return Unwrapped(found, {})


def _of_cell(source: str) -> TextBuilder:
    builder = TextBuilder()
    try:
        evaluator = Evaluator(Program([source]), CALLS)
        for node in _expressions(evaluator.program):
            at = evaluator.program.span(node, 0)[0]
            for text in evaluator.texts(Code(node, 0)):
                _add(builder, source, at, text)
    except RecursionError:  # an expression of a thousand terms
        pass
    return builder


def _expressions(program: Program) -> Iterator[ast.expr]:
    """The outermost expressions that put texts together."""
    inner: set[int] = set()
    for _, node in program.nodes():
        if id(node) not in inner and _puts_together(node):
            inner.update(map(id, nodes_below(node)))
            if isinstance(node, ast.expr):
                yield node


def _puts_together(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, (ast.Add, ast.Mod))
    if isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and node.func.attr in _PUTTING
    return isinstance(node, ast.JoinedStr)


def _add(builder: TextBuilder, source: str, at: int, text: TracedText) -> None:
    written = [chunk for chunk in text if chunk.places and chunk.text]
    if len(written) < 2 or len(as_str(text)) > UNQUOTED_VALUE.most:
        return
    builder.keep(source, source.rfind("\n", 0, at) + 1, at)
    builder.put('"', at, at)
    for chunk in text:
        if not chunk.places:
            builder.put(chunk.text, at, at)
        for character, place, after in zip(
            chunk.text, chunk.places, chunk.places[1:], strict=False
        ):
            builder.put(character, place, after)
    builder.put('"\n', at, at)
