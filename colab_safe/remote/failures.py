"""What went wrong elsewhere, in words without the address's query or a credential, which libraries put into their messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from colab_safe.limits import REMOTE_FILE, sentence
from colab_safe.typed import Any

# Statuses after which the same question may get an answer: https://www.rfc-editor.org/rfc/rfc9110#section-15
_BUSY = {429, 500, 502, 503, 504}
_SIGNED_OUT = 401
_REFUSED = {_SIGNED_OUT, 403}
# What S3 says of credentials that do not count, or not any more, some with status 400:
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
_OF_CREDENTIALS = {
    *("ExpiredToken", "InvalidToken", "TokenRefreshRequired", "RequestExpired"),
    *("InvalidAccessKeyId", "SignatureDoesNotMatch"),
}
# What Google's services say with a 403: https://developers.google.com/workspace/drive/api/guides/handle-errors
_BUSY_REASONS = {"rateLimitExceeded", "userRateLimitExceeded", "backendError"}
_NO_CREDENTIALS = (
    "NoCredentials",
    "DefaultCredentials",
    "TokenRetrieval",
    "SSOToken",
    "ExpiredToken",
    "RefreshError",
    "AuthorizationError",  # Colab's
    "AuthenticationException",  # of ssh
    "PasswordRequired",
    "ClientAuthentication",  # of Azure
    "CredentialUnavailable",
    "NotSignedIn",
)
# Of aiohttp, botocore, httpx and azure.
_OF_LIBRARIES = ("ClientConnector", "EndpointConnection", "ConnectError", "ServiceRequest")
# What concerns the whole server, and what the user can do about it.
_NO_CONNECTION = {
    "UnknownHostKey": "the server is not in ~/.ssh/known_hosts: connect with `ssh` once, and compare its key there",
    "BadHostKey": "the server has another key than in ~/.ssh/known_hosts: somebody may be in between. Ask whoever runs it",
    **dict.fromkeys(
        ("gaierror", "NoValidConnections", "ConnectionRefused", *_OF_LIBRARIES),
        "the server cannot be reached: check its name and port",
    ),
}
_CUT_OFF = (
    "ClientPayloadError",
    "ServerDisconnected",
    "ServiceResponse",  # of Azure
    "RemoteProtocol",  # of httpx
    "ConnectionReset",
    "Timeout",
    "IncompleteRead",
    "EOFError",  # what ftplib and paramiko say of a connection that ended
    "BrokenPipe",
    "error_temp",  # a status from 400 to 499 of FTP: https://www.rfc-editor.org/rfc/rfc959#section-4.2
)

_IN_WORDS = _NO_CONNECTION | {
    "error_temp": "the server is busy: try again later",
    "Timeout": "the server does not answer in time: try again later",
    "OtherAccount": "AZURE_STORAGE_CONNECTION_STRING is for another account than the address names: unset it",
    "TooLarge": f"it was not read: {sentence(REMOTE_FILE)}",
}


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status that an error came with; None if it has none.

    Args:
        error: As a library raised it; botocore, aiohttp, gcsfs, azure and httpx each keep it in another place.
    """
    for each in _causes(error):
        response = getattr(each, "response", None)
        for found in (
            _metadata(response).get("HTTPStatusCode"),
            getattr(each, "status", None),
            getattr(each, "status_code", None),
            getattr(each, "code", None),
            getattr(response, "status_code", None),
        ):
            if isinstance(found, int) or (isinstance(found, str) and found.isdecimal()):
                return int(found)
    return None


def is_passing(error: BaseException) -> bool:
    """Return whether asking again may help.

    Args:
        error: As a library raised it.
    """
    status = status_of(error)
    if status in _BUSY or str(getattr(error, "reason", "")) in _BUSY_REASONS:
        return True
    return status is None and _is_one_of(error, _CUT_OFF)


def is_of_all(error: BaseException) -> bool:
    """Return whether the next file would most likely fail as well: the connection, the sign-in, the server.

    Args:
        error: As a library raised it.
    """
    if is_passing(error) or status_of(error) == _SIGNED_OUT or _is_of_credentials(error):
        return True
    return _is_one_of(error, tuple(_NO_CONNECTION))


def told_to_wait(error: BaseException) -> str:
    """Return the header `Retry-After` of the answer that an error came with; empty if there is none.

    Args:
        error: As a library raised it.
    """
    for each in _causes(error):
        response = getattr(each, "response", None)
        for headers in (
            getattr(each, "headers", None),
            getattr(response, "headers", None),
            _metadata(response).get("HTTPHeaders"),
        ):
            found: Any = headers if hasattr(headers, "get") else {}
            told = found.get("Retry-After") or found.get("retry-after")
            if told:
                return str(told)
    return ""


def _is_of_credentials(error: BaseException) -> bool:
    codes = (
        response.get("Error", {}).get("Code")
        for each in _causes(error)
        if isinstance(response := getattr(each, "response", None), dict)
    )
    return _is_one_of(error, _NO_CREDENTIALS) or any(code in _OF_CREDENTIALS for code in codes)


def in_words(error: BaseException, sign_in: str) -> str:
    """Return what to tell the user.

    Args:
        error: As a library raised it. Its message is not shown.
        sign_in: How the user signs in.
    """
    status = status_of(error)
    for name, words in _IN_WORDS.items():
        if _is_one_of(error, (name,)):
            return words
    if _is_of_credentials(error):
        return f"no credentials were found, or they have expired: {sign_in}"
    if status in _REFUSED or isinstance(error, PermissionError):
        return f"access is refused{_with(status)}: {sign_in}"
    if status == 404 or isinstance(error, FileNotFoundError):
        return f"there is nothing at this address{_with(status)}, or you may not see it: {sign_in}"
    if status in _BUSY:
        return f"the server is busy{_with(status)}: try again later"
    return f"it cannot be read ({type(error).__name__}{f', status {status}' if status else ''})"


def _metadata(response: Any) -> Mapping[str, Any]:
    """What botocore says about an answer."""
    found = response.get("ResponseMetadata") if isinstance(response, dict) else None
    return found if isinstance(found, dict) else {}


def _with(status: int | None) -> str:
    return f" (status {status})" if status else ""


def _is_one_of(error: BaseException, names: tuple[str, ...]) -> bool:
    return any(name in type(each).__name__ for each in _causes(error) for name in names)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and those that led to it, at most ten."""
    each: BaseException | None = error
    for _ in range(10):
        if each is None:
            return
        yield each
        each = each.__cause__ or each.__context__
