"""The API of a forge: asked again where that may help, and page after page, always on the same server."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping

from colab_safe.errors import InstallError
from colab_safe.install.forges import Forge
from colab_safe.install.forges.forge import Call, Reply
from colab_safe.install.http import request
from colab_safe.install.server import Server
from colab_safe.install.tokens.access import is_limit, meaning
from colab_safe.install.tokens.token import Token
from colab_safe.remote.retries import LONGEST_WAIT_S, TRIES, wait, wished_wait
from colab_safe.typed import NamedTuple

_NEXT = re.compile(r'<([^<>]+)>\s*;[^,<]*\brel="?next\b')  # https://www.rfc-editor.org/rfc/rfc8288
# Of an organisation that was renamed: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
_MOVED = (301, 302, 307, 308)


class Api(NamedTuple):
    """The API of one server, and the token for it."""

    forge: Forge
    server: Server
    token: Token | None  # None: what everybody may read

    @property
    def url(self) -> str:
        """What its paths follow."""
        return self.forge.api(self.server)

    def get(self, path: str) -> Reply:
        """Return an answer; where that may help, the server is asked again, after as long as it says.

        Args:
            path: Of the API, with its query.

        Raises:
            InstallError: The server cannot be reached, or sends the token elsewhere.
        """
        reply = self._asked(path)
        if reply.status in _MOVED:
            reply = self._asked(self.own_path(reply.headers.get("location", "")))
        return reply

    def post(self, path: str, body: object) -> Reply:
        """Send something new, and return the answer; it is sent again only where a limit of the server kept it out.

        Args:
            path: Of the API.
            body: What becomes JSON.

        Raises:
            InstallError: The server cannot be reached: perhaps it has it, and perhaps not.
        """
        call = Call("POST", path, self._login(), body)
        for attempt in range(TRIES - 1):
            reply = request(self.url, call)
            seconds = _wait(reply, attempt)
            if not is_limit(reply) or seconds > LONGEST_WAIT_S:
                return reply
            time.sleep(seconds)
        return request(self.url, call)

    def pages(self, reply: Reply) -> Iterator[Mapping[str, object]]:
        """Yield the entries of a list, of all its pages.

        Args:
            reply: With the first page.

        Raises:
            InstallError: A page cannot be read: the list is not complete.
        """
        seen: set[str] = set()
        while True:
            if reply.status != 200:
                raise InstallError(self.refusal(reply))
            if reply.items is None:
                raise InstallError(f"{self.server.host} answered with something that is not a list")
            yield from reply.items
            link = _NEXT.search(reply.headers.get("link", ""))
            if link is None:
                return
            path = self.own_path(link[1])
            if path in seen:
                raise InstallError(f"{self.server.host} names the same page again and again")
            seen.add(path)
            reply = self.get(path)

    def own_path(self, address: str) -> str:
        """Return the path of an address that the server names.

        Args:
            address: Absolute.

        Raises:
            InstallError: It is not below this API, which alone the token is for.
        """
        path = address.removeprefix(self.url)
        if path == address or not path.startswith("/"):
            raise InstallError(f"{self.server.host} names a page that is not on its own API")
        return path

    def _asked(self, path: str) -> Reply:
        for attempt in range(TRIES - 1):
            try:
                reply = request(self.url, Call("GET", path, self._login()))
            except InstallError:
                seconds = wait(attempt, None)
            else:
                seconds = _wait(reply, attempt)
                may_pass = is_limit(reply) or reply.status >= 500
                if not may_pass or seconds > LONGEST_WAIT_S:
                    return reply
            time.sleep(seconds)
        return request(self.url, Call("GET", path, self._login()))

    def _login(self) -> Mapping[str, str]:
        return self.forge.authorization(self.token.secret.reveal()) if self.token else {}

    def refusal(self, reply: Reply, why: str = "") -> str:
        """Return what an answer that is not a success means, in words.

        Args:
            reply: The answer.
            why: What it means here; empty: as for any token that reads repositories.
        """
        source = f" ({self.token.source})" if self.token else ""
        why = why or meaning(self.forge, reply)
        if reply.status == 401:
            return f"{self.server.host} refused the token{source} with status 401: {why}"
        return f"{self.server.host} answered {reply.status}{source}: {why}"


def _wait(reply: Reply, attempt: int) -> float:
    """Seconds: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit"""
    told = wished_wait(reply.headers.get("retry-after", ""))
    if told is not None:
        return told
    reset = reply.headers.get("x-ratelimit-reset", "")
    if is_limit(reply) and reset.isascii() and reset.isdigit():
        return max(0.0, float(reset) - time.time()) + 1
    return LONGEST_WAIT_S if is_limit(reply) else wait(attempt, None)
