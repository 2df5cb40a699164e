"""What a path store knows, searched in a notebook at once: its paths, and its lines with their paths.

Searched one by one, the lines and paths of 2,861 notebooks took most of the time of hiding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from colab_safe.growing_search import GrowingSearch
from colab_safe.joined_texts import JoinedTexts
from colab_safe.paths.placeholder_lines import occurrences, texts_of
from colab_safe.placeholders.store import PathStore


def known_of(store: PathStore) -> Known:
    """Return what a store knows by now, to be searched for; it is kept in the store, and grows with it.

    Args:
        store: What the clone knows.
    """
    known = store.searched
    if not isinstance(known, Known):
        known = store.searched = Known(store)
    known.update()
    return known


class Known:
    """The paths and lines of a store, as a notebook may have them."""

    def __init__(self, store: PathStore) -> None:
        """Know what the store knows.

        Args:
            store: What the clone knows.
        """
        self._store = store
        self._paths: set[str] = set()
        self._by_text: dict[bytes, list[str]] = {}
        self._path_search = GrowingSearch()
        self._lines: dict[bytes, list[str]] = {}
        self._line_search = GrowingSearch()
        self._numbers: dict[str, int] = {}  # of the lines, in the order of the store
        self._seen = 0  # how much of the store's news
        self._learn((line, notebook) for line in store.written for notebook in store.written[line])

    def update(self) -> None:
        """Know what the store has come to know since."""
        paths, texts = self._store.every_path().difference(self._paths), set[bytes]()
        self._paths |= paths
        for path in paths:
            text = _bare(path)
            if text not in self._by_text and b"/" in text:
                texts.add(text)
            self._by_text.setdefault(text, []).append(path)
        self._path_search.add(texts)
        self._learn(self._store.news[self._seen :])
        self._seen = len(self._store.news)

    def _learn(self, lines: Iterable[tuple[str, str]]) -> None:
        new: list[bytes] = []
        for line, notebook in lines:
            self._numbers.setdefault(line, len(self._numbers))
            for text in texts_of(line, self._store.written.get(line, {}).get(notebook, ())):
                known = self._lines.setdefault(text, [])
                new += [] if known else [text]
                known += [] if line in known[-1:] else [line]
        self._line_search.add(filter(None, new))

    def lines_in(self, data: bytes) -> list[str]:
        """Return the lines of the store that a notebook may have, with paths in place of their placeholders.

        Args:
            data: The notebook's bytes, in UTF-8.
        """
        found = {line for text in self._line_search.found(data) for line in self._lines[text]}
        return sorted(found, key=self._numbers.__getitem__)

    def paths_in(self, texts: JoinedTexts, others: Iterable[str]) -> list[str]:
        """Return the paths that texts mention, also over line ends.

        Args:
            texts: The texts of all views of a notebook.
            others: Further paths to look for. Those without a folder are too short to be told from other words.
        """
        bare = texts.narrow.replace(b"\n", b"").replace(b"\\", b"/")
        while b"//" in bare:  # faster than a pattern; each turn halves the longest run of slashes
            bare = bare.replace(b"//", b"/")
        more = {path: _bare(path) for path in others if path not in self._paths}
        search = GrowingSearch(path for path in more.values() if b"/" in path)
        found = {path for word in self._path_search.found(bare) for path in self._by_text[word]}
        there = search.found(bare)
        return sorted(found | {path for path in more if more[path] in there})

    def may_hide_otherwise(self, shown: bytes, hidden: bytes) -> bool:
        """Return whether a line or path of the store may be about bytes for which a notebook has other placeholders.

        Args:
            shown: A notebook with paths, in UTF-8.
            hidden: The notebook with placeholders.
        """
        present = occurrences(hidden)
        if not present:  # another encoding
            return True
        if not {each.line for each in present}.issuperset(self.lines_in(shown)):
            return True
        placeholders = {each.placeholder for each in present}
        own = {path for each in placeholders for path in self._store.paths.get(each, ())}
        if any(self._store.placeholder(path) not in placeholders for path in own):
            return True
        return any(
            path in other or other in path
            for path in own
            for other in self._paths
            if other not in own
        )


def _bare(path: str) -> bytes:
    """A path as `paths_in` looks for it."""
    return re.sub(r"/+", "/", path).encode("latin-1", "replace")
