"""The cells through which credentials go: parsing all others would take longer than the rest of a scan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from colab_safe.code.parsed import ParsedCells
from colab_safe.code.program import Code
from colab_safe.shown.calls import CALLS
from colab_safe.shown.flow import CredentialFlow
from colab_safe.shown.languages import program_of
from colab_safe.typed import NamedTuple

_MOST_ROUNDS = 10  # from one name to the next, before all cells are read


class Carried(NamedTuple):
    """What hands credentials from one cell on to others."""

    names: frozenset[str] = frozenset()  # of variables, attributes, entries and functions
    called: frozenset[str] = (
        frozenset()
    )  # functions that are given one, and may be defined anywhere

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


class CarriedBy(NamedTuple):
    """What some cells of a notebook come to."""

    carried: Carried | None  # None if they show a credential, or not all of their code can be read
    by_code: bool  # whether that is so with other outputs, too


class Followed(NamedTuple):
    """The cells through which credentials go."""

    flow: CredentialFlow
    carried: Carried


def follow(cells: Sequence[str], chosen: set[int], parsed: ParsedCells) -> Followed:
    """Return the flow of credentials through a notebook, and what they are bound to.

    Args:
        cells: The sources of the code cells.
        chosen: The numbers of those that name a source of credentials. Those that use what comes from there are added.
        parsed: Remembers what is parsed.
    """
    for _ in range(_MOST_ROUNDS):
        found = _followed(cells, chosen, parsed)
        if not any(found.carried):
            return found
        uses = re.compile(found.carried.pattern()).search
        using = {number for number, cell in enumerate(cells) if number not in chosen and uses(cell)}
        if not using:
            return found
        chosen = chosen | using
    return _followed(cells, set(range(len(cells))), parsed)


def _followed(cells: Sequence[str], chosen: set[int], parsed: ParsedCells) -> Followed:
    read = [cell if number in chosen else "" for number, cell in enumerate(cells)]
    flow = CredentialFlow(program_of(read, parsed), CALLS)
    return Followed(flow, Carried(frozenset(_names(flow)), frozenset(_called(flow))))


def _names(flow: CredentialFlow) -> Iterator[str]:
    """The names, attributes and entries that credentials are bound to, and the functions that return one."""
    yield from flow.bound_names()
    program = flow.program
    for key, codes in program.bound.items():
        if key[0] in ".[$" and any(map(flow.is_marked, codes)):
            yield key.strip(".[]$")
    for name in program.functions:
        if any(map(flow.is_marked, program.returned(name))):
            yield name


def _called(flow: CredentialFlow) -> Iterator[str]:
    """The functions that are given a credential."""
    program = flow.program
    for cell, call in program.calls:
        if program.name(call.func) not in program.functions:
            given = (*call.args, *(keyword.value for keyword in call.keywords))
            if any(flow.is_marked(Code(each, cell)) for each in given):
                yield program.name(call.func)
