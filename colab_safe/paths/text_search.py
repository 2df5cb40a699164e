"""Search the texts of a notebook for paths that are written out, that are known, or whose line of code is shown again.

What only the code tells, a path in several pieces, is found by `paths/code/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from colab_safe.drive_layout import MY_DRIVE, SIGNS, pattern
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.drive import drive_paths
from colab_safe.paths.path_match import PathMatch, match_in_view
from colab_safe.paths.placeholder_lines import as_bytes
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple
from colab_safe.views.views import View

# What may come before a known path that is not written from the root of the Drive.
_ROOT_BEFORE = re.compile(rf"(?:{pattern(MY_DRIVE)}|\}}|\$\w+|[\"'])[\\/]+\Z")
_SLASHES = re.compile(r"[\\/]+")
_HALVES = re.compile("[\ud800-\udfff]")
_OTHER_SIGNS = tuple(sign for sign in SIGNS if not sign.isascii())
_LATIN = tuple(sign for sign in SIGNS if sign.isascii())
_LATIN_SIGNS = BytesAhoCorasick([sign.encode() for sign in _LATIN])
_FEW = 100  # paths that are looked for one by one, before all of them are
_RARE = 3  # letters of a half of a word, which a text does not have by the thousand
_SHORTEST_LINE = 12  # characters of a line of code that is looked for: `"keys",` may be anything


class CodeLine(NamedTuple):
    """A line of code, without its indentation, with the characters `start`–`end` part of a path."""

    text: str
    start: int
    end: int
    path: str


def signs_in(texts: JoinedTexts) -> tuple[str, ...]:
    """Return those signs of a Drive path that may be in any of the texts.

    Args:
        texts: The texts of all views of a notebook.
    """
    hits = _LATIN_SIGNS.find_matches_as_indexes(texts.narrow, overlapping=True)
    found = {number for number, *_ in hits}
    return (*_OTHER_SIGNS, *(_LATIN[number] for number in sorted(found)))


def literal_paths(
    notebook: Notebook, all_views: Iterable[View], rules: Rules, signs: Sequence[str] = SIGNS
) -> Iterator[PathMatch]:
    """Yield every path of a token file that is written out.

    Args:
        notebook: The notebook to search.
        all_views: Its views that can be changed by single characters.
        rules: Which paths lead to token files.
        signs: A view without any of these contains no path.
    """
    for view in all_views:
        if not any(sign in view.text for sign in signs):
            continue
        is_code = view.place.part == "source" and view.place.cell_type == "code"
        for found in drive_paths(view.text):
            # What code does with a folder decides there: data may be in it, too.
            if rules.hides(found.path) or (not is_code and rules.hides_folder(found.path)):
                match = match_in_view(notebook, view, found.start, found.end, found.path)
                if match:
                    yield match


def mentioned_paths(texts: JoinedTexts, paths: Iterable[str]) -> list[str]:
    """Return those of the known paths that the texts may mention: half of each word is there.

    All of a word need not be, a line may end inside.

    Args:
        texts: The texts of all views of a notebook.
        paths: Paths relative to the Drive; those without a folder are too short to be told from other words.
    """
    words = {path: _halved_words(path) for path in paths if "/" in path}
    every = {half for halved in words.values() for both in halved for half in both}
    if len(every) > _FEW:  # found by one search, but for those that are too short to be rare
        long = [half for half in every if len(half) >= _RARE]
        search = BytesAhoCorasick(long, implementation=Implementation.ContiguousNFA)
        hits = search.find_matches_as_indexes(texts.narrow, overlapping=True)
        there = {long[number] for number in {number for number, *_ in hits}}
        there |= {half for half in every if len(half) < _RARE and half in texts.narrow}
    else:
        there = {half for half in every if half in texts.narrow}
    return [
        path
        for path, halved in words.items()
        if all([first in there or second in there for first, second in halved])
    ]


@lru_cache(maxsize=4096)
def _halved_words(path: str) -> tuple[tuple[bytes, bytes], ...]:
    """Both halves of each word of a path."""
    words = re.findall(b"[A-Za-z0-9]+", path.encode("utf-8", "replace"))
    return tuple((word[: len(word) // 2], word[len(word) // 2 :]) for word in words)


def known_paths(
    notebook: Notebook, all_views: Iterable[View], paths: Iterable[str]
) -> Iterator[PathMatch]:
    """Yield known paths wherever they are mentioned without their root, also over the end of a line.

    Args:
        notebook: The notebook to search.
        all_views: Its views that can be changed by single characters.
        paths: Those that it may mention, relative to the Drive.
    """
    sought = list(paths)
    if not sought:
        return
    search = _PathSearch(sought)
    for view in all_views:
        for path, start, end in search.find(view.text):
            if _starts_a_path(view.text, start):
                match = match_in_view(notebook, view, start, end, path)
                if match:
                    yield match


class _PathSearch:
    """Searches texts for many paths at once, however their slashes are written and where a line ends inside them."""

    def __init__(self, paths: list[str]) -> None:
        self._paths = paths
        self._automaton = _automaton(re.sub(r"/+", "/", path) for path in paths)
        self._words = {_longest_word(path) for path in paths} if len(paths) <= _FEW else {""}

    def find(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield each path with where it is in a text; the same one never overlaps itself."""
        joined = text.replace("\n", "")
        if not any(word in joined for word in self._words):
            return
        bare = _encodable(_SLASHES.sub("/", joined))
        hits = self._automaton.find_matches_as_indexes(bare, overlapping=True)
        ends: dict[int, int] = {}
        places: list[int] = []
        for number, start, _ in sorted(hits, key=lambda hit: hit[1]):
            places = places or _places(text)
            found = _spelled(self._paths[number]).match(text, places[start])
            if found and found.start() >= ends.get(number, 0):
                ends[number] = found.end()
                yield self._paths[number], *found.span()


