"""Checks on one candidate secret of no particular form: order, words, placeholders. Pure: text in, verdict out."""

from __future__ import annotations

from itertools import pairwise

from colab_safe.detect.dummy_values import placeholder
from colab_safe.detect.patterns import UUID
from colab_safe.detect.rule import compiled
from colab_safe.detect.wording import FILE_NAME, entropic, jumbled, readable

# Values with these prefixes are left to their vendors' rules, which know the exact form (and which of them are public). "sk-" is what OpenAI's keys begin
# with, and those of most services that speak its protocol, such as Langflow and Morph: with 40 characters behind it, the key may be of any of
# them, so the generic rules look at it as well.
_VENDORS = r"ey[A-Za-z0-9_-]{15,}\.ey|(?:sbx_)?apikey_|sk[-_](?![A-Za-z0-9_-]{40})|pk_|px-|sb_|xox|(?:SB-)?Mid-|cnvca|endr"
# What names or counts something: a UUID, a short or odd hash, a hash with a label (`sha256:…`), a range of commits, a resource of AWS.
_COUNTED = rf"{UUID}|(?:[0-9a-f]{{2}})*[0-9a-f]|[0-9a-f]{{,22}}|[a-z][a-z0-9_-]{{1,30}}:[0-9a-f]+|[0-9a-f]{{7,40}}\.{{2,3}}[0-9a-f]{{7,40}}|arn:aws.*"


def genuine(text: str) -> bool:
    """Return whether nothing speaks against it: for tokens whose prefix already says what they are.

    Args:
        text: The candidate secret.
    """
    return entropic(text, 2.5) and not placeholder(text)


def genuine_after_zeros(text: str) -> bool:
    """Return whether a value is genuine that is base64 and begins with a row of zero bytes ("AAAA…").

    Args:
        text: The candidate secret.
    """
    return genuine(text.lstrip("A"))


def scrambled(text: str) -> bool:
    """Return whether letters and digits are in no order that a person would write: for values without a format of their own.

    Args:
        text: The candidate secret.
    """
    return (
        (any(map(str.isdigit, text)) or jumbled(text))
        and sum(map(str.isalpha, text)) >= 2
        and entropic(text, 2.8)
        and text.isascii()
        and text.isprintable()
        and not placeholder(text)
        and not readable(text, 70)
        and not compiled(FILE_NAME).search(text)
    )


def part_of_token(text: str) -> bool:
    """Return whether eight characters or more look like a part of a random token: neither words, nor a number, nor the end of a file name.

    Args:
        text: What follows a token, or is in front of it.
    """
    pairs = [pair for pair in pairwise(text) if pair[0].isalpha() and pair[1].isalpha()]
    switches = sum(a.islower() != b.islower() for a, b in pairs)
    return (
        sum(map(str.isalpha, text)) >= 2
        and (any(map(str.isdigit, text)) or 0 < len(pairs) <= 3 * switches)
        and not placeholder(text)
        and not readable(text)
        and not compiled(FILE_NAME).search(text)
    )


def scrambled_not_hexadecimal(text: str) -> bool:
    """Return whether a value is scrambled and not a hash, where an alphabet of 64 signs is meant.

    Args:
        text: The candidate secret.
    """
    return compiled(r"[0-9a-f]+").fullmatch(text) is None and scrambled(text)


def unnamed_secret(text: str) -> bool:
    """Return whether a value is scrambled, matches no vendor's format that a rule knows better, and is not a version, slug or UUID.

    Args:
        text: The candidate secret.
    """
    parts = compiled(r"[A-Za-z0-9]+").findall(text)
    mixed = [part for part in parts if jumbled(part) or not (part.isalpha() or part.isdigit())]
    return (
        sum(map(len, mixed)) >= 13
        and text.count("\\u") < 2  # letters of another script: a view decodes the escapes
        and not compiled(_VENDORS).match(text)
        and not compiled(_COUNTED).fullmatch(text)
        and scrambled(text)
        and not readable(text)
    )


def unnamed_key(text: str) -> bool:
    """Return whether a value may be a secret if only "key" names it: not a hash, and not a path or compound name of fewer than 40 characters.

    Args:
        text: The candidate secret.
    """
    return (
        (len(text) >= 40 or text.rstrip("=").isalnum())
        and not compiled(r"[0-9a-f]+|[0-9A-F]+").fullmatch(text)
        and unnamed_secret(text)
    )


def key_block(text: str) -> bool:
    """Return whether a PEM or PGP block contains a line of at least 40 characters of base64, and is neither cut short nor an example.

    Args:
        text: The candidate secret.
    """
    if compiled(r"\.{3}|…|(?i:-----\s{0,2}example)").search(text):
        return False
    line = compiled(r"[A-Za-z0-9+/]{40,}").search(text)
    return line is not None and entropic(line[0], 3.5)
