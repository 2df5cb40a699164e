"""The repositories of an owner, as the API of a forge lists them: page after page."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping

from colab_safe.errors import InstallError
from colab_safe.install.forges import FORGES, Forge
from colab_safe.install.forges.forge import Call, Reply
from colab_safe.install.http import request
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.access import is_limit, meaning
from colab_safe.install.tokens.token import Token
from colab_safe.model import Problem
from colab_safe.remote.retries import LONGEST_WAIT_S, TRIES, wait
from colab_safe.repositories.repository import LeftOut, Repository, token_of
from colab_safe.repositories.sources import Asked, Way
from colab_safe.token_words import without_token_words
from colab_safe.typed import NamedTuple
from colab_safe.visible import written_out

_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]*\brel="?next\b')  # https://www.rfc-editor.org/rfc/rfc8288
_PUBLIC = "without a token, only public repositories are listed: set {}, or run `gh auth login`"


class _Api(NamedTuple):
    """The API of one server."""

    forge: Forge
    server: Server
    token: Token | None

    @property
    def url(self) -> str:
        return self.forge.api(self.server)

    def get(self, path: str) -> Reply:
        """Ask until there is an answer that stays. Raise InstallError if the server cannot be reached."""
        for attempt in range(TRIES):
            is_last = attempt + 1 == TRIES
            try:
                reply = request(self.url, Call("GET", path, self._login()))
            except InstallError:
                if is_last:
                    raise
                seconds = wait(attempt, None)
            else:
                seconds = _wait(reply, attempt)
                if (
                    is_last
                    or not (is_limit(reply) or reply.status >= 500)
                    or seconds > LONGEST_WAIT_S
                ):
                    return reply
            time.sleep(seconds)
        raise AssertionError("the last attempt returns or raises")

    def _login(self) -> Mapping[str, str]:
        return self.forge.authorization(self.token.secret.reveal()) if self.token else {}


def repositories(asked: Asked) -> Iterator[Repository | Problem | LeftOut]:
    """Yield the repositories of an owner, each once, and what could not be listed.

    Args:
        asked: The owner, and its server.
    """
    try:
        api = _api(asked)
        if api.token is None:
            yield LeftOut(f"{asked.name}: {_PUBLIC.format(_variable(api))}")
        yield from _each_once(api, asked)
    except InstallError as error:
        words = without_token_words(f"not all repositories were listed: {error}")
        yield Problem(asked.name, words)


def _api(asked: Asked) -> _Api:
    forge = next(each for each in FORGES if each.name == asked.source.forge)
    server = parse_server(asked.server)
    return _Api(forge, server, token_of(server, forge.name))


def _variable(api: _Api) -> str:
    if api.server.host == api.forge.hosts[0]:
        return api.forge.variables[0]
    return "COLAB_SAFE_TOKEN_" + re.sub(r"[^A-Z0-9]+", "_", api.server.host.upper())


def _each_once(api: _Api, asked: Asked) -> Iterator[Repository | Problem | LeftOut]:
    """A repository that moves from page to page while they are read is listed twice."""
    way, first = _first(api, asked)
    if way.lacks:
        yield LeftOut(f"{asked.name}: {way.lacks} are not listed")
    seen: set[str] = set()
    for about in _pages(api, first):
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


def _first(api: _Api, asked: Asked) -> tuple[Way, Reply]:
    """The first page, and the way that led to it."""
    for way in asked.source.ways:
        reply = api.get(way.path.format(asked.owner.replace("/", "%2F")))
        if reply.status != 404:
            return way, reply
    raise InstallError(
        f"{api.server.host} knows nobody of this name, or the token may not see it (status 404)"
    )


def _pages(api: _Api, reply: Reply) -> Iterator[Mapping[str, object]]:
    seen: set[str] = set()
    while True:
        if reply.status != 200:
            raise InstallError(_refusal(api, reply))
        if reply.items is None:
            raise InstallError(f"{api.server.host} answered with something that is not a list")
        yield from reply.items
        link = _NEXT.search(reply.headers.get("link", ""))
        if link is None:
            return
        path = link[1].removeprefix(api.url)
        if not path.startswith("/") or path == link[1]:  # the token is for this API alone
            raise InstallError(f"{api.server.host} names a next page that is not its own")
        if path in seen:
            raise InstallError(f"{api.server.host} names the same page again and again")
        seen.add(path)
        reply = api.get(path)


def _repository(api: _Api, path: str, about: Mapping[str, object]) -> Repository | Problem:
    """Its address is made from its path: what the API says about addresses is not believed."""
    try:
        default = about.get("default_branch")
        at = parse_requirement(f"{path}.git", api.server, ref=str(default) if default else None)
    except InstallError:
        return Problem(
            f"{api.server.host}/{written_out(path)}", "it was not scanned: this is not a valid name"
        )
    return Repository(at, api.forge.name)


def _refusal(api: _Api, reply: Reply) -> str:
    source = f" ({api.token.source})" if api.token else ""
    if reply.status == 401:
        return f"{api.server.host} refused the token{source} with status 401: {meaning(api.forge, reply)}"
    return f"{api.server.host} answered {reply.status}{source}: {meaning(api.forge, reply)}"


def _wait(reply: Reply, attempt: int) -> float:
    """Seconds: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit"""
    told = reply.headers.get("retry-after", "")
    if told.isascii() and told.isdigit():
        return float(told)
    reset = reply.headers.get("x-ratelimit-reset", "")
    if is_limit(reply) and reset.isascii() and reset.isdigit():
        return max(0.0, float(reset) - time.time()) + 1
    return wait(attempt, None)
