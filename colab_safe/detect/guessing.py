"""How hard a value is to guess: what anybody could try is not looked for, since a finding would say "yes, that is it"."""

from __future__ import annotations

from collections.abc import Iterator
from math import log2

from colab_safe.detect.checks import scrambled
from colab_safe.detect.dummy_values import placeholder
from colab_safe.detect.passwords import password
from colab_safe.detect.rule import compiled
from colab_safe.detect.wording import jumbled, readable

# A hostile notebook of 100 MB has room for 2^23 guesses of twelve characters. Everyday passwords (a word, a year, a sign)
# have 20 to 35 bits, nine random characters 45.
FEWEST_BITS = 40
SHORTEST, LONGEST = 8, 32_768  # characters; a service account's key has 1,700
_SCRAMBLED = 20  # characters of a file's name that may be a part of a random value
_MIXED = 8  # letters next to digits, which versions, dates and names have fewer of: `gpt-4o-mini-2024-07-18`

_WORD_BITS = 12  # 4,096 words: those that people choose
_YEAR_BITS = 7
# What a value is made of: words, years, other runs of one kind, single signs.
_PARTS = r"[A-Z]?[a-z]{4,}|[A-Z]{4,}|(?:19|20)[0-9]{2}(?![0-9])|[A-Za-z]+|[0-9]+|[^A-Za-z0-9]"
_HEXADECIMAL = r"[0-9a-f-]+|[0-9A-F-]+"
_PATH = r"(?:[A-Za-z]:|[~.]{0,2})(?:[/\\][^/\\\n]*){2,}|[~.]{1,2}[/\\].*"


def is_hard_to_guess(value: str) -> bool:
    """Return whether a value is long and varied enough that nobody finds it by guessing, nor meets it by chance.

    Args:
        value: A credential, from a place that only contains credentials.
    """
    return (
        SHORTEST <= len(value) <= LONGEST
        and value.replace("\n", "").replace("\t", "").isprintable()
        and not placeholder(value)
        and guess_bits(value) >= FEWEST_BITS
    )


def looks_like_a_credential(value: str) -> bool:
    """Return whether a value that only its variable's name calls a credential is one, and not a name, path, number or address.

    Args:
        value: Such as the value of an environment variable whose name contains `KEY`.
    """
    is_odd = password(value) or scrambled(value) or jumbled(value)
    return is_odd and not is_place(value) and _is_mixed(value)


def is_place(value: str) -> bool:
    """Return whether a value is a URL, or a path.

    Args:
        value: Such as the value of an environment variable.
    """
    paths = value.split(":") if value.startswith("/") else [value]
    return "://" in value or all(map(_is_path, paths))


def guess_bits(value: str) -> float:
    """Return how many bits there are to guess: 12 per word, as many as its alphabet has for every other character.

    Args:
        value: Any text.
    """
    digits = value.replace("-", "")
    if compiled(_HEXADECIMAL).fullmatch(value) and not digits.isalpha():
        return 4.0 * len(digits) if len(set(digits)) >= 6 else 0.0
    return sum(_part_bits(value))


def _part_bits(value: str) -> Iterator[float]:
    seen: set[str] = set()
    mixed = any(map(str.islower, value)) and any(map(str.isupper, value))
    for part in compiled(_PARTS).findall(value):
        if part in seen:  # repeated words and separators
            yield 1.0
        elif part.isalpha() and part.isascii():
            is_word = len(part) >= 4 and readable(part)
            yield _WORD_BITS if is_word else log2(52 if mixed else 26) * len(part)
        elif part.isdigit() and part.isascii():
            is_year = len(part) == 4 and part[:2] in ("19", "20")
            # One or two among letters: another kind of character in their place would be as likely.
            yield _YEAR_BITS if is_year else (5 if len(part) < 3 else log2(10)) * len(part)
        else:
            yield 5.0  # one of some thirty signs
        if len(part) > 1 or not part.isalnum():
            seen.add(part)


def _is_mixed(value: str) -> bool:
    parts = compiled(r"[A-Za-z0-9]+").findall(value)
    mixed = [part for part in parts if jumbled(part) or not (part.isalpha() or part.isdigit())]
    return sum(map(len, mixed)) >= _MIXED or len(compiled(r"[!#$%&*^?@]").findall(value)) >= 3


def _is_path(value: str) -> bool:
    """Whether a value is a path; base64 may begin with a slash, too."""
    if not compiled(_PATH).fullmatch(value):
        return False
    parts = compiled(r"[/\\]").split(value)
    return not any(len(part) >= _SCRAMBLED and scrambled(part) for part in parts)