def _automaton(texts: Iterable[str]) -> AhoCorasick:
    """Search for many texts at once, built in linear time: a DFA, the default, takes 9 s for 76 KB."""
    return AhoCorasick(list(map(_encodable, texts)), implementation=Implementation.ContiguousNFA)


def _encodable(text: str) -> str:
    """A text with U+FFFD for halves of surrogate pairs, which ahocorasick_rs does not take."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _places(text: str) -> list[int]:
    """Where each character of a text is that is left when its line ends go, and all but the first of some slashes."""
    places: list[int] = []
    is_slash = False
    for place, character in enumerate(text):
        if character != "\n" and not (is_slash and character in "\\/"):
            places.append(place)
        if character != "\n":
            is_slash = character in "\\/"
    return places


@lru_cache(maxsize=512)
def _spelled(path: str) -> re.Pattern[str]:
    characters = [r"[\\/]+" if character == "/" else re.escape(character) for character in path]
    return re.compile(r"\n?".join(characters) + r"(?![\w-]|\.\w)")


def _longest_word(path: str) -> str:
    words: list[str] = re.findall(r"[A-Za-z0-9]*", path)
    return max(words, key=len)


def _starts_a_path(text: str, start: int) -> bool:
    before = text[max(0, start - 40) : start]
    return not re.search(r"[\w.\\/-]\Z", before) or bool(_ROOT_BEFORE.search(before))


def repeated_code(
    notebook: Notebook, all_views: Iterable[View], lines: Iterable[CodeLine]
) -> Iterator[PathMatch]:
    """Yield the parts of paths in lines of code that outputs show again, as tracebacks do.

    Args:
        notebook: The notebook to search.
        all_views: Its views that can be changed by single characters.
        lines: The lines of its code that contain paths, or parts of them.
    """
    sought: dict[str, set[CodeLine]] = {}
    for line in lines:
        if len(line.text) >= _SHORTEST_LINE:
            sought.setdefault(line.text, set()).add(line)
    search = _automaton(sought) if sought else None
    groups = [sorted(group) for group in sought.values()]
    for view in all_views if search else ():
        if search is None or view.place.part != "output":
            continue
        text = _encodable(view.text)
        for number, start, _ in search.find_matches_as_indexes(text, overlapping=True):
            for line in groups[number]:
                if not view.text.startswith(line.text, start):
                    continue
                match = match_in_view(
                    notebook, view, start + line.start, start + line.end, line.path
                )
                if match:
                    yield match


def known_lines(
    data: bytes, name: str, store: PathStore, lines: Iterable[str] | None = None
) -> Iterator[PathMatch]:
    """Yield what is written where the store knows a placeholder: lines that were hidden, or restored, before.

    Args:
        data: The notebook's bytes, in UTF-8.
        name: The notebook's path in the repository.
        store: What the clone knows.
        lines: The lines to look for, with their placeholders; None for all that the store knows.
    """
    begins: dict[bytes, bool] = {}
    for line in store.written if lines is None else lines:
        placeholder, left, right = _sides(line)
        if left not in begins:
            begins[left] = left in data
        if not placeholder or not begins[left]:
            continue
        for original, *kept in store.originals(line, name) or ():
            if original == placeholder:
                continue
            text, rest = as_bytes(original), as_bytes("".join(kept))
            sought = left + text + right[len(rest) :]
            if sought in data:  # of hundreds of lines, a notebook has few
                path = _path_of(original, store.path(placeholder))
                known = PathMatch(Span(0, len(text)), rest, path, placeholder=placeholder)
                yield from _each_place(data, sought, len(left), known)


@lru_cache(maxsize=4096)
def _sides(line: str) -> tuple[str, bytes, bytes]:
    """The placeholder in a line of the store, and what is before and after it; an empty one if there is none."""
    found = PLACEHOLDER.search(line)
    if found is None:
        return "", as_bytes(line), b""
    return found[0], as_bytes(line[: found.start()]), as_bytes(line[found.end() :])


def _path_of(original: str, path: str | None) -> str:
    """The path that a text in the notebook is, by the store; the text itself where they have other words.

    A store that came with somebody's `.git` could otherwise call any path one that the project accepts.
    """
    return path if path is not None and _words(original) == _words(path) else original


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _each_place(data: bytes, sought: bytes, before: int, known: PathMatch) -> Iterator[PathMatch]:
    """The match at each place of a line, `before` bytes after its beginning."""
    position = data.find(sought)
    while position >= 0:
        start = position + before
        yield known._replace(span=Span(start, start + known.span.end))
        position = data.find(sought, position + 1)
