"""A dictionary of 5,000 passwords, and the attack: does a file contain a hash of one of them, whole or a part?"""

from __future__ import annotations

import hashlib
import re
from binascii import Error, a2b_base64
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from uuid import NAMESPACE_DNS, NAMESPACE_URL

_NOUNS = [
    "Anchor", "Basket", "Candle", "Dragon", "Engine", "Falcon", "Garden", "Harbor", "Island", "Jacket", "Kettle", "Ladder",
    "Magnet", "Needle", "Orange", "Pencil", "Quartz", "Rabbit", "Saddle", "Tunnel", "Umbrel", "Velvet", "Walnut", "Yellow",
    "Zephyr", "Sommer", "Winter", "Herbst", "Fruehl", "Berlin", "Munich", "Geneva", "Zurich", "Vienna", "London", "Madrid",
    "Prague", "Warsaw", "Athens", "Dublin", "Monday", "Friday", "Sunday", "Summer", "Spring", "Autumn", "Master", "Knight",
    "Shadow", "Flower",
]  # fmt: skip
WORDS = [f"{noun}{mark}{year}" for noun, mark, year in product(_NOUNS, "!#*+", range(2000, 2025))]
# One of each length that a report could cut a hash to is enough: what is looked for is its beginning.
_BYTES = 6
HASHES: dict[str, Callable[[bytes], bytes]] = {
    "md5": lambda text: hashlib.md5(text, usedforsecurity=False).digest(),
    "sha1": lambda text: hashlib.sha1(text, usedforsecurity=False).digest(),
    "sha224": lambda text: hashlib.sha224(text).digest(),
    "sha256": lambda text: hashlib.sha256(text).digest(),
    "sha512": lambda text: hashlib.sha512(text).digest(),
    "sha3_256": lambda text: hashlib.sha3_256(text).digest(),
    "blake2s": lambda text: hashlib.blake2s(text).digest(),
} | {
    # The length is a part of the hash.
    f"blake2b-{size}": lambda text, size=size: hashlib.blake2b(text, digest_size=size).digest()  # type: ignore[misc]
    for size in (8, 16, 20, 32, 64)
}


def around(rule: str, path: str) -> list[tuple[bytes, bytes]]:
    """What colab-safe, git and detect-secrets hash before and after a secret, and what they could."""
    names = [rule, path, f"{rule}\0{path}", f"{path}\0{rule}", "shown", f"shown\0{rule}"]
    before = [f"{name}{mark}".encode() for name in names for mark in ("\0", ":", " ")]
    before += [b"", NAMESPACE_URL.bytes, NAMESPACE_DNS.bytes, b"blob 11\0", b"secret\0"]
    after = [f"\0{name}".encode() for name in (rule, path)]
    return [*((each, b"") for each in before), *((b"", each) for each in after)]


@cache
def hashes(rule: str, path: str) -> frozenset[bytes]:
    """The beginnings of every hash of every word."""
    return frozenset(
        hashed(before + word + after)[:_BYTES]
        for word in (word.encode() for word in WORDS)
        for before, after in around(rule, path)
        for hashed in HASHES.values()
    )


def contains_a_hash(data: bytes, rule: str, path: str) -> bool:
    """Whether a hash of one of the words begins somewhere in some bytes: raw, in hexadecimal or in base64."""
    known = hashes(rule, path)
    return any(
        part[at : at + _BYTES] in known
        for part in _parts(data)
        for at in range(len(part) - _BYTES + 1)
    )


def _parts(data: bytes) -> Iterator[bytes]:
    yield data
    for run in re.findall(rb"[0-9a-fA-F]{12,}", data.replace(b"-", b"")):
        for start in (0, 1):
            part = run[start:]
            yield bytes.fromhex(part[: len(part) // 2 * 2].decode())
    for run in re.findall(rb"[A-Za-z0-9+/]{8,}", data.replace(b"-", b"+").replace(b"_", b"/")):
        for start in range(4):
            part = run[start:]
            try:
                yield a2b_base64(part[: len(part) // 4 * 4])
            except Error:
                continue
