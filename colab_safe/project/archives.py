"""Archives and compressed files as what is in them: `x.zip!/a.ipynb` names a member of `x.zip`.

Office documents are zips. What cannot be read (encrypted members, PDF, other compressions) is
reported as not read. Nothing is written to the disk, so a member's name can do no harm.
"""

from __future__ import annotations

import io
import posixpath
from collections.abc import Callable, Iterator
from functools import partial

from colab_safe.errors import FileError
from colab_safe.limits import (
    ARCHIVE_BYTES,
    ARCHIVE_DEPTH,
    ARCHIVE_MEMBERS,
    ARCHIVE_RATIO,
    MB,
    Limit,
    sentence,
)
from colab_safe.notebook_names import is_notebook, may_contain_notebooks
from colab_safe.typed import IO, NamedTuple

# What files begin with: https://en.wikipedia.org/wiki/List_of_file_signatures
_ZIP, _GZIP, _BZIP2, _XZ = (b"PK\x03\x04", b"PK\x05\x06"), b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0"
_UNREAD = {
    b"%PDF-": "PDF",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
    b"Rar!\x1a\x07": "RAR",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"\x04\x22\x4d\x18": "LZ4",
    b"\x1f\x9d": "compress (.Z)",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "Office before 2007, or macros",
}
_BEGINNINGS = (*_ZIP, _GZIP, _BZIP2, _XZ, *_UNREAD)
_ZIP_END, _ZIP_TAIL = (
    b"PK\x05\x06",
    65_557,
)  # what a zip ends with, and how far from its end it may begin
_TAR = slice(257, 262)  # where a tar's first header says "ustar"
_TARS = (".tgz", ".tbz", ".tbz2", ".txz")
_PLAIN_METHODS = (0, 8, 12)  # stored, deflated, bzip2
_LZMA_MEMORY = 128 * MB


class Member(NamedTuple):
    """A file of an archive, or why a part of the archive was not read."""

    path: str  # with `!/` between the archive and the member
    data: bytes = b""
    problem: str | None = None


def is_container(data: bytes) -> bool:
    """Return whether a file contains other files, or compressed text, by its first bytes.

    Args:
        data: The bytes of the file.
    """
    return _begins_as_one(data) or _is_zip_behind(data)


def _begins_as_one(data: bytes) -> bool:
    return data.startswith(_BEGINNINGS) or data[_TAR] == b"ustar"


def _is_zip_behind(data: bytes) -> bool:
    """Whether a zip follows something else, such as the program that unpacks it."""
    return _ZIP_END in data[-_ZIP_TAIL:]


def members(path: str, data: bytes, only_notebooks: bool = False) -> Iterator[Member]:
    """Yield every file in a container, also in containers inside it.

    Args:
        path: The container's name in reports.
        data: Its bytes.
        only_notebooks: Whether all members are passed over whose names say that they are neither
            notebooks nor archives; what is in a file that is called a notebook is always read.

    Yields:
        Files in the order of the container, one in memory at a time, and what was not read.
    """
    yield from _Unpacking(only_notebooks).members(Member(path, data), 1)


