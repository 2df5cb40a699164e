"""Words in a text that look like a token: people pass tokens where a name or path belongs, and no message repeats them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from colab_safe.blots import union, without
from colab_safe.model import Span
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.detect.engine import Engine

# The prefixes that the forges document for their tokens; see install/forges/.
FORGE_PREFIX = r"(?:gh[pousr]_|github_pat_|gl(?:pat|dt|cbt)-|AT[CA]TT|ATBB)"
# GitLab's tokens may end in `.01.0w1a2b3c4`; another ending is that of a file.
_FORGE_TOKEN = Regex(FORGE_PREFIX + r"[A-Za-z0-9_=-]{16,}(?:\.(?=[a-z]*\d)[0-9a-z]{2,12})*")
_SHORTEST = 16  # characters of a token that a rule finds; importing the rules takes 12 ms
_RUN = Regex(r"[A-Za-z0-9]{20,}")  # people separate the words of longer names
_WORD_BEFORE, _WORD_AFTER = Regex(r"[A-Za-z0-9_+=-]+\Z"), Regex(r"[A-Za-z0-9_+=-]*")
_HEXADECIMAL = Regex(r"(?<![0-9A-Za-z])[0-9a-f]{32,64}(?![0-9A-Za-z])")
# Between letters and digits. Measured: of random runs of 20 characters 1 in 40 is missed, of 36 characters 1 in 3,000; of
# 300,000 names of packages on PyPI, npm and NuGet 10 are taken for a token, next to hashes.
_FEWEST_CHANGES = 4


def known_tokens(text: str) -> list[Span]:
    """Return the characters of a text that a built-in rule or a forge's prefix calls a token, ascending and disjoint.

    Args:
        text: Any text.
    """
    if len(text) < _SHORTEST:
        return []
    found = [Span(match.start, match.end) for match in _engine().find([text])]
    return union([*found, *(Span(*match.span()) for match in _FORGE_TOKEN.finditer(text))])


def token_words(text: str, hexadecimal: bool = True) -> list[Span]:
    """Return the characters of a text that look like a token: known ones, and random letters and digits.

    A UUID, a date, or a name that a person would choose is not one.

    Args:
        text: What was passed as a name, an address or a path.
        hexadecimal: Whether 32 and more hexadecimal digits count; commits are such digits, and Gitea's tokens.
    """
    opaque = [Span(*run.span()) for run in _RUN.finditer(text) if _is_random(run[0])]
    hashes = _HEXADECIMAL.finditer(text) if hexadecimal else ()
    found = [*known_tokens(text), *opaque, *(Span(*match.span()) for match in hashes)]
    return union(_whole_word(text, span) for span in found)


def without_token_words(text: str) -> str:
    """Return a text without what looks like a token, but with the hashes of commits.

    Args:
        text: A message.
    """
    return without(text, token_words(text, hexadecimal=False))


@cache  # 5 ms each time
def _engine() -> Engine:
    from colab_safe.detect.engine import load

    return load("builtin")


def _whole_word(text: str, span: Span) -> Span:
    """The span with what stands around it without a blank, slash or the like: the rest of a token that has dashes."""
    before = _WORD_BEFORE.search(text[: span.start])
    after = _WORD_AFTER.match(text, span.end)
    return Span(before.start() if before else span.start, after.end() if after else span.end)


def _is_random(run: str) -> bool:
    from colab_safe.detect.checks import scrambled
    from colab_safe.detect.wording import jumbled

    if set(run) <= set("0123456789abcdef"):  # a hash, which `hexadecimal` is about
        return False
    changes = sum(a.isdigit() != b.isdigit() for a, b in pairwise(run))
    return scrambled(run) and (changes >= _FEWEST_CHANGES or jumbled(run))
