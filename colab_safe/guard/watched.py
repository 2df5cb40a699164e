"""The secrets of a session, looked for by their exact values in every spelling."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from colab_safe.detect.dummy_values import placeholder
from colab_safe.detect.guessing import FEWEST_BITS as FEWEST_BITS_TO_GUESS
from colab_safe.detect.guessing import SHORTEST, guess_bits, is_place
from colab_safe.detect.known_values import ALSO_INSIDE_A_WORD, LINE, KnownValue
from colab_safe.detect.repeated import is_whole
from colab_safe.guard.hits import Hit
from colab_safe.joined_texts import JoinedTexts
from colab_safe.model import Secret
from colab_safe.spellings import spellings
from colab_safe.typed import NamedTuple

# A word has 12 bits. If an ordinary word were hidden wherever it occurs, that would destroy data, as happened to others:
# https://github.com/databrickslabs/ucx/issues/1790
FEWEST_BITS = 24
_FEWEST_BITS_OF_A_NAME = FEWEST_BITS_TO_GUESS  # such as "us-east-1", which has 32
_NAME = re.compile(r"(?:[a-z]+|[0-9]{1,4})(?:[-_. ](?:[a-z]+|[0-9]{1,4}))*")
_SHORTEST_SPELLING = 8  # characters
_OPENING = "-----"  # of a line in PEM that all keys share
_FIRST = 4  # characters of a secret that may be shown before it is clear that it is one


class Begun(NamedTuple):
    """The end of a text that may be the beginning of a secret."""

    start: int
    share: float  # of the secret that is there
    name: str


class Watched:
    """The secrets that are hidden. Their values are in closures only, which no `repr` shows."""

    def __init__(self) -> None:
        self.names: dict[str, int] = {}  # of the secrets, and how many have each name
        self._values: set[str] = set()
        self._spelled: dict[
            str, tuple[str, bool]
        ] = {}  # the name; whether a longer word may contain it
        self._search: BytesAhoCorasick | None = None
        self._patterns: list[str] = []
        self._beginning: dict[str, list[str]] = {}
        self._longest = 0

    def __repr__(self) -> str:
        return f"Watched({len(self._values)} values)"

    def add(self, value: str, name: str) -> bool:
        """Hide a value from now on, unless it is too ordinary; return whether it is hidden.

        Args:
            value: In clear text.
            name: For people: where it is from.
        """
        value = value.strip()
        if value in self._values:
            return True
        if not is_watchable(value):
            return False
        self._values.add(value)
        self.names[name] = self.names.get(name, 0) + 1
        for spelling, is_hard in _spelled(value):
            self._spelled.setdefault(spelling, (name, is_hard))
        self._prepare()
        return True

    @property
    def spelled(self) -> Collection[str]:
        """The values in every spelling; another object once a value was added, and a search knows it."""
        return self._patterns

    def known_values(self) -> list[KnownValue]:
        """Return the values, with the names of where they are from, for a search in a notebook."""
        return [KnownValue(Secret(each), (self._spelled[each][0],)) for each in self._values]

    def _prepare(self) -> None:
        self._patterns = list(self._spelled)
        narrow = [JoinedTexts([each]).narrow for each in self._patterns]
        self._search = BytesAhoCorasick(narrow, matchkind=MatchKind.Standard)
        self._longest = max(map(len, self._patterns))
        self._beginning = {}
        for each in self._patterns:
            self._beginning.setdefault(each[:_FIRST], []).append(each)

    def find(self, texts: JoinedTexts) -> Iterator[Hit]:
        """Yield every place where a value is, in whichever spelling.

        Args:
            texts: One text, without control sequences of terminals.
        """
        if self._search is None:
            return
        text = texts[0]
        found = self._search.find_matches_as_indexes(texts.narrow, overlapping=True)
        for number, start, end in found:
            spelling = self._patterns[number]
            name, is_hard = self._spelled[spelling]
            if text[start:end] == spelling and (is_hard or is_whole(text, start, end)):
                yield Hit(start, end, name)

    def begun(self, text: str) -> Begun | None:
        """Return the longest end of a text that a value begins with; None if it has fewer than four characters.

        Args:
            text: Without control sequences of terminals.
        """
        for start in range(max(0, len(text) - self._longest), len(text) - _FIRST + 1):
            fitting = self._beginning.get(text[start : start + _FIRST])
            rest = text[start:] if fitting else ""
            for spelling in fitting or ():
                if len(rest) < len(spelling) and spelling.startswith(rest):
                    return Begun(start, len(rest) / len(spelling), self._spelled[spelling][0])
        return None


def is_watchable(value: str) -> bool:
    """Return whether a value is long and varied enough to be hidden wherever it occurs.

    Args:
        value: A credential, from a place that contains credentials.
    """
    return (
        len(value) >= SHORTEST
        and not placeholder(value)
        and not is_place(value)
        and guess_bits(value) >= (_FEWEST_BITS_OF_A_NAME if _NAME.fullmatch(value) else FEWEST_BITS)
    )


def _spelled(value: str) -> Iterator[tuple[str, bool]]:
    """The spellings of a value and of its long lines, which may be indented, and whether a longer word may contain each."""
    lines = [line for line in value.splitlines() if not line.startswith(_OPENING)]
    long = [line for line in lines if len(line) >= LINE] if "\n" in value else []
    for each in (value, *long):
        is_hard = guess_bits(each) >= ALSO_INSIDE_A_WORD
        if each is value or is_hard:
            # Other spellings of a short value have the length of several words.
            yield from (
                (spelling, is_hard)
                for spelling in spellings(each)
                if len(spelling) >= _SHORTEST_SPELLING
            )
