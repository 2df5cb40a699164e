"""Files over SSH: fsspec's file system, connected to servers alone whose keys are known. Imported only when asked for.

fsspec itself accepts every key: https://github.com/fsspec/filesystem_spec/blob/master/fsspec/implementations/sftp.py
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import paramiko
from fsspec.implementations.sftp import SFTPFileSystem

from colab_safe.remote.schemes import Host
from colab_safe.remote.too_large import MOST, TooLarge
from colab_safe.typed import Any, NoReturn

_OF_SYSTEM, _SETTINGS = "/etc/ssh/ssh_known_hosts", "~/.ssh/config"
_WAIT_S = 30.0  # for the connection, and for the sign-in


class UnknownHostKey(paramiko.SSHException):  # type: ignore[misc]
    """A server whose key this user has not accepted yet."""


class Sftp(SFTPFileSystem):  # type: ignore[misc]
    """The files of one server, read with the user's keys and ssh settings."""

    def __init__(self, host: Host, **options: Any) -> None:
        """Connect.

        Args:
            host: The server.
            **options: Of fsspec.

        Raises:
            Exception: As paramiko raises it.
        """
        self._asked = host
        super().__init__(host.name, **options)

    def _connect(self) -> None:
        client = paramiko.SSHClient()
        client.load_system_host_keys()
        with suppress(OSError):
            client.load_system_host_keys(_OF_SYSTEM)
        client.set_missing_host_key_policy(_Refused())
        try:
            client.connect(**_options(self._asked), timeout=_WAIT_S, auth_timeout=_WAIT_S)
            self.ftp = client.open_sftp()
        except paramiko.SSHException as error:
            client.close()
            if "No authentication methods" in str(error):
                raise paramiko.AuthenticationException from None
            raise
        self.client = client

    def cat_file(self, path: str, start: Any = None, end: Any = None, **options: Any) -> bytes:
        """Return the bytes of a file.

        Args:
            path: Its path.
            start: Not used.
            end: Not used.
            **options: Not used.

        Raises:
            TooLarge: It is larger than the limit.
            OSError: It cannot be read.
        """
        with self._while_connected(), self.ftp.open(path, "rb") as file:
            size = file.stat().st_size or 0
            if size > MOST:
                raise TooLarge
            file.prefetch(size)  # asks for all parts at once instead of one after the other
            data: bytes = file.read(MOST + 1)
        if len(data) > MOST:
            raise TooLarge
        return data

    def ls(self, path: str, detail: bool = False) -> Any:
        """Return what a folder contains.

        Args:
            path: Of the folder.
            detail: Whether to tell more than the names.

        Raises:
            OSError: It cannot be listed.
        """
        with self._while_connected():
            return super().ls(path, detail)

    @contextmanager
    def _while_connected(self) -> Iterator[None]:
        """Of a connection that has ended, paramiko says what it says of files, too."""
        try:
            yield
        except OSError:
            transport = self.client.get_transport()
            if transport is None or not transport.is_active():
                raise ConnectionResetError from None
            raise


class _Refused(paramiko.MissingHostKeyPolicy):  # type: ignore[misc]
    def missing_host_key(self, client: Any, hostname: str, key: Any) -> NoReturn:
        raise UnknownHostKey


def _options(host: Host) -> dict[str, Any]:
    """What to connect with: as ssh itself, the address counts before the user's settings."""
    path = os.path.expanduser(_SETTINGS)
    settings = paramiko.SSHConfig.from_path(path) if os.path.exists(path) else None
    own = settings.lookup(host.name) if settings else {}
    return {
        "hostname": own.get("hostname", host.name),
        "port": host.port or int(own.get("port", paramiko.config.SSH_PORT)),
        "username": host.user or own.get("user"),
        "key_filename": own.get("identityfile"),
    }
