"""What the installer knows about one kind of git server."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from typing import NamedTuple


class TokenKind(NamedTuple):
    """`username` is what git sends next to the token; None: the token's own user name, which must be given."""

    name: str
    prefix: str
    username: str | None
    usable: bool = True  # False: git servers do not take it


class Forge(NamedTuple):
    """`hosts` are patterns of host names; `variables` are where people keep the token: secrets, environment."""

    name: str
    hosts: tuple[str, ...]
    kinds: tuple[TokenKind, ...]
    username: str | None  # for tokens of no known kind; None: the token's own user name
    variables: tuple[str, ...]
    tokens_page: str  # where its user makes and revokes tokens
    refusals: Mapping[int, str]  # what an HTTP status probably means here, and what to do
    suffix: str = ".git"  # what a clone URL ends with

    def owns(self, host: str) -> bool:
        return any(fnmatch(host, pattern) for pattern in self.hosts)

    def kind(self, token: str) -> TokenKind | None:
        return next((kind for kind in self.kinds if token.startswith(kind.prefix)), None)
