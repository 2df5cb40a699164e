"""The cells through which credentials go: parsing all others would take longer than the rest of a scan."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from colab_safe.code.program import Code
from colab_safe.shown.flow import CredentialFlow
from colab_safe.shown.languages import program_of
from colab_safe.shown.marks import is_marked

_MOST_ROUNDS = 10  # from one name to the next, before all cells are read


def flow_of(cells: Sequence[str], chosen: set[int]) -> CredentialFlow:
    """Return the flow of credentials through a notebook.

    Args:
        cells: The sources of the code cells.
        chosen: The numbers of those that name a source of credentials. Those that use what comes from there are added.
    """
    sought: set[str] = set()
    for _ in range(_MOST_ROUNDS):
        flow = _flow(cells, chosen)
        new = set(_carriers(flow)) - sought
        if not new:
            return flow
        sought |= new
        using = set(_using(cells, new)) - chosen
        if not using:
            return flow
        chosen = chosen | using
    return _flow(cells, set(range(len(cells))))


def carried_names(cells: Sequence[str]) -> set[str]:
    """Return the names that hand credentials on to other cells.

    Args:
        cells: The sources of code cells.
    """
    return set(_carriers(_flow(cells, set(range(len(cells))))))


def _flow(cells: Sequence[str], chosen: set[int]) -> CredentialFlow:
    return CredentialFlow(
        program_of([cell if number in chosen else "" for number, cell in enumerate(cells)])
    )


def _using(cells: Sequence[str], names: set[str]) -> Iterator[int]:
    """The cells in which any of the names is a word."""
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names)))})(?!\w)")
    return (number for number, cell in enumerate(cells) if pattern.search(cell))


def _carriers(flow: CredentialFlow) -> Iterator[str]:
    """The names, attributes and entries that credentials are bound to, and the functions that get or return one."""
    yield from flow.bound_names()
    program = flow.program
    for key, codes in program.bound.items():
        if key[0] in ".[$" and any(_is_marked(flow, code) for code in codes):
            yield key.strip(".[]$")
    for name in program.functions:
        if any(_is_marked(flow, code) for code in program.returned(name)):
            yield name
    for cell, node in program.nodes():
        if isinstance(node, ast.Call) and program.name(node.func) not in program.functions:
            given = (*node.args, *(keyword.value for keyword in node.keywords))
            if any(_is_marked(flow, Code(each, cell)) for each in given):
                yield program.name(node.func)


def _is_marked(flow: CredentialFlow, code: Code) -> bool:
    return any(map(is_marked, flow.texts(code)))
