"""Token files that only a passphrase opens: scrypt for the key, ChaCha20-Poly1305, with the header authenticated too.

{"colab_safe": 1, "host": "github.com", "username": "alice", "cipher": "chacha20poly1305", "nonce": base64,
 "kdf": {"name": "scrypt", "n": 131072, "r": 8, "p": 1, "salt": base64}, "ciphertext": base64}
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from typing import NamedTuple

from colab_safe.errors import TokenError
from colab_safe.install.arguments import revealed
from colab_safe.model import Hidden
from colab_safe.prompts import find_passphrase, forget_passphrase

_COST = (
    2**17
)  # 128 MiB and 1 to 3 s; https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
_BLOCK, _LANES = 8, 1
_HIGHEST_COST, _HIGHEST_BLOCK, _HIGHEST_LANES = (
    2**20,
    16,
    16,
)  # a hostile file must not exhaust the memory
_MOST_MEMORY = 2**30  # bytes; scrypt takes 128 * n * r
_SECRET_KEYS = ("access_token", "token")


def encrypted_fields(fields: Mapping[str, object], passphrase: str) -> dict[str, object]:
    """Return the fields of an encrypted token file; all but the token stay readable.

    Args:
        fields: Of the plain file.
        passphrase: Not empty.
    """
    kdf = {
        "name": "scrypt",
        "n": _COST,
        "r": _BLOCK,
        "p": _LANES,
        "salt": _text(secrets.token_bytes(16)),
    }
    nonce = secrets.token_bytes(12)
    open_part = {name: value for name, value in fields.items() if name not in _SECRET_KEYS}
    header = {
        **open_part,
        "colab_safe": 1,
        "cipher": "chacha20poly1305",
        "nonce": _text(nonce),
        "kdf": kdf,
    }
    hidden = json.dumps(
        {name: value for name, value in fields.items() if name in _SECRET_KEYS}
    ).encode()
    sealed = _cipher(_key(passphrase, kdf)).encrypt(nonce, hidden, _associated(header))
    return {**header, "ciphertext": _text(sealed)}


def decrypted_fields(
    fields: Mapping[str, object], passphrase: str | Hidden | None, source: str
) -> dict[str, object]:
    """Return the fields of the plain token file.

    Args:
        fields: Of the encrypted file.
        passphrase: Asked for if None.
        source: What the file is called in messages.

    Raises:
        TokenError: The passphrase is wrong, the file was changed, or its parameters are absurd.
    """
    sealed = _checked(fields, source)
    hidden = _opened(sealed, revealed(passphrase) or find_passphrase(source))
    if hidden is None and passphrase is None and forget_passphrase(source):
        hidden = _opened(sealed, find_passphrase(source))
    if hidden is None:
        forget_passphrase(source)
        raise TokenError(
            f"{source}: the passphrase is wrong, or the file was changed after it was encrypted"
        )
    return {**fields, **json.loads(hidden)}


class _Sealed(NamedTuple):
    """What it takes to open a file, but for the passphrase."""

    kdf: Mapping[str, object]
    nonce: bytes
    ciphertext: bytes
    associated: bytes


def _opened(sealed: _Sealed, passphrase: str) -> bytes | None:
    from cryptography.exceptions import InvalidTag

    cipher = _cipher(_key(passphrase, sealed.kdf))
    try:
        return bytes(cipher.decrypt(sealed.nonce, sealed.ciphertext, sealed.associated))
    except InvalidTag:
        return None


def _checked(fields: Mapping[str, object], source: str) -> _Sealed:
    kdf = fields.get("kdf")
    try:
        if (
            fields.get("cipher") != "chacha20poly1305"
            or not isinstance(kdf, dict)
            or kdf.get("name") != "scrypt"
        ):
            raise ValueError
        n, r, p = (int(kdf[name]) for name in "nrp")
        affordable = (
            2 <= n <= _HIGHEST_COST and 1 <= r <= _HIGHEST_BLOCK and 1 <= p <= _HIGHEST_LANES
        )
        if not affordable or n & (n - 1) or 128 * n * r > _MOST_MEMORY:
            raise ValueError
        nonce, sealed = _bytes(fields["nonce"]), _bytes(fields["ciphertext"])
        if len(nonce) != 12 or len(_bytes(kdf["salt"])) < 16:
            raise ValueError
    except (KeyError, TypeError, ValueError, binascii.Error):
        raise TokenError(
            f"{source} is not an encrypted token file that this version can open"
        ) from None
    header = {name: value for name, value in fields.items() if name != "ciphertext"}
    return _Sealed(kdf, nonce, sealed, _associated(header))


def _key(passphrase: str, kdf: Mapping[str, object]) -> bytes:
    try:
        from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
    except ImportError:
        raise TokenError(
            "encrypted token files need cryptography: pip install cryptography"
        ) from None
    n, r, p = (int(str(kdf[name])) for name in "nrp")
    return Scrypt(salt=_bytes(kdf["salt"]), length=32, n=n, r=r, p=p).derive(passphrase.encode())


def _cipher(key: bytes):  # type: ignore[no-untyped-def]
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def _associated(header: Mapping[str, object]) -> bytes:
    """The header as bytes, the same however the file is formatted."""
    return json.dumps(header, sort_keys=True, separators=(",", ":")).encode()


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
