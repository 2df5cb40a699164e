"""Where a text contains a path on a Drive, and which part of the path is the user's own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.drive_layout import (
    APPLICATION,
    BESIDE_MY_DRIVE,
    LINKS,
    MY_DRIVE,
    pattern,
    with_plain_blanks,
)
from colab_safe.typed import NamedTuple

_MINE, _BESIDE, _APPLICATION = map(pattern, (MY_DRIVE, BESIDE_MY_DRIVE, APPLICATION))
_ROOT = re.compile(
    rf"(?<![\w.-])(?:(?:{_APPLICATION}[\\/]+)?(?P<mine>{_MINE})[\\/]+|(?P<beside>{_BESIDE})[\\/]+"
    rf"|(?:{_APPLICATION}[\\/]+|(?<=/)(?P<link>{pattern(LINKS)})/)(?!(?:{_MINE}|{_BESIDE})[\\/]))"
)
# Folders of one person: where they stand before the Drive, the whole path is hidden.
_PERSONAL = re.compile(r"[\\/](?:Users|home)[\\/]|GoogleDrive-|^~")
# Without quotes a path ends at a blank, except in the name of the folder that Colab makes: it keeps its notebooks there.
_COLAB_FOLDER = r"(?<=Colab) (?=Notebooks/)"
_UNQUOTED = re.compile(
    "(?:" + _COLAB_FOLDER + r"|\\ |[^\s\"'`<>|*?;,()\[\]{}&\\]|\\+(?=[^\s\"'`\\n]))+"
)
_ROOTED = re.compile(r"[A-Za-z]:|[~/\\.]")  # what a quoted path begins with
_WORD = re.compile(r"(?:\\ |[^\s\"'`<>|=,;()\[\]{}])+")
_LONGEST = 1000


class DrivePath(NamedTuple):
    """Characters `start`–`end` of a text, for which a placeholder is to stand."""

    start: int  # after the root of the Drive; at the beginning of a path that names a person
    end: int
    path: str  # relative to the Drive, with `/` between its parts


def drive_paths(text: str) -> Iterator[DrivePath]:
    """Yield every path on a Drive that a text writes out.

    Args:
        text: The text of a view, such as a cell's source or an output.
    """
    end = 0
    for root in _ROOT.finditer(text):
        if root.start() < end:
            continue
        start = root.start("beside") if root["beside"] else root.end()
        before = _before(text, root.start())
        quote = text[root.start() - len(before) - 1 : root.start() - len(before)]
        end = _end(text, root.end(), quote)
        if root[0].endswith(
            "/"
        ):  # so a backslash is not a separator: it begins the escape of a line end
            end = root.end() + len(re.split(r"\\[nrt]", text[root.end() : end], maxsplit=1)[0])
        path = normalised(text[start:end])
        if end > root.end() and path:
            if _PERSONAL.search(before):
                start = root.start() - len(before)
            yield DrivePath(start, end, path)


def after_root(text: str) -> int | None:
    """Return where in a path the user's own part begins; None if it is not on a Drive.

    Args:
        text: The path, or a command with a path.
    """
    root = _ROOT.search(text)
    if root is None or "\n" in text[: root.start()]:
        return None
    if _PERSONAL.search(text[: root.start()]):
        return 0
    return root.start("beside") if root["beside"] else root.end()


def normalised(path: str) -> str:
    """Return a path with `/` between its parts and plain blanks, however it was written.

    Args:
        path: A path, or a part of one.
    """
    return re.sub(r"[\\/]+", "/", with_plain_blanks(path)).strip("/")


def _before(text: str, start: int) -> str:
    """The part of the path before the root: back to the quote that it begins after, or to a blank."""
    line = text[
        max(text.rfind("\n", max(0, start - _LONGEST), start) + 1, start - _LONGEST, 0) : start
    ]
    quote = max(line.rfind(quote) for quote in "\"'`")
    if quote >= 0 and _ROOTED.match(line, quote + 1):
        return line[quote + 1 :]
    words = list(_WORD.finditer(line))  # searching for `_WORD$` instead would be quadratic
    return words[-1][0] if words and words[-1].end() == len(line) else ""


def _end(text: str, start: int, quote: str) -> int:
    """Where a path ends: before the quote that closes it, or where no unquoted path goes on."""
    if quote and quote in "\"'`":
        close = text.find(quote, start, start + _LONGEST)
        if close >= 0 and "\n" not in text[start:close] and "{" not in text[start:close]:
            return start + len(text[start:close].rstrip("\\"))
    bare = _UNQUOTED.match(text, start)
    return start + len(bare[0].rstrip(".:!\\")) if bare else start
