"""Which folders on a Drive the code lists: `os.listdir(folder)`, `!ls folder`. What lists shows the names of its files."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from colab_safe.code.program import Code
from colab_safe.code.shell_words import words_of_line
from colab_safe.code.values import UNKNOWN, Chunk, TracedText, as_str
from colab_safe.paths.code.links import DriveEvaluator
from colab_safe.paths.code.token_paths import Places, part_on_drive, shown_path, without_pattern
from colab_safe.paths.drive import normalised
from colab_safe.typed import NamedTuple

_FUNCTIONS = ("listdir", "scandir", "walk", "glob", "iglob", "rglob", "iterdir")
_SLASH = Chunk("/")
_COMMANDS = ("ls", "ll", "dir", "tree", "find", "du")


_PLAIN = re.compile(r"\s*(?:ls|ll|dir|tree)(?:\s+-\w+)*\s*")


class Listing(NamedTuple):
    """A cell that lists a folder on a Drive."""

    cell: int  # the number of the code cell, from 0
    folder: str  # relative to the Drive; empty for the Drive itself


def listings(evaluator: DriveEvaluator, places: Places) -> Iterator[Listing]:
    """Yield each folder on a Drive that a cell lists.

    Args:
        evaluator: The evaluator of the notebook's code.
        places: Where paths on a Drive may begin.
    """
    if len(places.folders) == 1:
        yield from (Listing(cell, normalised(places.folders[0])) for cell in _plain(evaluator))
    for cell, text in (*_by_functions(evaluator), *_by_commands(evaluator)):
        folder = (*without_pattern(text), _SLASH)
        on_drive = part_on_drive(folder, False, places._replace(folders=()))
        if on_drive is not None and UNKNOWN not in as_str(on_drive):
            yield Listing(cell, shown_path(on_drive))


def _plain(evaluator: DriveEvaluator) -> Iterator[int]:
    """The cells that list the current folder: `!ls`, `!ls -la`, `os.listdir()`."""
    program = evaluator.program
    for cell, line in program.lines:
        if _PLAIN.fullmatch(program.cells[cell][line.start : line.end]):
            yield cell
    yield from (cell for cell, node in program.calls_of("listdir") if not node.args)


def _by_functions(evaluator: DriveEvaluator) -> Iterator[tuple[int, TracedText]]:
    for cell, node in evaluator.program.calls_of(*_FUNCTIONS):
        receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
        for argument in (*node.args[:1], *receiver):
            yield from ((cell, text) for text in evaluator.texts(Code(argument, cell)))


def _by_commands(evaluator: DriveEvaluator) -> Iterator[tuple[int, TracedText]]:
    program = evaluator.program
    for cell, line in program.lines:
        words = list(words_of_line(evaluator, cell, line.start, line.end))
        if any(as_str(word) in _COMMANDS for word in words):
            yield from ((cell, word) for word in words)
