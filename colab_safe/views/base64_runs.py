"""Where base64 and hexadecimal may stand: runs of letters, told from words and addresses without decoding them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

Line = tuple[int, int]
# Five groups in a row whose bytes are all below 128: one in 8 groups of random letters is, 1 in 32,768 runs of five.
# The first stands by itself: then `re` looks for its first letter, four times faster.
_ASCII_GROUP = r"[A-Za-f][A-HQ-Xg-nw-z0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
ASCII_GROUPS = Regex(rf"{_ASCII_GROUP}(?:{_ASCII_GROUP}){{4}}")
PACKED = ("H4sI", "eA", "eF", "eJ", "eN")  # gzip, and zlib at its four levels
_PACKED_BYTES = tuple(start.encode() for start in PACKED)
_ASCII_GROUP_BYTES = Regex(ASCII_GROUPS.pattern.encode())
# Ten printable characters: 1 in 20,000 runs of twenty random digits.
HEXADECIMAL = Regex(r"(?:[2-7][0-9a-fA-F]|0[7-9aAdD]|1[bB]){10,}")
_HEXADECIMAL_BYTES = Regex(HEXADECIMAL.pattern.encode())
_SHORTEST = b"A" * 20
_PLAIN: set[bytes] = (
    set()
)  # short runs that were found to hold neither: names and addresses come again and again
_MANY, _SHORT = 20_000, 100
LETTERS, _DIGITS = (
    bytes(65 if byte in letters else 32 for byte in range(256))
    for letters in (
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_-",
        b"0123456789abcdefABCDEF",
    )
)


class Runs(NamedTuple):
    """Some texts, one byte a character, and the runs of at least twenty letters where base64 or hexadecimal may stand."""

    texts: bytes
    lines: list[Line]


def runs(texts: bytes) -> Runs:
    """Found 20 times faster than by a pattern."""
    find = texts.translate(LETTERS).find
    lines, start = [], find(_SHORTEST)
    while start >= 0:
        end = find(b" ", start)
        end = len(texts) if end < 0 else end
        lines.append((start, end))
        start = find(_SHORTEST, end)
    encoded = _encoded({texts[start:end] for start, end in lines} - _PLAIN)
    return Runs(
        texts,
        [(start, end) for start, end in lines if texts[start:end] in encoded] if encoded else [],
    )


def _encoded(runs: set[bytes]) -> set[bytes]:
    """Those that may hold something; the others are remembered."""
    together = b" ".join([b"", *runs])
    may_be = _may_be_base64(together) or _may_be_hexadecimal(together)
    encoded = (
        {run for run in runs if _may_be_base64(b" " + run) or _may_be_hexadecimal(run)}
        if may_be
        else set()
    )
    if len(_PLAIN) >= _MANY:
        _PLAIN.clear()
    _PLAIN.update([run for run in runs if len(run) <= _SHORT and run not in encoded])
    return encoded


def _may_be_base64(runs: bytes) -> bool:
    """Of one of some runs, with a space before each."""
    return bool(_ASCII_GROUP_BYTES.search(runs)) or any(
        [b" " + start in runs for start in _PACKED_BYTES]
    )


def _may_be_hexadecimal(runs: bytes) -> bool:
    return _SHORTEST in runs.translate(_DIGITS) and bool(_HEXADECIMAL_BYTES.search(runs))


def base64_places(found: Runs) -> Iterator[int]:
    """Where base64 of some text may stand."""
    return _places(found, _may_be_base64)


def hexadecimal_places(found: Runs) -> Iterator[int]:
    """The same for text in hexadecimal."""
    return _places(found, _may_be_hexadecimal)


def _places(found: Runs, may_be: Callable[[bytes], bool]) -> Iterator[int]:
    return (start for start, end in found.lines if may_be(b" " + found.texts[start:end]))
