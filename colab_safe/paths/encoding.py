"""Notebooks in other encodings than UTF-8: converted to UTF-8 and back."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.errors import PathError


def in_utf8(data: bytes) -> tuple[bytes, Callable[[bytes], bytes]]:
    """Return a file's bytes in UTF-8, and a function that brings such bytes back into its own encoding.

    Args:
        data: The bytes of a file. If they are UTF-8, they come back as they are.

    Raises:
        PathError: The bytes are not valid in their encoding.
    """
    codec = "utf-8" if data[:1] in b"{[ \n" and b"\0" not in data[:4] else _codec(data)
    if codec == "utf-8":
        return data, bytes
    try:
        body = data.decode(codec).encode("utf-8")
        same = body.decode("utf-8").encode(codec) == data
    except UnicodeError:
        same = False
    if not same:
        raise PathError(f"not valid {codec}. Save the notebook as UTF-8")
    return body, lambda new: new.decode("utf-8").encode(codec)


def _codec(data: bytes) -> str:
    from colab_safe.notebook.source import Source

    return Source(data).codec
