"""Checksums and structure that vendors build into their tokens."""

from __future__ import annotations

from binascii import crc32

from colab_safe.detect.checks import genuine
from colab_safe.detect.json_tokens import jwt

_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def github_checksum(token: str) -> bool:
    """Return whether the last six digits are the base62 CRC32 of the 30 before them.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/

    Args:
        token: The candidate, with its prefix.
    """
    body = token.rpartition("_")[2]
    return base62(crc32(body[:-6].encode())) == body[-6:]


def base62(number: int, width: int = 6) -> str:
    """Return a number in base 62 (digits, upper case, lower case), padded with zeros.

    Args:
        number: Not negative.
        width: Digits that the result has at least.
    """
    digits = ""
    while number or len(digits) < width:
        number, digit = divmod(number, 62)
        digits = _BASE62[digit] + digits
    return digits


def aws_key_id(key: str) -> bool:
    """Return whether an access key id is genuine: not a documentation example, and with an account number of at most twelve digits in its base32 body.

    https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489; ids from before 2019 begin with I or J
    and contain no account number.

    Args:
        key: The candidate, 20 characters.
    """
    body = 0
    for letter in key[4:14]:
        body = body * 32 + _BASE32.index(letter)
    account = (body >> 2 & 0x7FFFFFFFFF80) >> 7
    return genuine(key) and (key[4] in "IJ" or account < 10**12)


def github_server_token(token: str) -> bool:
    """Return whether a token of a GitHub App is genuine: by its checksum, or by the JWT in it since April 2026.

    Args:
        token: The candidate, with its prefix.
    """
    return jwt(token.split("_", 2)[2]) if "." in token else github_checksum(token)
