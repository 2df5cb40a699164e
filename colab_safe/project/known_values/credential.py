"""A credential as a file or variable has it, and how URLs contain one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from colab_safe.model import Secret
from colab_safe.typed import NamedTuple

_URL_USER = re.compile(r"://([^\s/?#\"'<>@]*(?:@[^\s/?#\"'<>@]*)*)@([^\s/?#\"'<>@:]+)")
# What stands for a password where the user's name is the token: https://docs.github.com/en/rest/authentication
NO_PASSWORD = ("", "x-oauth-basic", "x-oauth-token")


class Credential(NamedTuple):
    """A value that a place calls a credential."""

    secret: Secret
    name: str = ""  # which one of its file, such as `machine github.com`
    is_named: bool = False  # whether only the name of a variable says that it is one


def credential(value: str, name: str = "", is_named: bool = False) -> Credential:
    """Return a credential.

    Args:
        value: In clear text.
        name: Which one of its file.
        is_named: Whether only the name of a variable says that it is one.
    """
    return Credential(Secret(value), name, is_named)


def url_credentials(text: str) -> Iterator[Credential]:
    """Yield the passwords of all URLs in a text, decoded, each named by its host.

    Args:
        text: Such as a settings file, or the value of a variable.
    """
    for user_info, host in _URL_USER.findall(text):
        user, _, password = user_info.partition(":")
        if password in NO_PASSWORD:
            yield credential(unquote(user), host, is_named=True)
        else:
            yield credential(unquote(password), host)
