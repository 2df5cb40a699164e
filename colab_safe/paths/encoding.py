"""Notebooks in other encodings than UTF-8: worked on in UTF-8, and brought back."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.errors import PathError


def in_utf8(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """The bytes in UTF-8, and the way back. Raises PathError where there is none."""
    codec = "utf-8" if data[:1] in b"{[ \n" and b"\0" not in data[:4] else _codec(data)
    if codec == "utf-8":
        return data, bytes
    try:
        body = data.decode(codec).encode("utf-8")
        same = body.decode("utf-8").encode(codec) == data
    except UnicodeError:
        same = False
    if not same:
        raise PathError(f"it is written in broken {codec}: save it as UTF-8")
    return body, lambda new: new.decode("utf-8").encode(codec)


def _codec(data: bytes) -> str:
    from colab_safe.notebook.source import Source

    return Source(data).codec