class _Unpacking:
    """What the members of one file on the disk may still take together."""

    def __init__(self, only_notebooks: bool) -> None:
        self._only_notebooks = only_notebooks
        self._bytes_left = ARCHIVE_BYTES.most
        self._members_left = ARCHIVE_MEMBERS.most

    def members(self, container: Member, depth: int) -> Iterator[Member]:
        for beginning, name in _UNREAD.items():
            if container.data.startswith(beginning):
                if self._wants_all(container.path):
                    yield container  # text that is not compressed is found
                yield _unread(container.path, f"{name} is not supported")
                return
        if not _begins_as_one(container.data) and self._wants_all(container.path):
            yield container  # what is before the zip
        if depth > ARCHIVE_DEPTH.most:
            yield _unread(container.path, sentence(ARCHIVE_DEPTH))
            return
        try:
            for member in self._direct_members(container):
                if member.problem or not is_container(member.data):
                    yield member
                else:
                    yield from self.members(member, depth + 1)
        except FileError as error:
            yield _unread(container.path, str(error))
        except Exception as error:  # the libraries raise a dozen kinds for damaged files
            yield _unread(container.path, f"the archive is damaged ({type(error).__name__})")

    def _wants_all(self, container: str) -> bool:
        return not self._only_notebooks or is_notebook(container)

    def _wants(self, container: str, name: str) -> bool:
        return self._wants_all(container) or may_contain_notebooks(name)

    def _direct_members(self, container: Member) -> Iterator[Member]:
        data = container.data
        if data[_TAR] == b"ustar":
            return self._of_tar(container)
        if data.startswith((_GZIP, _BZIP2, _XZ)):
            return self._of_stream(container)
        return self._of_zip(container)

    def _of_zip(self, container: Member) -> Iterator[Member]:
        from zipfile import ZipFile

        with ZipFile(io.BytesIO(container.data)) as archive:
            for info in archive.infolist():
                path = f"{container.path}!/{info.filename}"
                if info.is_dir() or not self._wants(container.path, info.filename):
                    continue
                if info.flag_bits & 1:
                    yield _unread(path, "it is encrypted")
                elif info.compress_type not in _PLAIN_METHODS:
                    yield _unread(path, f"compression method {info.compress_type} is not supported")
                elif info.filename.startswith("xl/") and info.filename.endswith(".bin"):
                    yield _unread(path, "binary parts of a workbook are not supported")
                else:
                    yield self._read(path, partial(archive.open, info), info.compress_size)

    def _of_tar(self, container: Member) -> Iterator[Member]:
        import tarfile

        with tarfile.open(fileobj=io.BytesIO(container.data), mode="r:") as archive:
            for info in archive:
                is_wanted = info.isfile() and self._wants(container.path, info.name)
                file = archive.extractfile(info) if is_wanted else None
                if file:
                    path = f"{container.path}!/{info.name}"
                    yield self._read(path, partial(_same, file), len(container.data))

    def _of_stream(self, container: Member) -> Iterator[Member]:
        """The one file of gzip, bzip2 or xz; a tar in it keeps the name of the whole."""
        name, extension = posixpath.splitext(posixpath.basename(container.path))
        inner = f"{name}.tar" if extension.lower() in _TARS else name
        if not self._wants(container.path, inner):
            return
        member = self._read(
            f"{container.path}!/{inner}", lambda: _stream(container.data), len(container.data)
        )
        yield member._replace(path=container.path) if member.data[_TAR] == b"ustar" else member

    def _read(self, path: str, opener: Callable[[], IO[bytes]], stored: int) -> Member:
        """One member, within the limits of all of them."""
        self._members_left -= 1
        by_ratio = ARCHIVE_RATIO.most * stored + MB
        most = min(self._bytes_left, by_ratio)
        if self._members_left < 0 or not self._bytes_left:
            raise FileError(sentence(ARCHIVE_MEMBERS if self._bytes_left else ARCHIVE_BYTES))
        try:
            with opener() as file:
                data = file.read(most + 1)
        except Exception as error:  # the libraries raise a dozen kinds for damaged files
            return _unread(path, f"it is damaged ({type(error).__name__})")
        self._bytes_left -= min(len(data), most)
        if len(data) > most:
            limit: Limit = ARCHIVE_RATIO if most == by_ratio else ARCHIVE_BYTES
            return _unread(path, sentence(limit))
        return Member(path, data)


def _same(file: IO[bytes]) -> IO[bytes]:
    return file


def _stream(data: bytes) -> IO[bytes]:
    import bz2
    import gzip

    if data.startswith(_GZIP):
        return gzip.GzipFile(fileobj=io.BytesIO(data))  # type: ignore[return-value]
    if data.startswith(_BZIP2):
        return bz2.BZ2File(io.BytesIO(data))
    return _Xz(data)


class _Xz(io.BytesIO):
    """All streams of an xz file; unlike `lzma.LZMAFile` it limits the memory of a dictionary."""

    def read(self, size: int | None = -1, /) -> bytes:
        import lzma

        data, parts, left = self.getvalue(), [], size or 0
        while data.startswith(_XZ) and left > 0:
            stream = lzma.LZMADecompressor(memlimit=_LZMA_MEMORY)
            part = stream.decompress(data, left)
            while part:
                parts.append(part)
                left -= len(part)
                part = b"" if stream.eof or left <= 0 else stream.decompress(b"", left)
            if left > 0 and not stream.eof:
                raise EOFError
            data = stream.unused_data.lstrip(b"\0")
        return b"".join(parts)


def _unread(path: str, why: str) -> Member:
    return Member(path, problem=f"not all of it was read: {why}")
