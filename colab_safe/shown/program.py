"""The cells through which credentials go: parsing all others would take longer than the rest of a scan."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from colab_safe.code.program import Code
from colab_safe.shown.flow import CredentialFlow
from colab_safe.shown.languages import program_of
from colab_safe.shown.marks import is_marked
from colab_safe.typed import NamedTuple

_MOST_ROUNDS = 10  # from one name to the next, before all cells are read


class Carried(NamedTuple):
    """What hands credentials from one cell on to others."""

    names: frozenset[str]  # of variables and functions; the empty one is for any
    called: frozenset[str]  # functions that are given a credential, and may be defined anywhere

    def pattern(self, before: str = r"(?<!\w)") -> str:
        """Return a regular expression for code that uses one of the names, or defines one of the functions.

        Args:
            before: Matches where a word may begin.
        """
        names, called = ("|".join(map(re.escape, sorted(each))) for each in self)
        words = [rf"(?:{names})"] if names else []
        if called:
            words += [rf"(?:def|as)\s+(?:{called})", rf"(?:{called})\s*=[^=\n]*\blambda"]
        return rf"{before}(?:{'|'.join(words)})(?!\w)"


def flow_of(cells: Sequence[str], chosen: set[int]) -> CredentialFlow:
    """Return the flow of credentials through a notebook.

    Args:
        cells: The sources of the code cells.
        chosen: The numbers of those that name a source of credentials. Those that use what comes from there are added.
    """
    for _ in range(_MOST_ROUNDS):
        flow = _flow(cells, chosen)
        found = _carried(flow)
        if not any(found):
            return flow
        uses = re.compile(found.pattern()).search
        using = {number for number, cell in enumerate(cells) if number not in chosen and uses(cell)}
        if not using:
            return flow
        chosen = chosen | using
    return _flow(cells, set(range(len(cells))))


def carried(cells: Sequence[str]) -> Carried:
    """Return what hands credentials on to other cells.

    Args:
        cells: The sources of code cells.
    """
    return _carried(_flow(cells, set(range(len(cells)))))


def _flow(cells: Sequence[str], chosen: set[int]) -> CredentialFlow:
    return CredentialFlow(
        program_of([cell if number in chosen else "" for number, cell in enumerate(cells)])
    )


def _carried(flow: CredentialFlow) -> Carried:
    return Carried(frozenset(_names(flow)), frozenset(_called(flow)))


def _names(flow: CredentialFlow) -> Iterator[str]:
    """The names, attributes and entries that credentials are bound to, and the functions that return one."""
    yield from flow.bound_names()
    program = flow.program
    for key, codes in program.bound.items():
        if key[0] in ".[$" and any(_is_marked(flow, code) for code in codes):
            yield key.strip(".[]$")
    for name in program.functions:
        if any(_is_marked(flow, code) for code in program.returned(name)):
            yield name


def _called(flow: CredentialFlow) -> Iterator[str]:
    """The functions that are given a credential."""
    program = flow.program
    for cell, node in program.nodes():
        if isinstance(node, ast.Call) and program.name(node.func) not in program.functions:
            given = (*node.args, *(keyword.value for keyword in node.keywords))
            if any(_is_marked(flow, Code(each, cell)) for each in given):
                yield program.name(node.func)


def _is_marked(flow: CredentialFlow, code: Code) -> bool:
    return any(map(is_marked, flow.texts(code)))
