"""Read and encrypt token files such as `{"access_token": "…", "username": "…"}`."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping

from colab_safe.atomic_write import Changed, Was, replace_file
from colab_safe.errors import InstallError, TokenError
from colab_safe.install.arguments import revealed
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.current_folder import DELETED, is_deleted
from colab_safe.install.forges import home_of
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.config import file_shown
from colab_safe.install.tokens.token import Token, make_token
from colab_safe.model import Hidden
from colab_safe.placeholders.resolve import as_written
from colab_safe.token_words import token_words

_LARGEST = 65_536  # bytes; a token file has some hundred, so a larger one is something else
_TOKEN_KEYS = ("access_token", "token")
_EXAMPLE = '{"access_token": "…", "username": "…"}'
_HARMLESS_KEY = re.compile(
    r"[A-Za-z_]{1,24}"
)  # so that a token written in a key's place is not shown


def read_token_file(
    path: str, asked: Server, *, shown: str | None = None, passphrase: str | Hidden | None = None
) -> Token:
    """Return the token in a file.

    Args:
        path: JSON with `access_token`, and perhaps `username`, `owner` and `host`.
        asked: The server, if neither `host` nor the token's prefix names one.
        shown: What messages call the file; its name in quotes if None, since outputs are saved and must not show the path.
        passphrase: Of an encrypted file; asked for if None.

    Raises:
        TokenError: There is no usable token in it; the message contains no value of the file.
    """
    source = f"token file {shown or file_shown(path)}"
    fields = fields_in(_decoded(_content(path, source), source), source)
    return token_of_fields(fields, asked, source, passphrase)


def token_of_fields(
    fields: Mapping[str, object], asked: Server, source: str, passphrase: str | Hidden | None = None
) -> Token:
    """Return the token in the fields of a token file.

    Args:
        fields: `access_token`, and perhaps `username`, `owner` and `host`; or those of an encrypted file.
        asked: The server, if neither `host` nor the token's prefix names one.
        source: Where they come from, in words.
        passphrase: Of encrypted fields; asked for if None.

    Raises:
        TokenError: There is no usable token; the message contains no value.
    """
    if "ciphertext" in fields:
        from colab_safe.install.tokens.encryption import decrypted_fields

        fields = decrypted_fields(fields, passphrase, source)
    text = _token_text(fields, source)
    server = _server(fields, source) or home_of(str(text).strip(), asked)
    return make_token(text, server, fields.get("username"), fields.get("owner"), source)


@fails_cleanly
def encrypt_token_file(
    path: str | os.PathLike[str],
    output: str | os.PathLike[str] | None = None,
    *,
    passphrase: str | None = None,
) -> str:
    """Encrypt the token in a file with a passphrase; its other fields stay readable.

    A prompt asks for the passphrase twice, and what is about to be written is decrypted and compared first, so a typo does
    not lose the token. Drive keeps old versions of a file, with the token in them: create a new token, encrypt that one,
    and revoke the old one. Format: scrypt (RFC 7914) and ChaCha20-Poly1305 (RFC 8439).

    Args:
        path: A token file that is not encrypted yet, or a placeholder for one.
        output: The file to write; `path` itself if None.
        passphrase: Taken from the Colab secret or environment variable COLAB_SAFE_PASSPHRASE, or asked for, if None.

    Returns:
        The path of the encrypted file; a placeholder if one was passed.

    Raises:
        TokenError: The file is not a readable token file or is already encrypted, there is no passphrase,
            `cryptography` is not installed, or the file cannot be written.
        PathError: A placeholder cannot be resolved.

    Example:
        >>> encrypt_token_file("keys/github.json", "keys/github.locked.json")
    """
    from colab_safe.install.tokens.encryption import encrypted_fields
    from colab_safe.prompts import new_passphrase

    path = os.fspath(path)
    source = f"token file {file_shown(path)}"
    content = _content(path, source)
    fields = fields_in(_decoded(content, source), source)
    if "ciphertext" in fields:
        raise TokenError(f"{source} is already encrypted")
    token = token_of_fields(fields, parse_server("github.com"), source)
    secret = Hidden(revealed(passphrase) or new_passphrase(source))
    text = json.dumps(encrypted_fields(fields, secret.reveal()), indent=1) + "\n"
    if token_of_fields(fields_in(text, source), token.server, source, secret) != token:
        raise TokenError(f"{source} would not decrypt to the same token: nothing was changed")
    target = os.fspath(output or path)
    _write(target, text, Was(content) if target == path else None)
    return as_written(target)


def _write(path: str, text: str, was: Was | None) -> None:
    try:
        replace_file(path, text.encode(), mode=0o600, was=was)
    except Changed:
        raise TokenError(
            f"token file {file_shown(path)} was changed by another program: nothing was written. Try again"
        ) from None
    except OSError as error:
        raise TokenError(
            f"token file {file_shown(path)} cannot be written ({error.strerror})"
        ) from None


def _content(path: str, source: str) -> bytes:
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except FileNotFoundError:
        raise TokenError(f"{source} not found ({_why_missing(path)})") from None
    except OSError as error:
        raise TokenError(f"{source} cannot be read ({error.strerror})") from None
    except ValueError:  # a NUL, or half of a surrogate pair, in the path
        raise TokenError(f"{source} cannot be read (its path is not valid)") from None
    if len(content) > _LARGEST:
        raise TokenError(f"{source} is larger than {_LARGEST} bytes: is it the right file?")
    return content


def _decoded(content: bytes, source: str) -> str:
    """JSON as RFC 4627 allowed it, in UTF-8, 16 or 32, with a byte order mark or not: Windows writes UTF-16."""
    try:
        return content.decode(json.detect_encoding(content)).removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise TokenError(f"{source} is not text: it should contain {_EXAMPLE}") from None


def _why_missing(path: str) -> str:
    if not os.path.isabs(path) and is_deleted():
        return DELETED
    folder = os.path.dirname(path) or "."
    if os.path.isdir(folder):
        return "its folder exists; check the file name"
    if "/drive/" in path.replace(os.sep, "/").lower() + "/":
        return "its folder does not exist either; check that Drive is mounted (mount_drive()) with the right account"
    return "its folder does not exist either; check the path"


def fields_in(text: str, source: str) -> dict[str, object]:
    """Return the fields of a token file's text.

    Args:
        text: JSON.
        source: Where it comes from, in words.

    Raises:
        TokenError: It is not a JSON object.
    """
    try:
        fields = json.loads(text)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        found = "is empty" if not text.strip() else "is not a JSON object"
        raise TokenError(f"{source} {found}: it should contain {_EXAMPLE}")
    return fields


def _token_text(fields: Mapping[str, object], source: str) -> object:
    for key in _TOKEN_KEYS:
        if key in fields:
            return fields[key]
    harmless = sorted(repr(key) for key in map(str, fields) if _is_harmless(key))
    found = ", ".join(harmless) or "none that can be shown"
    raise TokenError(
        f"{source} has no key 'access_token' (its keys: {found}): it should contain {_EXAMPLE}"
    )


def _is_harmless(key: str) -> bool:
    return _HARMLESS_KEY.fullmatch(key) is not None and not token_words(key)


def _server(fields: Mapping[str, object], source: str) -> Server | None:
    host = fields.get("host")
    if host is None:
        return None
    try:
        return parse_server("" if not isinstance(host, str) or token_words(host) else host)
    except InstallError:
        raise TokenError(
            f"{source}: 'host' must be a server such as 'github.com' or 'https://git.example.com:8443'"
        ) from None
