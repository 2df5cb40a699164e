"""How much a text looks like words, and how random it is."""

from __future__ import annotations

from itertools import pairwise

from colab_safe.detect.rule import compiled

# Letter pairs that make up 80 % of the words in Python's standard library, and 22 % of random letters.
_COMMON_PAIRS = frozenset(
    "ab ac ad ag ai al am an ap ar as at ba be bi bl bo ca ce ch ci ck cl co cr ct da de di do ds ea ec ed ee ef el em "
    "en ep er es et ev ex fa fe ff fi fo ge gr ha he hi ho ia ic id ie if ig il im in io ip ir is it iv ke la ld le li "
    "ll lo ls lu ly ma me mi mo mp na nc nd ne ng ni no ns nt ob oc od ol om on oo op or os ot ou ow pa pe ph pi pl po "
    "pr pt qu ra rc rd re ri ro rr rs rt ru ry sa se sh si so ss st su ta te th ti to tr ts tt tu ty ub ue ul um un up "
    "ur us ut va ve vi wi yp".split()
)
# The end of a file's or a host's name.
FILE_NAME = r"\.(?:pem|json|ya?ml|txt|py|ipynb|csv|h5|pth?|bin|zip|gz|cer|crt|p12|key|env|cfg|ini|toml|com|org|net|io|png|jpe?g|gif|svg)$"


def entropy(text: str) -> float:
    """Return the Shannon entropy in bits per character; 0.0 for the empty text.

    H = −Σ p·log₂ p: https://en.wikipedia.org/wiki/Entropy_(information_theory)

    Args:
        text: Any text.
    """
    from math import log2  # most scans find nothing to measure

    size = len(text)
    return -sum(n / size * log2(n / size) for n in map(text.count, set(text)))


def entropic(text: str, least: float) -> bool:
    """Return whether a text has enough entropy, ignoring the case of its letters.

    Args:
        text: The candidate secret.
        least: Bits per character.
    """
    return entropy(text.lower()) >= least


def readable(text: str, percent: int = 60) -> bool:
    """Return whether enough letter pairs are common ones, as in identifiers, file names and sentences.

    At 60 % this is also true of 1 in 80 random texts of 20 characters, and of 1 in 400 of 32; at 70 % of 1 in 400 and
    1 in 3,000, but then every seventh identifier fails. Hexadecimal digits never count as words.

    Args:
        text: The candidate secret.
        percent: Share of its letter pairs that must be common.
    """
    if compiled(r"[0-9a-fA-F-]+").fullmatch(text) and any(map(str.isdigit, text)):
        return False
    pairs = [
        (a + b).lower()
        for a, b in pairwise(text)
        if a.isalpha() and b.isalpha() and not (a.islower() and b.isupper())
    ]
    common = sum(pair in _COMMON_PAIRS for pair in pairs)
    return 5 * len(pairs) >= 2 * (len(text) - 1) and 100 * common >= percent * len(pairs)


def jumbled(text: str) -> bool:
    """Return whether letters change their case, or follow each other, as in no word: typical of a random text without digits.

    Args:
        text: The candidate secret.
    """
    pairs = [pair for pair in pairwise(text) if pair[0].isalpha() and pair[1].isalpha()]
    switches = sum(a.islower() != b.islower() for a, b in pairs)
    common = sum((a + b).lower() in _COMMON_PAIRS for a, b in pairs)
    return len(pairs) >= 16 and (3 * switches >= len(pairs) or 5 * common <= 2 * len(pairs))
