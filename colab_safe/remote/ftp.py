"""Files over FTP: fsspec's file system, which says so where a folder cannot be listed. Imported only when asked for."""

from __future__ import annotations

from ftplib import FTP_PORT, error_perm

from fsspec.implementations.ftp import FTPFileSystem

from colab_safe.remote.schemes import Host
from colab_safe.remote.too_large import MOST, TooLarge
from colab_safe.typed import Any

# A command that the server does not know: https://www.rfc-editor.org/rfc/rfc959#section-4.2
_NO_SUCH_COMMAND = ("500", "502")


class Ftp(FTPFileSystem):  # type: ignore[misc]
    """The files of one server that everybody may read."""

    def __init__(self, host: Host, **options: Any) -> None:
        """Connect.

        Args:
            host: The server.
            **options: Of fsspec.

        Raises:
            PermissionError: It wants a password.
            OSError: It does not answer.
        """
        try:
            super().__init__(host.name, host.port or FTP_PORT, **options)
        except error_perm:
            raise PermissionError from None

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        """Return what a folder contains.

        Args:
            path: Of the folder.
            detail: Whether to tell more than the names.
            **options: Of fsspec.

        Raises:
            Exception: It cannot be listed. fsspec says nothing, and takes it for empty.
        """
        found = super().ls(path, detail=detail, **options)
        if not found:
            self._list(path)
        return found

    def _list(self, path: str) -> None:
        try:
            list(self.ftp.mlsd(path))
        except error_perm as error:
            if not str(error).startswith(_NO_SUCH_COMMAND):
                raise PermissionError from None
            self.ftp.dir(path, [].append)

    def cat_file(self, path: str, start: Any = None, end: Any = None, **options: Any) -> bytes:
        """Return the bytes of a file.

        Args:
            path: Its path.
            start: Not used.
            end: Not used.
            **options: Not used.

        Raises:
            TooLarge: It is larger than the limit.
            Exception: It cannot be read.
        """
        data = bytearray()

        def take(part: bytes) -> None:
            data.extend(part)
            if len(data) > MOST:
                raise TooLarge

        try:
            self.ftp.retrbinary(f"RETR {path}", take)
        except error_perm:
            raise FileNotFoundError from None
        return bytes(data)
