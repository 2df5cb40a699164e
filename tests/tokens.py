"""A GitHub token as GitHub makes them, for tests that need one token and no table of rules."""

from __future__ import annotations

import string
from binascii import crc32
from random import Random

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def github_token(seed: int = 1) -> str:
    """A classic personal access token: 30 random characters and their CRC32 in base 62.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    body = "".join(Random(seed).choices(_BASE62, k=30))
    number, checksum = crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        checksum = _BASE62[digit] + checksum
    return f"gh{'p'}_{body}{checksum}"
