"""What a text that was passed as `config` is: the path of a token file, the name of a secret, or a token itself.

An existing file wins, then what looks like a path, then forges' prefixes, then what looks random. No message repeats it.
"""

from __future__ import annotations

import os
import re
from typing import NamedTuple, Union

from colab_safe.errors import TokenError
from colab_safe.install.forges import FORGES
from colab_safe.model import Secret
from colab_safe.placeholders.names import SIGN
from colab_safe.token_words import token_words

SECRET = "secret:"
# Colab and Kaggle let people choose any name; this is what they choose.
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}")
_PATH = re.compile(r"[\\/]|\A~|\.(?:json|txt|key|token|env|ya?ml|toml|ini)\Z", re.IGNORECASE)
_TOKEN = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[!-.0-~]{8,4096}")  # visible ASCII but "/"
_PLAIN = re.compile(r"[\w .()-]{1,80}\.[A-Za-z]{3,5}")  # a file's name that a message may repeat
_FORMS = "pass the path of a JSON file with 'access_token', 'secret:NAME', a token, or {'access_token': token}"


class TokenFile(NamedTuple):
    path: str
    shown: str  # what messages call it: a placeholder stays one, and the path of a file is not told


class SecretName(NamedTuple):
    name: str


class TokenText(NamedTuple):
    secret: Secret


def parse_config(text: str) -> Union[TokenFile, SecretName, TokenText]:  # noqa: UP007 - also run on Python 3.10
    """Return what a text means that was passed as `config`.

    Args:
        text: A path, a placeholder, "secret:NAME", or a token.

    Raises:
        TokenError: It is none of them; the message does not repeat it.
        PathError: A placeholder cannot be resolved.
    """
    if SIGN in text:
        from colab_safe.placeholders.resolve import resolve

        return TokenFile(resolve(text), repr(text))
    if text.startswith(SECRET):
        return SecretName(_secret_name(text.removeprefix(SECRET).strip()))
    path = os.path.expanduser(text)
    if text.strip() and (("\0" not in text and os.path.exists(path)) or _looks_like_path(text)):
        return TokenFile(path, file_shown(path))
    if is_token_text(text):
        return TokenText(Secret(text.strip()))
    raise TokenError(
        f"what was passed as the token is {'empty' if not text.strip() else 'neither an existing file nor like a token'}: {_FORMS}"
    )


def is_token_text(text: str) -> bool:
    """Return whether a text that is no file is taken for a token: letters and digits, without a path's marks.

    Args:
        text: As it was passed.
    """
    text = text.strip()
    if any(forge.kind(text) for forge in FORGES):
        return not re.search(r"[\s/\\]", text)
    return not _looks_like_path(text) and _TOKEN.fullmatch(text) is not None


def file_shown(path: str) -> str:
    """Return what messages call a file: its name without the folders, unless the name may be a token.

    Args:
        path: Of a token file.
    """
    from colab_safe.placeholders.resolve import as_written

    name = os.path.basename(path)
    return (
        repr(as_written(name))
        if _PLAIN.fullmatch(name) and not token_words(name)
        else "that was passed"
    )


def _looks_like_path(text: str) -> bool:
    return _PATH.search(text) is not None and not text.startswith(("http://", "https://"))


def _secret_name(name: str) -> str:
    if not _NAME.fullmatch(name) or token_words(name):
        raise TokenError(
            "after 'secret:', the name of a Colab or Kaggle secret must follow, such as 'secret:GITHUB_TOKEN'"
        )
    return name
