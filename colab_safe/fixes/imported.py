"""Which cells surely have an import when they run.

Colab's users run cells one by one, and skip some: that an earlier cell imports a module does not help a cell that runs
without it. It does help where the cell could not run without that earlier one anyway.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping

from colab_safe.code.syntax import children
from colab_safe.fixes.cell_code import CellCode
from colab_safe.fixes.readers import Reader, bound_names, is_imported

# What is there without a cell: https://ipython.readthedocs.io/en/stable/interactive/reference.html
_THERE = frozenset(dir(builtins)) | frozenset(
    ("display", "get_ipython", "In", "Out", "_", "__", "___")
)
# A magic that runs its cell elsewhere, or keeps its names; what `%run` and `%pylab` bind is not seen.
_ELSEWHERE = re.compile(r"\s*%%(?!(?:time|capture|prun)\b)")
_BINDS_MORE = re.compile(r"^\s*%(?:run|pylab|load)\b", re.MULTILINE)
_TOP = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.If, ast.For, ast.While, ast.Assert)
# Expressions of which all parts are evaluated.
_WHOLE = (
    *(ast.Call, ast.keyword, ast.Starred, ast.Attribute, ast.Subscript, ast.BinOp, ast.UnaryOp),
    *(ast.Tuple, ast.List, ast.Dict, ast.Set, ast.JoinedStr, ast.FormattedValue),
)


def surely_imported(reader: Reader, codes: Mapping[int, CellCode]) -> frozenset[int]:
    """Return the cells that cannot run without an earlier one that imports what a reader needs.

    Such a cell always uses a name that only cells with the import define.

    Args:
        reader: The reader.
        codes: All code cells, in the order of their numbers.
    """
    importing = frozenset(
        number
        for number, code in codes.items()
        if not _ELSEWHERE.match(code.source) and is_imported(reader, code.tree.body)
    )
    defined = _defined(codes) if importing else None
    if defined is None:
        return frozenset()
    return frozenset(
        number
        for number, code in codes.items()
        if not _ELSEWHERE.match(code.source)
        and any(
            by <= importing and max(by) < number
            for name in {*_needed(code.tree)} - _THERE
            if (by := defined.get(name, set()))
        )
    )


def _defined(codes: Mapping[int, CellCode]) -> dict[str, set[int]] | None:
    """By name the cells that may define it; None if that is not known."""
    defined: dict[str, set[int]] = {}
    for number, code in codes.items():
        if _BINDS_MORE.search(code.source):
            return None
        for name, _ in bound_names(code.tree):
            defined.setdefault(name, set()).add(number)
    return None if "*" in defined else defined


def _needed(tree: ast.Module) -> Iterator[str]:
    """The names that a cell uses whatever happens."""
    for statement in tree.body:
        if isinstance(statement, _TOP):
            fields = (getattr(statement, name, None) for name in ("value", "test", "iter"))
            yield from _evaluated(each for each in fields if each)


def _evaluated(expressions: Iterable[ast.AST]) -> Iterator[str]:
    stack = list(expressions)
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, _WHOLE):
            stack.extend(children(node))
