"""The repositories whose addresses a file lists: one address per line, and comments after `#`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from colab_safe.errors import FileError, InstallError
from colab_safe.install.forges import forge_of
from colab_safe.install.packages.requirement import host_in, parse_requirement
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token
from colab_safe.model import Problem
from colab_safe.project.files import read_bytes, shown
from colab_safe.repositories.repository import Repository, token_of
from colab_safe.repositories.sources import Asked
from colab_safe.token_words import without_token_words

_FORM = (
    "write its address as 'https://HOST/OWNER/NAME.git', without a user, a password or a version"
)


def repositories(asked: Asked) -> Iterator[Repository | Problem]:
    """Yield the repositories of a file, each once, and the lines that name none.

    Args:
        asked: The file. A line is never repeated in a message: it may contain a token.
    """
    name = without_token_words(shown(asked.owner))
    try:
        text = read_bytes(asked.owner).decode("utf-8-sig", "replace")
    except FileError as error:
        yield Problem(name, str(error).removeprefix(f"{shown(asked.owner)}: "))
        return
    token = cache(_token)
    seen: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        url = line.partition("#")[0].strip()
        if not url:
            continue
        repository = _repository(url, token)
        if isinstance(repository, str):
            yield Problem(f"{name}, line {number}", f"it was not scanned: {repository}")
        elif repository.name not in seen:
            seen[repository.name] = None
            yield repository
    if not seen:
        yield Problem(name, "nothing was scanned: it lists no repository")


def _token(server: Server) -> Token | None:
    return token_of(server, forge_of(server))


def _repository(url: str, token: Callable[[Server], Token | None]) -> Repository | str:
    """The repository, or why there is none."""
    try:
        server = host_in(url)
        at = parse_requirement(url, server) if server else None
    except InstallError:  # its message may repeat the address
        at = None
    if at is None or at.ref or at.subdirectory:
        return _FORM
    try:
        return Repository(at, token(at.server))
    except InstallError as error:
        return str(error)
