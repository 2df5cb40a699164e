"""Search the texts of a notebook for paths that are written out, that are known, or whose line of code is shown again.

What only the code tells, a path in several pieces, is found by `paths/code/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick, BytesAhoCorasick, Implementation

from colab_safe.drive_layout import LAST_WORDS, MY_DRIVE, pattern
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.drive import drive_paths
from colab_safe.paths.path_match import PathMatch, match_in_view
from colab_safe.paths.placeholder_lines import as_bytes, sides, texts_of
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple
from colab_safe.views.views import View

# What may come before a known path that is not written from the root of the Drive.
_ROOT_BEFORE = re.compile(rf"(?:{pattern(MY_DRIVE)}|\}}|\$\w+|[\"'])[\\/]+\Z")
_SLASHES = re.compile(r"[\\/]+")
# What is left of a text without its line ends, and with one character for several slashes.
_LEFT = re.compile(r"(?P<slash>[\\/])[\\/\n]*|[^\\/\n]+")
_SLASH_AGAIN = re.compile("//|/\\Z")  # one of these may stand for more slashes than it has
_GOES_ON = re.compile(r"[\w-]|\.\w")
_HALVES = re.compile("[\ud800-\udfff]")
# A path on a Drive goes on after the last word of the folder's name: `disco` of "O meu disco" is in "discovery", too.
_ROOTS = tuple(word + slash for word in LAST_WORDS for slash in "/\\")
_OTHER_ROOTS = tuple(root for root in _ROOTS if not root.isascii())
_LATIN_ROOTS = BytesAhoCorasick([root.encode() for root in _ROOTS if root.isascii()])
_FEW = 100  # paths that are looked for one by one, before all of them are
_SHORTEST_LINE = 12  # characters of a line of code that is looked for: `"keys",` may be anything


class CodeLine(NamedTuple):
    """A line of code, without its indentation, with the characters `start`–`end` part of a path."""

    text: str
    start: int
    end: int
    path: str


def numbers_with_roots(texts: JoinedTexts) -> set[int]:
    """Return the numbers of the texts that may have a Drive path: the end of a folder's name, and a slash.

    Args:
        texts: The texts of all views of a notebook.
    """
    wide = texts.beyond_ascii()
    found = {number for number, text in wide if any(root in text for root in _OTHER_ROOTS)}
    hits = _LATIN_ROOTS.find_matches_as_indexes(texts.narrow)
    return found | {texts.number_at(start) for _, start, _ in hits}


def literal_paths(notebook: Notebook, rooted: Iterable[View], rules: Rules) -> Iterator[PathMatch]:
    """Yield every path of a token file that is written out.

    Args:
        notebook: The notebook to search.
        rooted: Its views that may have a Drive path.
        rules: Which paths lead to token files.
    """
    for view in rooted:
        is_code = view.place.part == "source" and view.place.cell_type == "code"
        for found in drive_paths(view.text):
            # What code does with a folder decides there: data may be in it, too.
            if rules.hides(found.path) or (not is_code and rules.hides_folder(found.path)):
                match = match_in_view(notebook, view, found.start, found.end, found.path)
                if match:
                    yield match


def numbers_mentioning(texts: JoinedTexts, paths: Sequence[str]) -> Iterable[int]:
    """Return the numbers of the texts that may mention one of the known paths: half of its longest word is there.

    Args:
        texts: The texts of all views of a notebook.
        paths: Those that the texts may mention.
    """
    if len(paths) > _FEW:
        return range(len(texts))
    halves = {half for path in paths for half in _halves(_longest_word(path).encode())}
    return sorted({number for half in halves for number in texts.numbers_with(half)})


def _halves(word: bytes) -> tuple[bytes, bytes]:
    return word[: len(word) // 2], word[len(word) // 2 :]


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
            path, place = self._paths[number], places[start]
            end = _end_of(path, text, place)
            if end is not None and place >= ends.get(number, 0):
                ends[number] = end
                yield path, place, end


def _automaton(texts: Iterable[str]) -> AhoCorasick:
    """Search for many texts at once, built in linear time: a DFA, the default, takes 9 s for 76 KB."""
    return AhoCorasick(list(map(_encodable, texts)), implementation=Implementation.ContiguousNFA)


def _encodable(text: str) -> str:
    """A text with U+FFFD for halves of surrogate pairs, which ahocorasick_rs does not take."""
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def _places(text: str) -> list[int]:
    """Where each character of a text is that is left when its line ends go, and all but the first of some slashes."""
    places: list[int] = []
    for left in _LEFT.finditer(text):
        places += range(left.start(), left.start() + 1 if left["slash"] else left.end())
    return places


def _end_of(path: str, text: str, start: int) -> int | None:
    """The end of a path that begins at a place of a text; None if it does not, or goes on as another path."""
    if text.startswith(path, start) and not _SLASH_AGAIN.search(path):  # nearly all
        end = start + len(path)
        return None if _GOES_ON.match(text, end) else end
    found = _spelled(path).match(text, start)
    return found.end() if found else None


@lru_cache(maxsize=512)
def _spelled(path: str) -> re.Pattern[str]:
    characters = [r"[\\/]+" if character == "/" else re.escape(character) for character in path]
    return re.compile(r"\n?".join(characters) + f"(?!{_GOES_ON.pattern})")


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
    data: bytes, name: str, store: PathStore, lines: Iterable[str]
) -> Iterator[PathMatch]:
    """Yield what is written where the store knows a placeholder: lines that were hidden, or restored, before.

    Args:
        data: The notebook's bytes, in UTF-8.
        name: The notebook's path in the repository.
        store: What the clone knows.
        lines: The lines to look for, with their placeholders.
    """
    for line in lines:
        placeholder, left, _ = sides(line)
        for original in store.originals(line, name) or ():
            for sought in texts_of(line, [original]):
                if sought in data:
                    text, rest = as_bytes(original[0]), as_bytes("".join(original[1:]))
                    path = _path_of(original[0], store.path(placeholder))
                    known = PathMatch(Span(0, len(text)), rest, path, placeholder=placeholder)
                    yield from _each_place(data, sought, len(left), known)


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
