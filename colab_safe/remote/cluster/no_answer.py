"""Why there is no connection to Dask's scheduler, and what to do about it."""

from __future__ import annotations

import ssl

_SCHEME = "tls://"
_ANOTHER = (
    "no scheduler of Dask answers at the address after --scheduler ({name}): give it as `dask scheduler` prints it, such as"
    " tcp://10.0.0.1:8786, or `local`"
)
_NO_FILES = "the scheduler's address begins with tls://, and Dask's settings name no certificates for it: see docs/remote.md"
_UNREADABLE = (
    "a file that Dask's settings for TLS name cannot be read, or its certificate and key do not belong together ({name}):"
    " check distributed.comm.tls"
)
_NOT_TRUSTED = (
    "the scheduler and this machine do not trust each other's certificates: check distributed.comm.tls in Dask's settings"
    " of both, above all ca-file"
)
_NOT_ENCRYPTED = (
    "Dask's settings require encryption, and the scheduler's address does not begin with tls://"
)


def no_answer(scheduler: str, error: BaseException) -> str:
    """Return what to tell the user.

    Args:
        scheduler: Its address, which is not shown.
        error: As Dask raised it. Its message is not shown.
    """
    name = type(error).__name__
    encrypted = scheduler.startswith(_SCHEME)
    if encrypted and isinstance(error, TypeError):  # "TLS expects a `ssl_context` argument"
        return _NO_FILES
    if encrypted and name == "FatalCommClosedError":
        return _NOT_TRUSTED
    if isinstance(error, (ssl.SSLError, FileNotFoundError, PermissionError)):
        return _UNREADABLE.format(name=name)
    if not encrypted and isinstance(error, RuntimeError):
        return _NOT_ENCRYPTED
    return _ANOTHER.format(name=name)
