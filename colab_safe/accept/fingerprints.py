"""Fingerprints of secrets in a baseline, which must show that a secret has changed and still not give it away.

A random token has more bits than anybody can try, so a plain hash is safe. Anything weaker is hashed with a salt and
scrypt, so that each guess is slow: docs/decisions/012-fingerprints-without-dictionaries.md.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from colab_safe.errors import EngineError
from colab_safe.model import Finding, Secret

# A row of https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#scrypt: 16 MB, 0.2 seconds.
_COST = {"n": 2**14, "r": 8, "p": 5}
_SALTED = re.compile(r"scrypt:([0-9a-f]{32}):[0-9a-f]{32}")


class Fingerprints:
    """The fingerprints of a baseline; slow ones are remembered for the run."""

    def __init__(self, salt: str) -> None:
        """Hash with a salt.

        Args:
            salt: Of the baseline: 32 hexadecimal digits. With one for all entries, each secret is hashed once.
        """
        self._salt = salt
        self._keys: dict[Secret, bytes] = {}

    def of(self, finding: Finding) -> str:
        """Return the fingerprint of a finding.

        Args:
            finding: What was found.

        Raises:
            EngineError: This Python has no scrypt.
        """
        if finding.is_random:
            return finding.secret_hash
        from hashlib import blake2b

        if finding.secret not in self._keys:
            self._keys[finding.secret] = _slow_key(finding.secret, self._salt)
        key = self._keys[finding.secret]
        digest = blake2b(finding.rule.encode("utf-8", "surrogatepass"), key=key, digest_size=16)
        return f"scrypt:{self._salt}:{digest.hexdigest()}"

    def is_quick(self, finding: Finding) -> bool:
        """Return whether `of` takes no time: the secret is random, or it was hashed before.

        Args:
            finding: What was found.
        """
        return finding.is_random or finding.secret in self._keys


def _slow_key(secret: Secret, salt: str) -> bytes:
    try:
        from hashlib import scrypt
    except ImportError:  # built with LibreSSL, or for WebAssembly
        raise EngineError(
            "this Python cannot compare passwords with a baseline: its `hashlib` has no scrypt. "
            "Use a Python that is built with OpenSSL."
        ) from None
    text = secret.reveal().encode("utf-8", "surrogatepass")
    return scrypt(text, salt=bytes.fromhex(salt), dklen=32, **_COST)


def salt_of(fingerprint: str) -> str:
    """Return the salt in a fingerprint; empty for a plain hash.

    Args:
        fingerprint: Of an entry of a baseline.
    """
    salted = _SALTED.fullmatch(fingerprint)
    return salted[1] if salted else ""


def common_salt(fingerprints: Iterable[str]) -> str:
    """Return the salt for new entries: the one that most entries have, or a new one.

    Args:
        fingerprints: Of all entries of the baseline. After a merge there may be several salts.
    """
    counts = Counter(filter(None, map(salt_of, fingerprints)))
    if counts:
        return max(counts, key=lambda salt: (counts[salt], salt))
    from secrets import token_hex

    return token_hex(16)
