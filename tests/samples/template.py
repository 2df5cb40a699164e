"""How the tables of samples are read: `<w36>` is 36 random characters of the alphabet `w`."""

from __future__ import annotations

import base64
import json
import re
import string
from binascii import crc32
from collections.abc import Callable
from random import Random
from typing import NamedTuple

_DIGITS, _LOWER, _UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
_BASE62 = _DIGITS + _UPPER + _LOWER
ALPHABETS = {
    "x": _DIGITS + "abcdef",
    "X": _DIGITS + "ABCDEF",
    "h": _DIGITS + "abcdefABCDEF",
    "d": _DIGITS,
    "a": _DIGITS + _LOWER,
    "A": _DIGITS + _UPPER,
    "l": _LOWER,
    "L": _LOWER + _UPPER,
    "w": _BASE62,
    "u": _BASE62 + "_-",
    "b": _BASE62 + "+/",
    "c": _LOWER + "234567",
    "C": _UPPER + "234567",
}
_PART = re.compile(r"<(?:([A-Za-z])(\d+)(\+|\.\.\d+)?|(uuid|crc|jwt))>")


class Sample(NamedTuple):
    """A line with a credential in it, and its near misses, which are no credentials of that kind.

    Where the vendor fixes no length (`+`), there is none that is too short or too long.
    """

    text: str
    secret: str
    near_misses: dict[str, str]  # what is wrong with it → the secret, changed
    longer: str = (
        ""  # the secret as its vendor may write it tomorrow; empty where the length is fixed
    )

    def with_secret(self, other: str) -> str:
        return self.text.replace(self.secret, other)


def made(template: str, random: Random, name: str = "") -> Sample:
    """The credential of this template, given to a variable of this name, or standing alone."""
    line = f'os.environ["{name}"] = "{{}}"' if name else "print('{}')"
    secret = _filled(template, random)
    misses = {"of x": _PART.sub(lambda part: _part_of_x(part, random), template)}
    if ".com/" not in template:  # an address is a mixture of letters, whatever follows it
        misses["of one letter"] = _PART.sub(_monotonous_part, template)
    last = list(_PART.finditer(template))[-1]
    if last[3] != "+" and last[4] != "jwt":
        head, tail = _filled(template[: last.start()], random), template[last.end() :]
        shortest, longest = _random_part(last, random), _random_part(last, random, longest=True)
        middle = min(len(shortest) // 2 + 2, len(shortest) - 1)  # no half of it is a shorter form
        misses["a character short"] = head + shortest[:-1] + tail
        misses["a character long"] = head + longest + longest[-1] + tail
        if not {"/", ":"} & set(template):  # what follows these may be a credential itself
            another = "B" if head[:1].isdigit() else "9"
            misses["inside a longer word"] = another + head + longest + tail
        misses["with a foreign letter"] = (
            head + shortest[:middle] + "é" + shortest[middle + 1 :] + tail
        )
    longer = _longer(template, last, random) if last[3] == "+" else ""
    return Sample(line.format(secret), secret, misses, longer)


def _longer(template: str, last: re.Match[str], random: Random) -> str:
    """A credential of this template with 25 more characters in its last part."""
    more = "".join(_random_part(last, random)[-1] for _ in range(25))
    return _filled(template[: last.end()], random) + more + template[last.end() :]


def _filled(template: str, random: Random) -> str:
    return _PART.sub(lambda part: _random_part(part, random), template)


def _random_part(part: re.Match[str], random: Random, longest: bool = False) -> str:
    alphabet, least, most, kind = part.groups()
    if kind:
        return _KINDS[kind](random)
    number = int(most[2:]) if longest and most else int(least)
    # The last is a letter or digit: tokens of most vendors may end in "-", but a sentence may go on with one.
    body = "".join(random.choices(ALPHABETS[alphabet], k=number))
    return body[:-1] + random.choice([c for c in ALPHABETS[alphabet] if c.isalnum()])


def _part_of_x(part: re.Match[str], random: Random) -> str:
    """What documents write in place of a secret, in capitals if need be; numbers before it may be real."""
    letters = ALPHABETS.get(part[1], "x")
    random_part = _random_part(part, random)
    if letters is ALPHABETS["d"] and len(_PART.findall(part.string)) > 1:
        return random_part
    return ("X" if "X" in letters and "x" not in letters else "x") * len(random_part)


def _monotonous_part(part: re.Match[str]) -> str:
    """The same letter over and over: of the right form, and certainly not a secret."""
    alphabet, least, _, kind = part.groups()
    if kind:
        return _MONOTONOUS[kind]
    letter = "a" if "a" in ALPHABETS[alphabet] else ALPHABETS[alphabet][-1]
    return letter * int(least)


def base64url(text: bytes) -> str:
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def uuid(random: Random) -> str:
    return "-".join("".join(random.choices(ALPHABETS["x"], k=n)) for n in (8, 4, 4, 4, 12))


def github(random: Random) -> str:
    """30 random characters and their CRC32 in base 62: what follows `ghp_`.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    body = "".join(random.choices(_BASE62, k=30))
    number, checksum = crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        checksum = _BASE62[digit] + checksum
    return body + checksum


def jwt(random: Random) -> str:
    """Header, claims and signature. RFC 7519."""
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": str(random.getrandbits(60)), "scope": "read"}]
    return ".".join(
        [base64url(json.dumps(part).encode()) for part in parts] + [base64url(random.randbytes(32))]
    )


_MONOTONOUS = {
    "uuid": "00000000-0000-0000-0000-000000000000",
    "crc": "a" * 36,
    "jwt": ".".join(["eyJ" + "a" * 40, "eyJ" + "a" * 40, "a" * 43]),
}
_KINDS: dict[str, Callable[[Random], str]] = {"uuid": uuid, "crc": github, "jwt": jwt}
