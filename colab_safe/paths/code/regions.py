"""Which characters of the code a placeholder stands for, so that the code runs with it as it ran without.

A literal stays visible if the paths of other files contain it too. Neighbouring literals of one path become one placeholder.
"""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import repeat

from colab_safe.code.cells import split_cell
from colab_safe.code.parsed import ParsedCells
from colab_safe.code.program import Program
from colab_safe.code.syntax import parse
from colab_safe.code.values import Chunk, TracedText, as_str
from colab_safe.limits import Limit
from colab_safe.paths.code.links import DriveEvaluator, Link, through_link
from colab_safe.paths.code.listings import Listing, listings
from colab_safe.paths.code.path_uses import Use, folders_of, relative_uses, uses_of
from colab_safe.paths.code.reach import InReach, in_reach
from colab_safe.paths.code.token_paths import (
    Places,
    TokenPath,
    part_on_drive,
    shown_path,
    token_path,
)
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import UNNAMED
from colab_safe.typed import NamedTuple

# Between two literals of one path: the closing quote, what joins them, the same quote again. Or a field of an f-string.
_JOINT = re.compile(
    r"(\"\"\"|'''|\"|')(?:[\s+/\\]|\1/+\1)*(?P<comma>,?)[\s\\]*[rRuUfF]{0,2}\1|(?P<field>\{[^{}\"']*\})|"
)
# Functions that join their arguments to a path.
_JOINERS = ("join", "joinpath", "Path", "PurePath", "PurePosixPath", "PosixPath")


class Region(NamedTuple):
    """Characters `start`–`end` of a cell that a placeholder stands for."""

    cell: int
    start: int
    end: int
    path: str
    is_piece: bool = False  # whether other regions have the rest of the path


# One character of the code: the number of its cell, and its place there. A NamedTuple takes six times as long.
_Character = tuple[int, int]


class _Argument(NamedTuple):
    """Characters `start`–`end` of a cell: one argument of a call that joins its arguments to a path."""

    call: int  # the same number for all arguments of one call
    cell: int
    start: int
    end: int


class Regions(NamedTuple):
    """What to hide in the code of a notebook, in the order of its cells."""

    found: list[Region]
    listings: list[Listing]
    links: tuple[Link, ...]
    limits: set[Limit]  # those that kept a part of the code from being read


def regions(cells: list[str], rules: Rules, parsed: ParsedCells | None = None) -> Regions:
    """Return what to hide in the code of a notebook, in the order of its cells.

    Code that compiles still compiles with placeholders: a cell for which that is not so gets none.

    Args:
        cells: The sources of the code cells.
        rules: Which paths lead to token files.
        parsed: Cells that were parsed before; None if there are none.

    Raises:
        RecursionError: An expression is nested too deeply.
    """
    evaluator, places = _evaluator(cells, ParsedCells() if parsed is None else parsed)
    program = evaluator.program
    uses = [*uses_of(evaluator), *(relative_uses(evaluator) if places.folders else ())]
    tokens = [token for use in uses if (token := token_path(use, rules, places))]
    in_data = _in_other_paths(uses, tokens, places.links)
    in_folders = {
        place for token in tokens if token.is_folder for place in _characters(token.literals)
    }
    # A folder gets a placeholder of its own, before that of the file: at run time the last one counts.
    in_files = in_data | in_folders | _in_several([each for each in tokens if not each.is_folder])
    arguments = _ArgumentIndex(_arguments(program))
    found: dict[tuple[int, int], Region] = {}
    for token in tokens:
        visible = in_data if token.is_folder else in_files
        for region in _regions(token, visible, cells, arguments):
            known = found.get((region.cell, region.start))
            if known is None or known.end < region.end:
                found[region.cell, region.start] = region
    by_cell: dict[int, list[Region]] = defaultdict(list)
    for region in sorted(found.values()):
        by_cell[region.cell].append(region)
    compiling = (own for cell, own in by_cell.items() if _compiles(program, cell, own))
    found_regions = [region for own in compiling for region in own]
    listed = list(listings(evaluator, places))
    return Regions(found_regions, listed, evaluator.links, program.limits)


def _evaluator(cells: list[str], parsed: ParsedCells) -> tuple[DriveEvaluator, Places]:
    """The evaluator of the cells that a path can reach: of all of them, where the code links or changes to a Drive."""
    for some in (in_reach(cells, parsed), InReach(cells, parsed)):
        evaluator = DriveEvaluator(Program(*some))
        places = Places(tuple(_folders_on_drive(evaluator)), evaluator.links)
        if not (places.folders or places.links):
            break
    return evaluator, places


def _folders_on_drive(evaluator: DriveEvaluator) -> Iterator[str]:
    """The folders on the Drive that the code changes to."""
    for use in folders_of(evaluator):
        folder = part_on_drive(use.text, False, Places(links=evaluator.links))
        if folder is not None:
            yield as_str(folder)


def _in_other_paths(
    uses: list[Use], tokens: list[TokenPath], links: tuple[Link, ...]
) -> set[_Character]:
    """The characters of other Drive paths: a folder that data is in, too, stays visible, or the data is not found."""
    hidden = _shortest({token.path for token in tokens})
    of_links = _written_for(links)
    found: set[_Character] = set()
    for use in {id(use.text): use for use in uses if use.final and not use.sure}.values():
        other = part_on_drive(use.text, False, Places(links=links))
        path = shown_path(other) if other else ""
        if not other or not path or _begins_with_any(path, hidden):
            continue
        is_linked = through_link(use.text, links) is not None
        if not of_links.issuperset(_characters(use.text if is_linked else other)):
            found.update(_characters(other))
    return found


