"""Links to folders on a Drive that the code makes, and which paths lead through them.

!ln -s /content/drive/MyDrive/keys ~/keys
open(os.path.expanduser("~/keys/gh.json"))
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from colab_safe.code.evaluate import Evaluator
from colab_safe.code.program import Code, Program
from colab_safe.code.shell_words import words_of_line
from colab_safe.code.values import Chunk, TracedText, as_str, from_character, until_character
from colab_safe.paths.code.drive_values import CALLS, drive_hint
from colab_safe.paths.drive import after_root
from colab_safe.typed import NamedTuple

_MAKERS = ("symlink", "link", "symlink_to", "hardlink_to")
# A link whose name is one of these is made inside that folder, and called as what it leads to.
_FOLDERS = (
    "",
    ".",
    "..",
    "~",
    "/",
    "/content",
    "/root",
    "/tmp",  # noqa: S108  # a name in other people's code
    "/home",
    "/mnt",
    "/opt",
    "/usr/local",
)
_HERE, _HOME = "/content/", "/root/"  # the current and the home folder in Colab
_SEPARATORS = ("&&", "||", ";", "|")


class Link(NamedTuple):
    """A link to a folder on a Drive."""

    names: tuple[str, ...]  # the ways in which its own path may be written
    target: TracedText  # what it leads to, relative to the Drive; empty for the Drive itself
    written: TracedText  # its own path, where it is made


class DriveEvaluator(Evaluator):
    """Tells which texts each expression may give, and which of them are on a Drive.

    Attributes:
        links: The links to folders on a Drive that the code makes.
    """

    def __init__(self, program: Program) -> None:
        """Find the links; nothing else is evaluated yet.

        Args:
            program: The code of a notebook.
        """
        super().__init__(program, CALLS, drive_hint)
        self.links = tuple(links_of(self))

    def is_on_drive(self, text: TracedText) -> bool:
        """Return whether a text is a path on a Drive.

        Args:
            text: A text that an expression may give.
        """
        return after_root(as_str(text)) is not None or through_link(text, self.links) is not None


def links_of(evaluator: Evaluator) -> list[Link]:
    """Return the links to folders on a Drive that the code makes.

    Args:
        evaluator: The evaluator of the notebook's code.
    """
    pairs = [*_by_functions(evaluator), *_by_commands(evaluator)]
    return [link for target, name in pairs if (link := _link(target, name))]


def through_link(text: TracedText, links: Sequence[Link]) -> TracedText | None:
    """Return the path relative to the Drive that a path through a link leads to; None for any other path.

    Args:
        text: A path.
        links: The links that the code makes.
    """
    whole = as_str(text)
    for link in links:
        for name in link.names:
            if whole == name or whole.startswith(f"{name}/"):
                rest = from_character(text, len(name) + 1)
                between = (Chunk("/"),) if rest and link.target else ()
                return (*link.target, *between, *rest)
    return None


def _by_functions(evaluator: Evaluator) -> Iterator[tuple[TracedText, TracedText]]:
    """`os.symlink(target, name)`, `Path(name).symlink_to(target)`, `["ln", "-s", target, name]`."""
    program = evaluator.program
    for cell, node in program.calls:
        if program.name(node.func) in _MAKERS:
            yield from _pairs(evaluator, _target_and_name(node), cell)
        for argument in node.args:
            if isinstance(argument, ast.List) and _is_ln(argument):
                yield from _pairs(evaluator, argument.elts[-2:], cell)


def _target_and_name(call: ast.Call) -> list[ast.expr]:
    if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_to"):
        return [*call.args[:1], call.func.value]
    return call.args[:2]


def _pairs(
    evaluator: Evaluator, made: list[ast.expr], cell: int
) -> Iterator[tuple[TracedText, TracedText]]:
    """The texts of a target and of the link's own path."""
    if len(made) == 2:
        for target in evaluator.texts_or_hint(made[0], cell):
            yield from ((target, name) for name in evaluator.texts(Code(made[1], cell)))


def _is_ln(node: ast.List) -> bool:
    first = node.elts[0] if len(node.elts) > 3 else None
    return isinstance(first, ast.Constant) and first.value == "ln"


def _by_commands(evaluator: Evaluator) -> Iterator[tuple[TracedText, TracedText]]:
    """`!ln -s target name`."""
    program = evaluator.program
    for cell, line in program.lines:
        if "ln" not in program.cells[cell][line.start : line.end]:
            continue
        words = iter(words_of_line(evaluator, cell, line.start, line.end))
        for word in words:
            if as_str(word) == "ln":
                paths = (each for each in words if not as_str(each).startswith("-"))
                target, name = next(paths, None), next(paths, (Chunk("."),))
                if target:
                    yield target, name


def _link(target: TracedText, name: TracedText) -> Link | None:
    """The link; None if it does not lead to a Drive."""
    folder = (*target, Chunk("/"))
    start = after_root(as_str(folder))
    if start is None:
        return None
    leads_to = from_character(target, start)
    own = as_str(name)
    if own.rstrip("/") in _FOLDERS or own.endswith("/"):
        own = f"{own.rstrip('/')}/{as_str(target).rstrip('/').rpartition('/')[2]}"
    return Link(tuple(_spellings(own.removeprefix("./"))), _without_end(leads_to), name)


def _without_end(path: TracedText) -> TracedText:
    return until_character(path, len(as_str(path).rstrip("/")))


def _spellings(name: str) -> Iterator[str]:
    """The ways to write a path: from the current folder, from the home folder, and whole."""
    whole = name
    if name.startswith("~/"):
        whole = _HOME + name[2:]
    elif not name.startswith("/"):
        whole = _HERE + name
    yield whole
    for folder, short in ((_HERE, ("", "./")), (_HOME, ("~/",))):
        if whole.startswith(folder):
            yield from (before + whole[len(folder) :] for before in short)
