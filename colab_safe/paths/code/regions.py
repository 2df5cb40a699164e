"""Which literals make up the path of a token file, followed through the code of all cells."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator

from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.code.bindings import Program
from colab_safe.paths.code.cells import split_cell
from colab_safe.paths.code.evaluate import Evaluator
from colab_safe.paths.code.path_uses import Use, folders_of, relative_uses, uses_of
from colab_safe.paths.code.values import UNKNOWN, Chunk, Text, from_character, plain
from colab_safe.paths.drive import after_root, normalised
from colab_safe.paths.find import Echo, Flow, Sighting, code_cells
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import SIGN, UNNAMED
from colab_safe.typed import NamedTuple

# Between two literals of one path: the closing quote, what joins them, the same quote again. Or a field of an f-string.
_JOINT = re.compile(
    r"(\"\"\"|'''|\"|')(?:[\s+/\\]|\1/+\1)*(?P<comma>,?)[\s\\]*[rRuUfF]{0,2}\1|(?P<field>\{[^{}\"']*\})|"
)


class TokenPath(NamedTuple):
    """The path of a token file, relative to the Drive, and what was written of it, in its order."""

    path: str
    written: tuple[Chunk, ...]


class Region(NamedTuple):
    """Characters of a cell that a placeholder will stand for."""

    cell: int
    start: int
    end: int
    path: str


def flowing_paths(notebook: Notebook, rules: Rules) -> Flow:
    """Paths of token files that the code puts together, or hands to what takes such paths."""
    segments = code_cells(notebook)
    found: list[Sighting] = []
    echoes: list[Echo] = []
    try:
        all_regions = regions([segment.text for segment in segments], rules)
    except RecursionError:  # an expression of a thousand terms: the literal paths are left
        return Flow()
    for region in all_regions:
        segment = segments[region.cell]
        characters = [Span(region.start, region.end)]
        spans = notebook.byte_spans(segment, characters)
        if spans:
            span = Span(spans[0].start, spans[-1].end)
            where = notebook.location("", segment, characters)
            found.append(Sighting(span, b"", region.path, where))
            echoes += _echoes(segment.text, region)
    return Flow(tuple(found), tuple(echoes))


def _echoes(source: str, region: Region) -> Iterator[Echo]:
    """A line of code for each line that a region is in."""
    start = source.rfind("\n", 0, region.start) + 1
    while start < region.end:
        end = source.find("\n", start)
        end = len(source) if end < 0 else end
        line = source[start:end]
        first = start + len(line) - len(line.lstrip())
        yield Echo(
            line.strip(),
            max(region.start, first) - first,
            min(region.end, end) - first,
            region.path,
        )
        start = end + 1


def regions(cells: list[str], rules: Rules) -> list[Region]:
    """What is to be hidden in the code of a notebook; the code that compiled before does so with placeholders."""
    program = Program(cells)
    evaluator = Evaluator(program)
    folders = [
        path
        for use in folders_of(evaluator)
        if (path := _on_drive(use.text, False, [])) is not None
    ]
    uses = [*uses_of(evaluator), *(relative_uses(evaluator) if folders else ())]
    found: list[TokenPath] = []
    for use in uses:
        token = _token_path(use, rules, [plain(folder) for folder in folders])
        if token:
            found.append(token)
    shared = _shared(uses, {token.path for token in found}) | _in_several(found)
    siblings = _siblings(program)
    result: dict[tuple[int, int], Region] = {}
    for token in found:
        for region in _grouped(token, shared, cells, siblings):
            known = result.get((region.cell, region.start))
            if known is None or known.end < region.end:
                result[region.cell, region.start] = region
    return [region for region in sorted(result.values()) if _compiles(region, result, cells)]


def _token_path(use: Use, rules: Rules, folders: list[str]) -> TokenPath | None:
    rest = _on_drive(use.text, use.sure, folders)
    if rest is None:
        return None
    path = normalised(plain(rest)).replace(UNKNOWN, "…")
    if folders and after_root(plain(use.text)) is None and plain(use.text)[:1] != UNKNOWN:
        path = normalised(f"{folders[0]}/{path}")
    if not path.strip("…/") or SIGN in path or "\n" in path or not (use.sure or rules.hides(path)):
        return None
    written = tuple(
        chunk
        for chunk in rest
        if chunk.cell is not None and chunk.cell >= 0 and chunk.text.strip("/")
    )
    return TokenPath(path, written) if written else None


def _on_drive(text: Text, sure: bool, folders: list[str]) -> Text | None:
    """The part of a text behind the Drive it is on; behind what is unknown, or in a folder on the Drive, if it is sure."""
    whole = plain(text)
    start = after_root(whole)
    if start is not None and not re.search(r"\s", whole[: min(start, whole.find("/") + 1)]):
        return from_character(text, start)
    if whole.startswith("/content/drive/MyDrive"):
        return from_character(text, len("/content/drive/MyDrive/"))
    if sure and whole.startswith(UNKNOWN):
        return from_character(text, 1 + len(whole[1:]) - len(whole[1:].lstrip("/")))
    if folders and re.fullmatch(r"(?![/~-]|\w+:)(?:.*[/.].*)", whole):
        return text
    return None


def _shared(uses: list[Use], tokens: set[str]) -> set[tuple[int, int]]:
    """The written characters of other Drive paths: a folder that data is in too stays visible, or data is not found."""
    places: set[tuple[int, int]] = set()
    for use in uses:
        rest = _on_drive(use.text, False, []) if use.final and not use.sure else None
        path = normalised(plain(rest)).replace(UNKNOWN, "…") if rest else ""
        if rest and path and not any(path.startswith(token) for token in tokens):
            places.update(
                (chunk.cell, place)
                for chunk in rest
                if chunk.cell is not None
                for place in chunk.places[:-1]
            )
    return places


def _in_several(tokens: list[TokenPath]) -> set[tuple[int, int]]:
    """The written characters that the paths of different token files have in common."""
    paths: dict[tuple[int, int], set[str]] = defaultdict(set)
    for token in tokens:
        for chunk in token.written:
            for place in chunk.places[:-1]:
                paths[chunk.cell or 0, place].add(token.path)
    return {place for place, several in paths.items() if len(several) > 1}


def _siblings(program: Program) -> list[tuple[int, int, int, int]]:
    """The literals that are arguments of one call of join or Path: (number of the call, cell, start, end)."""
    found = []
    for number, (cell, node) in enumerate(program.nodes()):
        if isinstance(node, ast.Call) and program.name(node.func) in (
            "join",
            "joinpath",
            "Path",
            "PurePath",
            "PurePosixPath",
            "PosixPath",
        ):
            arguments = (
                node.args[0].elts
                if len(node.args) == 1 and isinstance(node.args[0], (ast.List, ast.Tuple))
                else node.args
            )
            found += [(number, cell, *program.span(argument, cell)) for argument in arguments]
    return found


def _grouped(
    token: TokenPath,
    shared: set[tuple[int, int]],
    cells: list[str],
    siblings: list[tuple[int, int, int, int]],
) -> Iterator[Region]:
    """The written parts, those that may become one placeholder together; at least the last, which names the file."""
    own = [
        chunk
        for chunk in token.written
        if not any((chunk.cell, place) in shared for place in chunk.places[:-1])
    ]
    groups: list[list[int]] = []
    for chunk in own or token.written[-1:]:
        start, end = _trimmed(chunk)
        cell = chunk.cell or 0
        if (
            groups
            and groups[-1][0] == cell
            and _may_merge(cells[cell], cell, groups[-1][2], start, siblings)
        ):
            groups[-1][2] = end
        else:
            groups.append([cell, start, end])
    for cell, start, end in groups:
        yield Region(cell, start, end, token.path)


def _trimmed(chunk: Chunk) -> tuple[int, int]:
    """Without the slashes at its ends."""
    first = len(chunk.text) - len(chunk.text.lstrip("/"))
    last = len(chunk.text.rstrip("/"))
    return chunk.places[first], chunk.places[last]


def _may_merge(
    source: str, cell: int, end: int, start: int, siblings: list[tuple[int, int, int, int]]
) -> bool:
    between = source[end:start].strip("/") if end <= start else "no"
    joint = _JOINT.fullmatch(between)
    if joint is None or not joint["comma"]:
        return joint is not None
    calls = [
        {
            number
            for number, where, first, last in siblings
            if where == cell and first <= place <= last
        }
        for place in (end, start)
    ]
    return bool(calls[0] & calls[1])


def _compiles(region: Region, all_regions: dict[tuple[int, int], Region], cells: list[str]) -> bool:
    """Whether the cell of a region compiles with its placeholders, if it did without."""
    source = new = cells[region.cell]
    if not _parses(source):
        return False
    for other in sorted(all_regions.values(), reverse=True):
        if other.cell == region.cell:
            new = f"{new[: other.start]}{UNNAMED}{new[other.end :]}"
    return _parses(new)


def _parses(source: str) -> bool:
    try:
        ast.parse(split_cell(source).python)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
