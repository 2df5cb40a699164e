"""What the installer knows about one kind of git server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from typing import NamedTuple

from colab_safe.install.server import Server


class TokenKind(NamedTuple):
    """`username` is what git sends next to the token; None: the token's own user name, which must be given."""

    name: str
    prefix: str
    username: str | None
    usable: bool = True  # False: git servers do not take it
    has_api: bool = True  # False: the forge's API does not take it
    advice: str = ""  # what `check_token` says of a token of this kind that may do everything


class Reply(NamedTuple):
    status: int
    headers: Mapping[str, str]  # names in lower case
    body: Mapping[str, object]  # of the JSON object, empty for anything else
    items: tuple[Mapping[str, object], ...] | None = None  # of a JSON array; None for anything else

    def text(self, *names: str) -> str:
        """Return the value under nested names, or "".

        Args:
            *names: From the outermost inwards.
        """
        value: object = self.body
        for name in names:
            value = value.get(name) if isinstance(value, dict) else None
        return "" if value is None else str(value)


class Call(NamedTuple):
    """One request; its `headers` and `body` contain the token."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: object = None

    def __repr__(self) -> str:
        return f"Call({self.method} {self.path})"


class Facts(NamedTuple):
    """What an API tells; `scopes` is None where it tells none, `expires` is "" for a token without an end."""

    login: str
    scopes: tuple[str, ...] | None = None
    expires: str = ""  # as the forge writes it, see times.py


class Check(NamedTuple):
    """`path` answers with the token's owner; `repository` makes a path that answers 200 to who may read it."""

    path: str
    repository: Callable[[str], str]
    read: Callable[[Reply], Facts]


class Forge(NamedTuple):
    """`hosts` are patterns of host names, the first one the public server; `variables` are where people keep its token.

    `refusals` tells what an HTTP status probably means, and what to do; on `tokens_page` tokens are made and revoked.
    """

    name: str
    hosts: tuple[str, ...]
    kinds: tuple[TokenKind, ...]
    username: str | None  # for tokens of no known kind; None: the token's own user name
    variables: tuple[str, ...]
    tokens_page: str
    refusals: Mapping[int, str]
    api: Callable[[Server], str]
    authorization: Callable[[str], Mapping[str, str]]
    check: Check | None = None
    revoke: Callable[[Server, str], Call | None] | None = None
    suffix: str = ".git"  # what a clone URL ends with

    def owns(self, host: str) -> bool:
        """Return whether a host is one of this forge's.

        Args:
            host: Host name, perhaps with a port.
        """
        return any(fnmatch(host, pattern) for pattern in self.hosts)

    def kind(self, token: str) -> TokenKind | None:
        """Return the kind of a token by its prefix; None if it is unknown.

        Args:
            token: The token.
        """
        return next((kind for kind in self.kinds if token.startswith(kind.prefix)), None)


def bearer(token: str) -> Mapping[str, str]:
    """Return the header that authorises a request (RFC 6750).

    Args:
        token: The token.
    """
    return {"Authorization": f"Bearer {token}"}
