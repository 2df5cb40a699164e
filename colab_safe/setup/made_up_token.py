"""A token that looks real and is not, to see whether hooks find it. It is assembled when it is needed."""

from __future__ import annotations

from binascii import crc32
from random import SystemRandom
from string import ascii_letters, digits

from colab_safe.detect.checksums import base62


def made_up_token() -> str:
    """Return a random text in the format of GitHub's tokens, which no server ever issued.

    https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
    """
    body = "".join(SystemRandom().choices(ascii_letters + digits, k=30))
    return f"gh{'p'}_{body}{base62(crc32(body.encode()))}"
