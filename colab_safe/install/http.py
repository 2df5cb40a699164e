"""Send one request to a forge's API; redirects to other servers are not followed."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from email.message import Message
from http.client import HTTPException

from colab_safe.errors import InstallError
from colab_safe.install.forges.forge import Call, Reply

_LIMIT = 5_000_000  # bytes of an answer: a page of 100 repositories has 700 KB at GitHub
_TIMEOUT = 20  # seconds


def request(api: str, call: Call) -> Reply:
    """Send one request to a forge's API and return its reply; a refusal is a reply.

    Args:
        api: The URL before the call's path.
        call: Method, path, headers and body.

    Raises:
        InstallError: The server does not reply.
    """
    data = None if call.body is None else json.dumps(call.body).encode()
    headers = {
        "Accept": "application/json",
        "User-Agent": "colab-safe",
        "Content-Type": "application/json",
    }
    asked = urllib.request.Request(  # noqa: S310 - parse_server lets nothing but http and https through
        api + call.path, data=data, headers={**headers, **call.headers}, method=call.method
    )
    # Since Python 3.12 a handler without a level takes that of http.client, and prints the header with the token.
    silent = (urllib.request.HTTPHandler(debuglevel=0), urllib.request.HTTPSHandler(debuglevel=0))
    opener = urllib.request.build_opener(_StayHere, *silent)
    try:
        with opener.open(asked, timeout=_TIMEOUT) as answer:
            return _reply(answer.status, answer.headers, answer.read(_LIMIT))
    except urllib.error.HTTPError as refusal:
        with refusal:
            return _reply(refusal.code, refusal.headers, refusal.read(_LIMIT))
    except (OSError, HTTPException) as error:  # such as an answer that is cut off, or none of HTTP
        reason = getattr(error, "reason", error)
        raise InstallError(f"{asked.host} cannot be reached ({type(reason).__name__})") from None


class _StayHere(urllib.request.HTTPRedirectHandler):
    """urllib would send the Authorization header along to wherever it is redirected."""

    def redirect_request(self, *arguments: object) -> None:
        return None


def _reply(status: int, headers: Message, content: bytes) -> Reply:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        body = {}
    return Reply(
        status,
        {name.lower(): value for name, value in headers.items()},
        body if isinstance(body, dict) else {},
        tuple(each for each in body if isinstance(each, dict)) if isinstance(body, list) else None,
    )
