"""An access token, with its server and the place that it came from."""

from __future__ import annotations

import re
from typing import NamedTuple

from colab_safe.errors import TokenError
from colab_safe.install.server import Server
from colab_safe.model import Secret
from colab_safe.prompts import ANSWERS
from colab_safe.token_words import token_words

# Visible ASCII: a line break would let the token write further lines into git's credential protocol
# (https://git-scm.com/docs/git-credential#IOFMT), and no forge issues anything else.
_TOKEN = re.compile(r"[!-~]{8,4096}")
_USERNAME = re.compile(r"[^\s:\x00-\x1f\x7f-\x9f]{1,255}")
_EXAMPLE = re.compile(
    r"<.*>|\{.*\}|\$.*|.*[x*.#]{6,}|.*(your[_-]|[_-]here$|(.)\2{9}).*", re.IGNORECASE
)


class Token(NamedTuple):
    """A token; its `repr` shows only the server.

    `username` is sent along if the forge needs one; `owner` is the default owner of repositories.
    """

    secret: Secret
    server: Server
    username: str | None = None
    owner: str | None = None
    source: str = "the Token that was passed"

    def __repr__(self) -> str:
        return f"Token({self.server.host}, ****)"


def make_token(
    text: object, server: Server, username: object = None, owner: object = None, source: str = ""
) -> Token:
    """Return a token from what a person wrote.

    Args:
        text: The token's text.
        server: The server that it is for.
        username: That goes with it; None or "" if there is none.
        owner: Of the repositories that are meant; None or "" if there is none.
        source: Where it comes from, in words.

    Raises:
        TokenError: This cannot be a token; the message never shows it.
    """
    login, group = _name(username, "username", source), _name(owner, "owner", source)
    if not isinstance(text, str) or not text.strip():
        raise TokenError(f"{source}: the token is empty: create one on the server and put it there")
    if not _TOKEN.fullmatch(text.strip()):
        raise TokenError(
            f"{source}: the token is too short, or contains blanks, line breaks or non-ASCII characters: copy it again"
        )
    if _EXAMPLE.fullmatch(text.strip()):
        raise TokenError(f"{source}: the token is only an example: put your own there")
    secret = Secret(text.strip())
    ANSWERS.credentials.add(secret)
    return Token(secret, server, login, group, source)


def _name(value: object, key: str, source: str) -> str | None:
    if value is None or value == "":
        return None
    if isinstance(value, str) and token_words(value):
        raise TokenError(
            f"{source}: {key!r} looks like a token: perhaps its value and that of 'access_token' are swapped"
        )
    if not isinstance(value, str) or not _USERNAME.fullmatch(value.strip()):
        raise TokenError(f"{source}: {key!r} must be a name without blanks, colons or line breaks")
    return value.strip()
