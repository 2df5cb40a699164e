"""Questions to Drive's API, with the user's own sign-in."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from functools import partial

from colab_safe.limits import REMOTE_FILE
from colab_safe.remote.retries import asked
from colab_safe.typed import Any

BASE = "https://www.googleapis.com/drive/v3"
_SCOPES = ["https://www.googleapis.com/auth/drive.readonly"]
_TIMEOUT_S = (20, 60)  # to connect, and between two pieces of an answer
_TRIES = 8  # for a minute: the limits are of requests per minute
_PIECE = 1_000_000  # bytes


class Refused(Exception):
    """Drive answered, but not what was asked for. The message has nothing of the answer in it."""

    def __init__(self, status: int, reason: str, headers: Any) -> None:
        """Keep what decides what to do.

        Args:
            status: The HTTP status.
            reason: Drive's word for it, such as `rateLimitExceeded`; empty if it gives none.
            headers: Of the answer.
        """
        super().__init__(f"status {status}")
        self.status, self.reason, self.headers = status, reason, headers


class TooLarge(Exception):
    """A file has more bytes than are read."""


class Incomplete(Exception):
    """Drive did not search everything that was to be searched."""


class DriveApi:
    """One user's view of Drive; several threads may ask at the same time."""

    def __init__(self) -> None:
        """Ask for nothing yet.

        Raises:
            ImportError: google-auth or requests is not installed.
        """
        import google.auth.transport.requests  # noqa: F401 - says at once what is missing

        self._credentials: Any = None
        self._of_thread = threading.local()

    def sign_in(self) -> None:
        """Find the credentials of the user or the machine, in Colab those of the session.

        Raises:
            Exception: As google-auth or Colab raises it.
        """
        import google.auth

        if "google.colab" in sys.modules:  # in a kernel, which can ask the user
            from google.colab import auth

            auth.authenticate_user()
        with (
            warnings.catch_warnings()
        ):  # about quotas, which the errors of the API name if they matter
            warnings.simplefilter("ignore")
            self._credentials, _ = google.auth.default(scopes=_SCOPES)

    def answer(self, path: str, **parameters: str) -> dict[str, Any]:
        """Return what Drive answers.

        Args:
            path: After the version in the address, such as `files/ID`.
            parameters: Of the query.

        Raises:
            Refused: It refuses.
            Exception: As google-auth and requests raise it.
        """
        found = asked(partial(self._json, path, parameters), _TRIES)
        return found if isinstance(found, dict) else {}

    def pages(self, path: str, kind: str, **parameters: str) -> Iterator[dict[str, Any]]:
        """Yield what a list contains, over all of its pages.

        Args:
            path: As for `answer`.
            kind: The name of the list in an answer, such as `files`.
            parameters: Of the query.

        Raises:
            Incomplete: Drive says that it did not search everything; what it found was yielded before.
            Refused: It refuses.
            Exception: As google-auth and requests raise it.
        """
        token = ""
        while True:
            page = self.answer(path, **parameters, **({"pageToken": token} if token else {}))
            yield from page.get(kind) or ()
            if page.get("incompleteSearch"):
                raise Incomplete
            previous, token = token, str(page.get("nextPageToken") or "")
            if not token:
                return
            if token == previous:  # it would never end
                raise Incomplete

    def content(self, path: str) -> bytes:
        """Return the bytes of a file or of one of its revisions.

        Args:
            path: As for `answer`.

        Raises:
            TooLarge: It has more bytes than the limit.
            Refused: It refuses.
            Exception: As google-auth and requests raise it.
        """
        return asked(partial(self._bytes, path), _TRIES)

    def _json(self, path: str, parameters: dict[str, str]) -> Any:
        return self._got(path, parameters, lambda response: response.json())

    def _bytes(self, path: str) -> bytes:
        parameters = {"alt": "media", "supportsAllDrives": "true"}
        return bytes(self._got(path, parameters, _body))

    def _got(self, path: str, parameters: dict[str, str], take: Callable[[Any], Any]) -> Any:
        """What `take` makes of the answer; a connection that breaks in the middle is an error that may pass."""
        import requests
        from google.auth.exceptions import TransportError

        address = f"{BASE}/{path}"
        try:
            with self._session().get(
                address, params=parameters, timeout=_TIMEOUT_S, stream=True
            ) as response:
                if response.status_code != 200:
                    raise Refused(response.status_code, _reason(response), response.headers)
                return take(response)
        except (
            requests.ConnectionError,
            requests.exceptions.ChunkedEncodingError,
            TransportError,
        ):
            raise ConnectionResetError("Drive cannot be reached") from None

    def _session(self) -> Any:
        session = getattr(self._of_thread, "session", None)
        if session is None:
            from google.auth.transport.requests import AuthorizedSession

            session_of: Any = AuthorizedSession
            session = self._of_thread.session = session_of(self._credentials)
            # Otherwise requests takes a password for this host from ~/.netrc instead of the sign-in.
            session.auth = _as_it_is
        return session


def _body(response: Any) -> bytes:
    pieces, gathered = [], 0
    for piece in response.iter_content(_PIECE):
        pieces.append(piece)
        gathered += len(piece)
        if gathered > REMOTE_FILE.most:
            raise TooLarge
    return b"".join(pieces)


def _as_it_is(request: Any) -> Any:
    return request


def _reason(response: Any) -> str:
    """Drive's word for a refusal: https://developers.google.com/workspace/drive/api/guides/handle-errors"""
    try:
        error = response.json()["error"]
        details = [*(error.get("errors") or ()), *(error.get("details") or ())]
        return str(next(filter(None, (each.get("reason") for each in details)), ""))
    except (ValueError, LookupError, TypeError, AttributeError):
        return ""
