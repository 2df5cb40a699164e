"""What one run remembers from file to file, so that no module keeps a memory of its own."""

from __future__ import annotations


class Session:
    """The memory of one run, which makes it faster and never changes what it finds.

    A session belongs to one process and one set of engines: scans with other rules need another
    session.

    Attributes:
        clean_texts: Hashes of texts in which no engine found anything; see `clean_texts.py`.
        parsed_bytes: Bytes of JSON read so far; see `notebook/json_parsing.py`.
    """

    __slots__ = ("clean_texts", "parsed_bytes")

    def __init__(self) -> None:
        self.clean_texts: set[int] = set()
        self.parsed_bytes = 0
