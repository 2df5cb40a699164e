"""Which of the texts that the code uses are paths of token files, and by which literals they are written."""

from __future__ import annotations

import re

from colab_safe.code.values import (
    UNKNOWN,
    Chunk,
    TracedText,
    as_str,
    from_character,
    until_character,
)
from colab_safe.paths.code.drive_values import DRIVE
from colab_safe.paths.code.links import Link, through_link
from colab_safe.paths.code.path_uses import Use
from colab_safe.paths.drive import after_root, normalised
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import SIGN
from colab_safe.typed import NamedTuple

_PATTERN = re.compile(r"/[^/\n]*[*?\[].*\Z", re.DOTALL)


class Places(NamedTuple):
    """Where paths on a Drive may begin, beside its root."""

    folders: tuple[str, ...] = ()  # those that the code changes to: a relative path may begin there
    links: tuple[Link, ...] = ()


class TokenPath(NamedTuple):
    """The path of a token file, relative to the Drive, and what the code writes of it, in its order."""

    path: str  # what only a run would tell is "…"
    literals: tuple[Chunk, ...]
    is_folder: bool = False  # whether it is a folder of such files


def token_path(use: Use, rules: Rules, places: Places) -> TokenPath | None:
    """Return the path of the token file that the code uses; None if it uses another file, or writes nothing of the path.

    Args:
        use: A text that the code uses.
        rules: Which paths lead to token files.
        places: Where paths on a Drive may begin.
    """
    on_drive = part_on_drive(use.text, use.sure, places)
    if on_drive is None:
        return None
    on_drive = without_pattern(on_drive)
    path = shown_path(on_drive)
    whole = as_str(use.text)
    is_linked = through_link(use.text, places.links) is not None
    if places.folders and after_root(whole) is None and whole[:1] != UNKNOWN and not is_linked:
        path = normalised(f"{places.folders[0]}/{path}")
    is_path = bool(path.strip("…/")) and "\n" not in path and SIGN not in path
    is_file = use.sure or rules.hides(path)
    is_folder = use.final and not is_file and rules.hides_folder(path)
    if not is_path or not (is_file or is_folder):
        return None
    literals = tuple(
        chunk
        for chunk in on_drive
        if chunk.cell is not None and chunk.cell >= 0 and chunk.text.strip("/")
    )
    return TokenPath(path, literals, is_folder) if literals else None


def without_pattern(text: TracedText) -> TracedText:
    """Return a path up to the folder in which a pattern such as `*.json` looks for files.

    Args:
        text: The part of a text after the root of the Drive.
    """
    pattern = _PATTERN.search(as_str(text))
    return until_character(text, pattern.start()) if pattern else text


def part_on_drive(text: TracedText, sure: bool, places: Places) -> TracedText | None:
    """Return the part of a text after the root of the Drive that it is on; None if it is on no Drive.

    Args:
        text: A text that the code uses.
        sure: Whether it is the path of a token file: then what only a run would tell may be the Drive.
        places: Where paths on a Drive may begin.
    """
    whole = as_str(text)
    start = after_root(whole)
    if start is not None and not re.search(r"\s", whole[: min(start, whole.find("/") + 1)]):
        return from_character(text, start)
    if whole.startswith(DRIVE.text):
        return from_character(text, len(f"{DRIVE.text}/"))
    linked = through_link(text, places.links)
    if linked is not None:
        return linked
    if sure and whole.startswith(UNKNOWN):
        return from_character(text, 1 + len(whole[1:]) - len(whole[1:].lstrip("/")))
    if places.folders and re.fullmatch(r"(?![/~-]|\w+:)(?:.*[/.].*)", whole):
        return text
    return None


def shown_path(text: TracedText) -> str:
    """Return a path as messages and the store have it: what only a run would tell is "…".

    Args:
        text: The part of a text after the root of the Drive.
    """
    return normalised(as_str(text)).replace(UNKNOWN, "…")
