"""A notebook's tree by orjson, which is twice as fast as `json` and needs no text of the file, but takes 18 ms to import.

So it comes in where there is much to read: docs/decisions/010-orjson-for-much-json.md.
"""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.typed import Any

_MUCH = 4_000_000  # bytes of JSON, read in one process


class Parser:
    """Counts what it is given; from `much` bytes on it parses."""

    def __init__(self, much: int = _MUCH) -> None:
        self._left = much
        self._loads: Callable[[bytes], Any] | None = None

    def tree(self, data: bytes) -> Any:
        """The JSON in UTF-8; None where that is left to `json`: there is little, or it is not strictly JSON."""
        self._left -= len(data)
        if self._left >= 0:
            return None
        if self._loads is None:
            from orjson import loads

            self._loads = loads
        try:
            return self._loads(data)
        except ValueError:
            return None


PARSER = Parser()
