"""What a fixer would change in a file, line by line, with the secrets of the file blotted out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from colab_safe.blots import BLOT, Blotter, union
from colab_safe.model import Secret, Span
from colab_safe.typed import NamedTuple

_AROUND = 60  # characters of an equal beginning that are shown: a notebook may be one line
_WIDTH = 200  # characters of a line that are shown


class Version(NamedTuple):
    """The bytes of a file in UTF-8, with all its secrets, also those that are accepted."""

    data: bytes
    secrets: tuple[Secret, ...]
    spans: tuple[Span, ...]  # of the secrets, however they are encoded there


def diff(name: str, before: Version, after: Version) -> Iterator[str]:
    """Yield the lines that differ, in the form of a unified diff without context.

    A fixer adds and removes no line ends, so line by line is enough, and takes linear time.

    Args:
        name: The file's name in reports.
        before: The file as it is.
        after: The file as it would be.
    """
    blotter = Blotter(secret.reveal() for secret in (*before.secrets, *after.secrets))
    yield f"--- {blotter.blot(name)}"
    yield f"+++ {blotter.blot(name)}"
    pairs = zip_longest(_lines(before), _lines(after), fillvalue="")
    for number, (old, new) in enumerate(pairs, 1):
        if old != new:
            old, new = _shortened(blotter.blot(old), blotter.blot(new))
            yield f"@@ -{number} +{number} @@"
            yield f"-{old}"
            yield f"+{new}"


def _lines(version: Version) -> list[str]:
    """The lines of a file, with its secrets blotted out."""
    data, parts, position = version.data, [], 0
    for start, end in union(version.spans):
        lines = data.count(b"\n", start, end) + 1
        parts += [data[position:start], b"\n".join([BLOT.encode()] * lines)]
        position = end
    return b"".join([*parts, data[position:]]).decode("utf-8", "replace").split("\n")


def _shortened(old: str, new: str) -> tuple[str, str]:
    """Two lines, with little of what they have in common at their beginning, and not too long."""
    equal = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
    start = max(0, equal - _AROUND)
    return _part(old, start), _part(new, start)


def _part(line: str, start: int) -> str:
    end = start + _WIDTH
    return ("…" if start else "") + line[start:end] + ("…" if end < len(line) else "")