def _written_for(links: tuple[Link, ...]) -> set[_Character]:
    """The characters that only make a link: a use counts where the code reaches a file through it."""
    texts = (text for link in links for text in (link.target, link.written))
    return {character for text in texts for character in _characters(text)}


def _shortest(paths: set[str]) -> list[str]:
    """Paths in ascending order, without those that begin with another one."""
    shortest: list[str] = []
    for path in sorted(paths):
        if not shortest or not path.startswith(shortest[-1]):
            shortest.append(path)
    return shortest


def _begins_with_any(path: str, beginnings: list[str]) -> bool:
    """Whether a path begins with one of those that `_shortest` returned."""
    before = bisect_right(beginnings, path)
    return before > 0 and path.startswith(beginnings[before - 1])


def _in_several(tokens: list[TokenPath]) -> set[_Character]:
    """The characters that the paths of different token files have in common."""
    paths: dict[_Character, str] = {}
    found: set[_Character] = set()
    for token in tokens:
        for character in _characters(token.literals):
            if paths.setdefault(character, token.path) != token.path:
                found.add(character)
    return found


def _characters(text: TracedText) -> Iterator[_Character]:
    """The written characters of a text."""
    for chunk in text:
        if chunk.cell is not None:
            yield from zip(repeat(chunk.cell), chunk.places[:-1], strict=False)


def _arguments(program: Program) -> Iterator[_Argument]:
    for number, (cell, node) in enumerate(program.calls_of(*_JOINERS)):
        for argument in _joined(node):
            yield _Argument(number, cell, *program.span(argument, cell))


class _ArgumentIndex:
    """Finds the arguments around a place: two are nested or do not overlap."""

    def __init__(self, arguments: Iterable[_Argument]) -> None:
        self._arguments = sorted(arguments, key=lambda one: (one.cell, one.start, -one.end))
        self._starts = [(one.cell, one.start) for one in self._arguments]
        self._around: list[int] = []  # for each argument the number of the one around it; -1: none
        last = -1
        for number, one in enumerate(self._arguments):
            while last >= 0 and not self._reaches(last, one.cell, one.start):
                last = self._around[last]
            self._around.append(last)
            last = number

    def calls_at(self, cell: int, place: int) -> set[int]:
        """Return the numbers of the calls whose arguments have a place in them, or end there."""
        calls = set()
        number = bisect_right(self._starts, (cell, place)) - 1
        while number >= 0:
            if self._reaches(number, cell, place):
                calls.add(self._arguments[number].call)
            number = self._around[number]
        return calls

    def _reaches(self, number: int, cell: int, place: int) -> bool:
        argument = self._arguments[number]
        return argument.cell == cell and argument.start <= place <= argument.end


def _joined(call: ast.Call) -> list[ast.expr]:
    """What a call joins: its arguments, or the elements of a single list."""
    single = call.args[0] if len(call.args) == 1 else None
    return single.elts if isinstance(single, (ast.List, ast.Tuple)) else call.args


def _regions(
    token: TokenPath, visible: set[_Character], cells: list[str], arguments: _ArgumentIndex
) -> list[Region]:
    """The regions of one path: those literals that nothing else needs, at least the last, which names the file."""
    own = [chunk for chunk in token.literals if visible.isdisjoint(_characters((chunk,)))]
    found: list[Region] = []
    for chunk in own or (() if token.is_folder else token.literals[-1:]):
        region = Region(chunk.cell or 0, *_without_slashes(chunk), token.path)
        if found and _are_one(found[-1], region, cells, arguments):
            found[-1] = found[-1]._replace(end=region.end)
        else:
            found.append(region)
    return [region._replace(is_piece=len(found) > 1) for region in found]


def _without_slashes(chunk: Chunk) -> tuple[int, int]:
    """Where the text of a literal begins and ends, without the slashes at its ends."""
    first = len(chunk.text) - len(chunk.text.lstrip("/"))
    last = len(chunk.text.rstrip("/"))
    return chunk.places[first], chunk.places[last]


def _are_one(
    region: Region, following: Region, cells: list[str], arguments: _ArgumentIndex
) -> bool:
    """Whether one placeholder can replace two regions and what is between them."""
    if region.cell != following.cell or region.end > following.start:
        return False
    joint = _JOINT.fullmatch(cells[region.cell][region.end : following.start].strip("/"))
    if joint is None or not joint["comma"]:
        return joint is not None
    own = arguments.calls_at(region.cell, region.end)
    return not own.isdisjoint(arguments.calls_at(region.cell, following.start))


def _compiles(program: Program, cell: int, own: list[Region]) -> bool:
    """Whether a cell compiles both as it is and with the placeholders of its regions, which are ascending."""
    if cell not in program.trees:
        return False
    source, parts, position = program.cells[cell], [], 0
    for region in own:
        parts += [source[position : region.start], UNNAMED]
        position = max(position, region.end)
    return _parses("".join([*parts, source[position:]]))


def _parses(source: str) -> bool:
    try:
        parse(split_cell(source).python)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
