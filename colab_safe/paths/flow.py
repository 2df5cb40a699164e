"""Which literals make up the path of a token file, followed through the code of all cells."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from colab_safe.model import Location, Span
from colab_safe.notebook.reading import Notebook
from colab_safe.notebook.segments import Segment
from colab_safe.paths.cells import split_cell
from colab_safe.paths.credentials import extension_of_text, is_credential_name
from colab_safe.paths.drive import after_root, normalised
from colab_safe.paths.evaluate import Evaluator
from colab_safe.paths.placeholders import SIGN, UNNAMED
from colab_safe.paths.program import Code, Program, bindings
from colab_safe.paths.rules import Rules
from colab_safe.paths.shell import changed_folder, shell_words
from colab_safe.paths.sightings import Echo, Flow, Sighting
from colab_safe.paths.sinks import CALLS, OPENERS, VARIABLES
from colab_safe.paths.values import UNKNOWN, Chunk, Text, from_character, plain

_SIGNS = ("rive", "install_private_library")
# Between two literals of one path: the closing quote, what joins them, the same quote again. Or a field of an f-string.
_JOINT = re.compile(
    r"(\"\"\"|'''|\"|')(?:[\s+/\\]|\1/+\1)*(?P<comma>,?)[\s\\]*[rRuUfF]{0,2}\1|(?P<field>\{[^{}\"']*\})|"
)


class Use(NamedTuple):
    """A text that code uses; `sure` where it is used as the path of a token file; not `final` where it only gets a name."""

    text: Text
    sure: bool = False
    final: bool = True


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


def code_cells(notebook: Notebook) -> list[Segment]:
    return [
        segment
        for segment in notebook.segments
        if segment.place.part == "source" and segment.place.mime is None and segment.place.cell_type == "code"
    ]


def flowing_paths(notebook: Notebook, rules: Rules) -> Flow:
    """Paths of token files that the code puts together, or hands to what takes such paths."""
    segments = code_cells(notebook)
    if not any(sign in segment.text for segment in segments for sign in _SIGNS):
        return Flow()
    found: list[Sighting] = []
    echoes: list[Echo] = []
    for region in regions([segment.text for segment in segments], rules):
        segment = segments[region.cell]
        spans = notebook.byte_spans(segment, [Span(region.start, region.end)])
        if spans:
            span = Span(spans[0].start, spans[-1].end)
            found.append(Sighting(span, b"", region.path, _location(notebook, segment, region, span)))
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
        yield Echo(line.strip(), max(region.start, first) - first, min(region.end, end) - first, region.path)
        start = end + 1


def _location(notebook: Notebook, segment: Segment, region: Region, span: Span) -> Location:
    line = segment.text.count("\n", 0, region.start) + 1
    column = region.start - segment.text.rfind("\n", 0, region.start)
    return Location("", segment.place, line, column, notebook.source.line(span.start), (span,), ("code",))


def regions(cells: list[str], rules: Rules) -> list[Region]:
    """What is to be hidden in the code of a notebook; the code that compiled before does so with placeholders."""
    program = Program(cells)
    evaluator = Evaluator(program)
    folders = [path for use in _folders(evaluator) if (path := _on_drive(use.text, False, [])) is not None]
    uses = [*_uses(evaluator), *(_relative_uses(evaluator) if folders else ())]
    found: list[TokenPath] = []
    for use in uses:
        token = _token_path(use, rules, [plain(folder) for folder in folders])
        if token:
            found.append(token)
    shared = _shared(uses, {token.path for token in found})
    siblings = _siblings(program)
    result: dict[tuple[int, int], Region] = {}
    for token in found:
        for region in _grouped(token, shared, cells, siblings):
            known = result.get((region.cell, region.start))
            if known is None or known.end < region.end:
                result[region.cell, region.start] = region
    return [region for region in sorted(result.values()) if _compiles(region, result, cells)]


def _uses(evaluator: Evaluator) -> Iterator[Use]:
    program = evaluator.program
    for cell, tree in program.trees.items():
        named = {id(value) for node in ast.walk(tree) for _, value in bindings(node)}
        yield from _final_texts(evaluator, tree, cell, named)
    for cell, node in program.nodes():
        for expression in _sure_paths(evaluator, node, cell):
            yield from (Use(text, sure=True) for text in evaluator.texts(expression))
    for cell, line in program.lines:
        for word in shell_words(evaluator, cell, line.start, line.end):
            yield Use(word.text, word.sure)


def _final_texts(evaluator: Evaluator, node: ast.AST, cell: int, named: set[int]) -> Iterator[Use]:
    """The largest expressions that are paths on a Drive; what is only a part of them is no use of its own."""
    if isinstance(node, ast.expr) and not isinstance(getattr(node, "ctx", None), (ast.Store, ast.Del)):
        texts = evaluator.texts(Code(node, cell))
        if any(after_root(plain(text)) is not None for text in texts):
            is_called = isinstance(node, ast.Call) and evaluator.program.name(node.func) in evaluator.program.functions
            yield from (Use(text, final=id(node) not in named) for text in texts)
            if not is_called:
                return
    for child in ast.iter_child_nodes(node):
        yield from _final_texts(evaluator, child, cell, named)


def _folders(evaluator: Evaluator) -> Iterator[Use]:
    """Where `os.chdir` and `%cd` go: a relative path may be one on the Drive then."""
    program = evaluator.program
    for cell, node in program.nodes():
        if isinstance(node, ast.Call) and program.name(node.func) == "chdir" and node.args:
            yield from (Use(text) for text in evaluator.texts(Code(node.args[0], cell)))
    for cell, line in program.lines:
        text = changed_folder(evaluator, cell, line.start, line.end)
        if text:
            yield Use(text)


def _relative_uses(evaluator: Evaluator) -> Iterator[Use]:
    """What is opened: where the current folder is on a Drive, it is a path there."""
    program = evaluator.program
    for cell, node in program.nodes():
        if (
            isinstance(node, ast.Call)
            and program.name(node.func) in ("open", "Path", "read_text", "isfile", "exists")
            and node.args
        ):
            yield from (Use(text) for text in evaluator.texts(Code(node.args[0], cell)))


def _sure_paths(evaluator: Evaluator, node: ast.AST, cell: int) -> Iterator[Code]:
    """Expressions that are the paths of token files, by what they are handed to, called, or read for."""
    if isinstance(node, ast.Call):
        number, keywords = CALLS.get(evaluator.program.name(node.func), (9, ()))
        yield from (Code(argument, cell) for argument in node.args[number : number + 1])
        yield from (Code(keyword.value, cell) for keyword in node.keywords if keyword.arg in keywords)
        if _names_credential(node.args[:1]) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            yield from _opened(evaluator, Code(node.func.value, cell))
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _names_credential([node.slice]):
        yield from _opened(evaluator, Code(node.value, cell))
    for key, value in bindings(node):
        name = key.strip("$.[]")
        if name in VARIABLES or (is_credential_name(name) and name.lower() != "tokens"):
            yield from _opened(evaluator, Code(value, cell), itself=True)


def _names_credential(keys: list[ast.expr]) -> bool:
    return any(
        isinstance(key, ast.Constant) and isinstance(key.value, str) and is_credential_name(key.value) for key in keys
    )


def _opened(evaluator: Evaluator, code: Code, itself: bool = False, depth: int = 0) -> Iterator[Code]:
    """The paths of the files that a value was read from; `itself`, where it may be such a path."""
    node, cell = code
    if depth > 8:
        return
    if itself and any(_has_text_extension(text) for text in evaluator.texts(code)):
        yield code
    elif isinstance(node, ast.Call) and evaluator.program.name(node.func) in OPENERS:
        inner = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        for argument in (*inner, *node.args[:1]):
            yield from _opened(evaluator, Code(argument, cell), itself=True, depth=depth + 1)
    elif isinstance(node, (ast.Name, ast.Attribute)):
        for bound in evaluator.program.bound.get(_name(node), ()):
            if bound.node is not node:
                yield from _opened(evaluator, bound, False, depth + 1)
    elif isinstance(node, ast.Subscript):
        yield from _opened(evaluator, Code(node.value, cell), False, depth + 1)


def _name(node: ast.Name | ast.Attribute) -> str:
    return node.id if isinstance(node, ast.Name) else f".{node.attr}"


def _has_text_extension(text: Text) -> bool:
    whole = plain(text)
    return after_root(whole) is not None and extension_of_text(whole.rpartition("/")[2])


def _token_path(use: Use, rules: Rules, folders: list[str]) -> TokenPath | None:
    rest = _on_drive(use.text, use.sure, folders)
    if rest is None:
        return None
    path = normalised(plain(rest)).replace(UNKNOWN, "…")
    if folders and after_root(plain(use.text)) is None and plain(use.text)[:1] != UNKNOWN:
        path = normalised(f"{folders[0]}/{path}")
    if not path.strip("…/") or SIGN in path or "\n" in path or not (use.sure or rules.hides(path)):
        return None
    written = tuple(chunk for chunk in rest if chunk.cell is not None and chunk.cell >= 0 and chunk.text.strip("/"))
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
                (chunk.cell, place) for chunk in rest if chunk.cell is not None for place in chunk.places[:-1]
            )
    return places


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
    token: TokenPath, shared: set[tuple[int, int]], cells: list[str], siblings: list[tuple[int, int, int, int]]
) -> Iterator[Region]:
    """The written parts, those that may become one placeholder together; at least the last, which names the file."""
    own = [chunk for chunk in token.written if not any((chunk.cell, place) in shared for place in chunk.places[:-1])]
    groups: list[list[int]] = []
    for chunk in own or token.written[-1:]:
        start, end = _trimmed(chunk)
        cell = chunk.cell or 0
        if groups and groups[-1][0] == cell and _may_merge(cells[cell], cell, groups[-1][2], start, siblings):
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


def _may_merge(source: str, cell: int, end: int, start: int, siblings: list[tuple[int, int, int, int]]) -> bool:
    between = source[end:start].strip("/") if end <= start else "no"
    joint = _JOINT.fullmatch(between)
    if joint is None or not joint["comma"]:
        return joint is not None
    calls = [
        {number for number, where, first, last in siblings if where == cell and first <= place <= last}
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
