"""Placeholders become the user's own paths again: each as it was written there, or plainly where that is not known."""

from __future__ import annotations

import re
from collections import defaultdict
from json import dumps

from colab_safe.drive_layout import MY_DRIVE, is_beside_my_drive, pattern
from colab_safe.notebook_names import is_notebook
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.placeholder_lines import Occurrence, as_bytes, occurrences
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import Original, PathStore
from colab_safe.typed import NamedTuple

_ABSOLUTE = re.compile(r"/|~|[A-Za-z]:[\\/]")
_IN_MY_DRIVE = re.compile(rf"(?<![\w.-]){pattern(MY_DRIVE)}[\\/]+\Z")
_IN_MOUNT = re.compile(r"(?<!my)drive[\\/]+\Z")  # not in `/mydrive/`, a link to "My Drive"
_BEFORE = 200  # bytes before a placeholder that tell which folder it is in


class Restoration(NamedTuple):
    """What `restore` did to a notebook."""

    data: bytes  # the new bytes; the old ones where nothing was restored
    restored: int = 0  # how many placeholders became paths
    refused: tuple[str, ...] = ()  # why others did not, one sentence each
    unknown: tuple[str, ...] = ()  # placeholders that the store has no path for


class _Refusal(Exception):
    pass


def restore(data: bytes, name: str, store: PathStore, fill: bool = False) -> Restoration:
    """Bring the paths back: the inverse of `hide`, byte for byte, also if the rest of the notebook was edited since.

    Args:
        data: The bytes of a notebook, in any encoding.
        name: The notebook's path in the repository.
        store: What the clone knows; it remembers how the paths are written now.
        fill: Whether placeholders that were there before the notebook was hidden become paths, too.

    Raises:
        PathError: The encoding is broken.
    """
    body, back = in_utf8(data)
    equal_lines: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in occurrences(body):
        equal_lines[occurrence.line].append(occurrence)
    known: list[tuple[Occurrence, Original]] = []
    refused, unknown = [], []
    for line, group in equal_lines.items():
        try:
            originals = _originals(body, group, name, store, fill)
        except _Refusal as refusal:
            refused.append(str(refusal))
            continue
        if originals is None:
            unknown.append(group[0].placeholder)
            continue
        store.remember(line, name, originals)
        known += zip(group, originals, strict=True)
    count = sum(original[0] != occurrence.placeholder for occurrence, original in known)
    new = back(_restored(body, sorted(known))) if count else data
    return Restoration(new, count, tuple(refused), tuple(dict.fromkeys(unknown)))


def _originals(
    body: bytes, group: list[Occurrence], name: str, store: PathStore, fill: bool
) -> list[Original] | None:
    """What the placeholders of equal lines stand for; None where nothing is known."""
    first = group[0]
    known = store.originals(first.line, name)
    if known and fill and all(original[0] == first.placeholder for original in known):
        known = None
    if not known:
        path = store.path(first.placeholder)
        return (
            None
            if path is None
            else [_written_plainly(body, name, first, path, store)] * len(group)
        )
    if len(known) != len(group):
        if any(original != known[0] for original in known):
            raise _Refusal(
                f"{first.placeholder} is in {len(group)} equal lines. There were {len(known)} when the paths were hidden,"
                " each with the path written in another way. Write the path there by hand"
            )
        known = [known[0]] * len(group)
    for occurrence, (_, *kept) in zip(group, known, strict=True):
        if not body.startswith(as_bytes("".join(kept)), occurrence.end):
            raise _Refusal(
                f"{first.placeholder} replaced a path with tags or colours inside, which have changed."
                " Write the path there by hand"
            )
    return known


def _written_plainly(
    body: bytes, name: str, occurrence: Occurrence, path: str, store: PathStore
) -> Original:
    """The path in a line that the store does not know: as it is written elsewhere, if that is always the same."""
    before = _unescaped(body[max(0, occurrence.start - _BEFORE) : occurrence.start])
    plain = _fitting(path, before, occurrence.placeholder)
    others = _written_alike(occurrence, store)
    if all(_denoted(original[0]) == path for original in others):
        return [dumps(plain, ensure_ascii=body.isascii())[1:-1] if is_notebook(name) else plain]
    if len({tuple(original) for original in others}) == 1 and len(others[0]) == 1:
        return others[0]
    raise _Refusal(
        f"the line of {occurrence.placeholder} was edited since it was hidden, and its path is written in several ways"
        " that do not mean the same (whole, or in pieces). Write the path there by hand"
    )


def _unescaped(before: bytes) -> str:
    r"""JSON text with `\uXXXX` as characters: "My Drive" is not ASCII in every language."""
    text = before.decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def _fitting(path: str, before: str, placeholder: str) -> str:
    """The path as it must be written after the text `before` it. Raises _Refusal where it cannot be written there."""
    if re.search(r"[\"'\\\x00-\x1f]", path):
        raise _Refusal(
            f"your path for {placeholder} contains quotes or backslashes. Write it there by hand"
        )
    if _ABSOLUTE.match(path) and before[-1:] in ("/", "\\"):
        raise _Refusal(
            f"your path for {placeholder} is not on a Drive, and a Drive path is needed there. Leave the placeholder"
        )
    if is_beside_my_drive(path):
        if _IN_MY_DRIVE.search(before):
            raise _Refusal(
                f"your path for {placeholder} is not in My Drive. Leave the placeholder: the notebook runs with it"
            )
        return path
    return f"MyDrive/{path}" if _IN_MOUNT.search(before) else path


def _written_alike(occurrence: Occurrence, store: PathStore) -> list[Original]:
    """How this placeholder's path is written in the known lines with the same characters next to it."""
    neighbours = _neighbours(occurrence.line)
    return [
        original
        for line, notebooks in store.written.items()
        if occurrence.placeholder in line and _neighbours(line) == neighbours
        for originals in notebooks.values()
        for original in originals
        if original[0] != occurrence.placeholder
    ]


def _neighbours(line: str) -> tuple[str, str]:
    match = PLACEHOLDER.search(line)
    return (line[: match.start()][-1:], line[match.end() :][:1]) if match else ("", "")


def _denoted(text: str) -> str:
    """The path that a text denotes, be it in pieces: `keys", "gh.json` is keys/gh.json."""
    return "/".join(re.findall(r"[^\s\"'+,/\\]+", text.replace("\\n", " ")))


def _restored(body: bytes, known: list[tuple[Occurrence, Original]]) -> bytes:
    """The bytes with each placeholder replaced by its original, in the order of the file."""
    parts, position = [], 0
    for occurrence, (original, *kept) in known:
        parts += [body[position : occurrence.start], as_bytes(original)]
        position = occurrence.end + len(as_bytes("".join(kept)))
    return b"".join([*parts, body[position:]])
