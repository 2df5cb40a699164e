"""What one run remembers from file to file, so that no module keeps a memory of its own."""

from __future__ import annotations


class Session:
    """The memory of one run, which makes it faster and never changes what it finds.

    One session belongs to one process; it may go from file to file and from one set of rules to
    the same set. Scans with other engines need another session.

    Attributes:
        clean_texts: Hashes of texts in which no engine found anything; see `clean_texts.py`.
        parsed_bytes: Bytes of JSON parsed so far; see `notebook/json_parsing.py`.
    """

    __slots__ = ("clean_texts", "parsed_bytes")

    def __init__(self) -> None:
        self.clean_texts: set[int] = set()
        self.parsed_bytes = 0
