"""Texts without secrets, whole ones and those that are still being written."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from time import monotonic

from colab_safe.detect.guessing import guess_bits
from colab_safe.detect.keyword_search import KeywordSearch
from colab_safe.guard.hits import ESCAPE, Hit, disjoint, masked, plain
from colab_safe.guard.recognised import Recognised
from colab_safe.guard.watched import FEWEST_BITS, Watched
from colab_safe.joined_texts import JoinedTexts
from colab_safe.token_words import FORGE_PREFIX
from colab_safe.typed import NamedTuple

LONGEST_DELAY_S = (
    0.2  # until the end of an unfinished word is shown; ipykernel itself collects for as long
)
_LONGEST_WORD = 2048  # characters; a token that rules recognise is shorter
# Characters of a watched secret: so many do not occur by chance, and are kept until it is clear what follows.
_CERTAIN = 8
_MOST = 0.5  # share of a secret that is hidden, too, if the rest never comes
_INSIDE_TOKENS = re.compile(r"[A-Za-z0-9_+/=.~-]")
_OPEN_KEY = re.compile(
    r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----((?:(?!-----END)[\s\S]){0,16384})\Z"
)
_KEY = "private-key"
# Characters: of the outputs of 336 public notebooks up to here, 97 % pass the first look; of longer ones, 16 %.
_SHORT = 16_384
_FORGE_TOKEN = re.compile(rf"{FORGE_PREFIX}([A-Za-z0-9_=.-]*)\Z")
_FORGE_BODY = 16  # characters after the prefix that are a token, even if it is cut


class Cleaned(NamedTuple):
    """A text for people, and the names of the secrets that were in it."""

    text: str
    names: frozenset[str] = frozenset()


class _Kept(NamedTuple):
    """What of a text may be an unfinished secret."""

    word: int  # where it begins
    certain: int  # where its part begins that is kept however long it takes
    most: Hit | None  # the part, if it is most of a secret


class Cleaner:
    """Knows what is a secret: values that are watched, and tokens that rules recognise."""

    def __init__(self, watched: Watched, recognised: Recognised) -> None:
        self._watched = watched
        self._recognised = recognised
        self._first_look: KeywordSearch | None = None
        self._spelled: Collection[str] = ()  # the watched values that it looks for

    def find(self, text: str, by_rules: bool = True) -> list[Hit]:
        """Return where secrets are in a text, disjoint and ascending.

        Args:
            text: It may have colours of a terminal.
            by_rules: Whether to look for tokens that rules recognise, too.
        """
        bare = plain(text) if ESCAPE in text else None
        searched = bare.text if bare else text
        if len(searched) <= _SHORT and self._finds_nothing(searched):
            return []
        texts = JoinedTexts([searched])  # encoded once for both searches
        found = list(self._watched.find(texts))
        if by_rules:
            found += self._recognised.find(texts)
        if not found:
            return []
        if bare is None:
            return disjoint(found)
        return disjoint(Hit(*bare.back(hit.start, hit.end), hit.name) for hit in found)

    def _finds_nothing(self, text: str) -> bool:
        """Whether a first look, for all that the searches look for, finds nothing; most outputs are short, and clean."""
        spelled = self._watched.spelled
        if self._first_look is None or spelled is not self._spelled:
            self._first_look = KeywordSearch(self._recognised.keywords, spelled, is_fast=True)
            self._spelled = spelled
        return self._first_look.finds_nothing(text)

    def clean(self, text: str, by_rules: bool = True) -> Cleaned:
        """Return a text without secrets.

        Args:
            text: It may have colours of a terminal.
            by_rules: Whether to look for tokens that rules recognise, too.
        """
        hits = self.find(text, by_rules)
        if not hits:
            return Cleaned(text)
        return Cleaned(masked(text, hits, 0, len(text)), frozenset(hit.name for hit in hits))

    def unfinished(self, text: str) -> _Kept:
        """Return what of a text may be the beginning of a secret whose rest comes later.

        Args:
            text: It may have colours of a terminal.
        """
        bare = plain(text)
        size = len(bare.text)
        begun = self._watched.begun(bare.text)
        certain = size
        most = None
        if begun and size - begun.start >= _CERTAIN:
            certain = begun.start
            # A word, such as the "production" of "production-7Xq…", is shown.
            if begun.share >= _MOST or guess_bits(bare.text[begun.start :]) >= FEWEST_BITS:
                most = Hit(bare.offsets[begun.start], len(text), begun.name)
        if "-----BEGIN" in text and (key := _OPEN_KEY.search(bare.text)):
            certain = min(certain, key.start())
            if len(key[1]) > _CERTAIN:
                most = Hit(bare.offsets[key.start()], len(text), _KEY)
        word = _last_word(bare.text)
        if forge := _FORGE_TOKEN.search(bare.text, word):
            if size - forge.start() >= _CERTAIN:
                certain = min(certain, forge.start())
            if most is None and len(forge[1]) >= _FORGE_BODY:
                most = Hit(bare.offsets[forge.start()], len(text), "a token")
        starts = [certain, begun.start if begun else size, word]
        return _Kept(bare.offsets[min(starts)], bare.offsets[certain], most)


class UnfinishedText:
    """The output of one stream of one cell: what may be an unfinished secret is kept back.

    What was already shown of it is remembered, so that the rest of a secret is hidden even then.
    """

    def __init__(self, cleaner: Cleaner) -> None:
        self.due: float | None = None  # when to call `pause`, on the clock of `monotonic`
        self._cleaner = cleaner
        self._kept = ""
        self._shown = 0  # characters of it

    @property
    def is_waiting(self) -> bool:
        """Whether something is kept back."""
        return len(self._kept) > self._shown

    def forget(self) -> None:
        """Drop what is kept back, and what was shown of it."""
        self._kept, self._shown, self.due = "", 0, None

    def feed(self, text: str) -> Cleaned:
        """Return what can be shown now.

        Args:
            text: The next piece of the output.
        """
        self._kept += text
        hits = self._cleaner.find(self._kept)
        end = self._cleaner.unfinished(self._kept).word
        for hit in hits:
            if hit.start < end < hit.end:
                end = hit.start if hit.end == len(self._kept) else hit.end
        shown = self._show(hits, end)
        self._kept = self._kept[end:]
        self._shown = max(0, self._shown - end)
        self.due = monotonic() + LONGEST_DELAY_S if self.is_waiting else None
        return shown

    def pause(self) -> Cleaned:
        """Return what to show if nothing came for a moment: all but the certain beginning of a watched secret."""
        self.due = None
        hits = self._cleaner.find(self._kept)
        return self._show(hits, self._cleaner.unfinished(self._kept).certain)

    def finish(self) -> Cleaned:
        """Return the rest; most of a secret is hidden like a whole one."""
        self.due = None
        most = self._cleaner.unfinished(self._kept).most
        hits = self._cleaner.find(self._kept) + ([most] if most else [])
        return self._show(disjoint(hits), len(self._kept))

    def _show(self, hits: list[Hit], end: int) -> Cleaned:
        start, self._shown = self._shown, max(self._shown, end)
        names = frozenset(_names(hits, start, end))
        return Cleaned(masked(self._kept, hits, start, end) if end > start else "", names)


def _names(hits: list[Hit], start: int, end: int) -> Iterator[str]:
    return (hit.name for hit in hits if hit.end > start and hit.start < end)


def _last_word(text: str) -> int:
    """Where the last word of a text begins that a token may end; the text's length if there is none."""
    if not _INSIDE_TOKENS.match(text[-1:]):
        return len(text)
    size = len(text[-_LONGEST_WORD:].rsplit(None, 1)[-1])
    return len(text) - size if size < _LONGEST_WORD else len(text)
