"""The repositories whose addresses a file lists: one address per line, and comments after `#`."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.errors import FileError, InstallError
from colab_safe.install.packages.requirement import host_in, parse_requirement
from colab_safe.model import Problem
from colab_safe.project.files import read_bytes, shown
from colab_safe.repositories.repository import Repository
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
    seen: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), 1):
        url = line.partition("#")[0].strip()
        repository = _repository(url) if url else None
        if url and repository is None:
            yield Problem(f"{name}, line {number}", f"it was not scanned: {_FORM}")
        elif repository and repository.name not in seen:
            seen[repository.name] = None
            yield repository
    if not seen:
        yield Problem(name, "nothing was scanned: it lists no repository")


def _repository(url: str) -> Repository | None:
    try:
        server = host_in(url)
        at = parse_requirement(url, server) if server else None
    except InstallError:  # its message may repeat the address
        return None
    return Repository(at) if at and not (at.ref or at.subdirectory) else None
