"""The repositories of an owner, as the API of a forge lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colab_safe.errors import InstallError
from colab_safe.install.forges import FORGES
from colab_safe.install.forges.forge import Reply
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.server import parse_server
from colab_safe.install.tokens.sources import variables
from colab_safe.model import Problem
from colab_safe.repositories.api import Api
from colab_safe.repositories.repository import LeftOut, Repository, token_of
from colab_safe.repositories.sources import Asked, Way
from colab_safe.token_words import without_token_words
from colab_safe.visible import written_out


def repositories(asked: Asked) -> Iterator[Repository | Problem | LeftOut]:
    """Yield the repositories of an owner, each once, and what could not be listed.

    Args:
        asked: The owner, and its server.
    """
    try:
        api = api_of(asked)
        if api.token is None:
            own, *usual = variables(api.server)
            name = usual[0] if usual else own
            yield LeftOut(
                f"{asked.name}: without a token, only public repositories are listed: set {name}"
            )
        yield from _each_once(api, asked)
    except InstallError as error:
        words = without_token_words(f"not all repositories were listed: {error}")
        yield Problem(asked.name, words)


def api_of(asked: Asked) -> Api:
    """Return the API that lists the repositories of an owner.

    Args:
        asked: The owner, and its server.

    Raises:
        InstallError: This is not the address of a server, or a token would be sent to it unencrypted.
    """
    forge = next(each for each in FORGES if each.name == asked.source.forge)
    server = parse_server(asked.server)
    return Api(forge, server, token_of(server, forge.name))


def _each_once(api: Api, asked: Asked) -> Iterator[Repository | Problem | LeftOut]:
    """A repository that moves from page to page while they are read is listed twice."""
    found = _first(api, asked)
    if found is None:
        yield _repository(api, asked.owner, {})
        return
    way, first = found
    if way.lacks:
        yield LeftOut(f"{asked.name}: {way.lacks} are not listed")
    seen: set[str] = set()
    for about in api.pages(first):
        path = str(about.get(asked.source.key) or "")
        if path in seen:
            continue
        seen.add(path)
        yield _repository(api, path, about)
    if not seen:
        yield Problem(
            asked.name,
            f"nothing was scanned: no repository is listed. A token needs {asked.source.needs}",
        )
    yield from _not_shown(api, asked, way, len(seen))


def _first(api: Api, asked: Asked) -> tuple[Way, Reply] | None:
    """The first page, and the way that led to it; None for the name of a repository: git will tell if there is none."""
    has_owner = "/" in asked.owner
    for way in asked.source.ways if asked.source.nested or not has_owner else ():
        reply = api.get(_path(way.path, asked))
        if reply.status != 404:
            return way, reply
    if has_owner:
        return None
    raise InstallError(
        f"{api.server.host} knows nobody of this name, or the token may not see it (status 404)"
    )


def _path(path: str, asked: Asked) -> str:
    return path.format(asked.owner.replace("/", "%2F"))


def _repository(api: Api, path: str, about: Mapping[str, object]) -> Repository | Problem:
    """Its address is made from its path: what the API says about addresses is not believed."""
    default = str(about.get("default_branch") or "")
    for ref in (default or None, None):  # an odd name of a branch is no reason to leave it out
        try:
            at = parse_requirement(f"{path}.git", api.server, ref=ref)
        except InstallError:
            continue
        return Repository(at, api.forge.name)
    name = without_token_words(f"{api.server.host}/{written_out(path)}")
    return Problem(name, "it was not scanned: this is not a valid name")


def _not_shown(api: Api, asked: Asked, way: Way, shown: int) -> Iterator[LeftOut]:
    """What the forge counts and does not list: a token may be for some repositories only, and nothing else says so."""
    if not way.about:
        return
    reply = api.get(_path(way.about, asked))
    counts = [reply.body.get(name) for name in way.counts]
    count = sum(each for each in counts if isinstance(each, int))
    if count > shown:
        yield LeftOut(
            f"{asked.name}: {api.server.host} counts {count:,} repositories, and lists {shown:,} of them for this token"
        )
