"""Which secrets are so random that no dictionary contains them, so that a hash of them gives nothing away.

Where it is not certain the answer is no: docs/decisions/012-fingerprints-without-dictionaries.md.
"""

from __future__ import annotations

from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Iterator

from colab_safe.detect.rule import ALONE, Rule, compiled
from colab_safe.detect.wording import readable

# Their format has a mark of its own, but their owner can choose them: a wallet's from a sentence, a key of Azure's as
# base64 of any 32 bytes, such as a hash of a password.
_CHOSEN = {"azure-shared-access-key", "bitcoin-extended-key"}
# 20 random letters and digits have 119 bits. Neighbours differ in kind (lower case, upper case, digit) in 62 % of them.
_SHORTEST, _DISTINCT, _OF_EACH_CASE, _CHANGES = 20, 12, 4, 0.35
_CHARACTERS = r"[A-Za-z0-9_+/=.:~-]+"
# A hash or UUID may be made from a weak password, whatever is in front of it.
_HASH = r"[0-9a-f-]{12,}|[0-9A-F-]{12,}"
_CHANGE = r"(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[a-z0-9]|(?<=[0-9])[A-Za-z]"
_BASE64 = r"[A-Za-z0-9+/]{12,}"
_URL_SAFE = {ord("-"): "+", ord("_"): "/"}
# In 1 of 2,000 random texts of 43 characters, twelve printable bytes are in a row, with one of the four beginnings.
_TEXT = r"[\x20-\x7e]{12}|(?:[\x20-\x7e]\0){4}"
_SPELLING = str.maketrans("013457", "oleast")  # as in "P4ssw0rd"


def is_random(rule: Rule, engine: str, secret: str) -> bool:
    """Return whether a vendor made a secret, from more bits than anybody can try.

    Args:
        rule: What found it. Only a format with a mark of its own proves that a vendor issued the secret; anything else
            may be made by a person, such as the base64 of a hash of a password.
        engine: The engine's name. What rules other than the built-in ones prove is not known.
        secret: In clear text.
    """
    is_issued = rule.strength == ALONE and engine == "builtin" and rule.id not in _CHOSEN
    return is_issued and _is_mixed(secret) and not _has_text(secret)


def _is_mixed(secret: str) -> bool:
    """Whether a text has many characters of all kinds in no order, even without the hashes in it."""
    rest = compiled(_HASH).sub("", secret)
    cases = sum(map(str.isupper, rest)), sum(map(str.islower, rest))
    return (
        compiled(_CHARACTERS).fullmatch(secret) is not None
        and len(rest) >= _SHORTEST
        and len(set(rest)) >= _DISTINCT
        and min(cases) >= _OF_EACH_CASE
        and any(map(str.isdigit, rest))
        and len(compiled(_CHANGE).findall(rest)) >= _CHANGES * len(rest)
        and not readable(rest.translate(_SPELLING).lower())
    )


def _has_text(secret: str) -> bool:
    """Whether a part of it is base64 of text, such as `user:password`, or the JSON in a JWT."""
    return any(map(_is_text, _decoded(secret)))


def _decoded(secret: str) -> Iterator[bytes]:
    """What its parts are if they are base64, which may begin at any of four characters."""
    for spelling in (secret, secret.translate(_URL_SAFE)):
        for run in compiled(_BASE64).findall(spelling):
            for start in range(4):
                part = run[start:]
                try:
                    yield a2b_base64(part[: len(part) // 4 * 4])
                except NotBase64:
                    continue


def _is_text(decoded: bytes) -> bool:
    if compiled(_TEXT).search(decoded.decode("latin-1")):
        return True
    try:
        return len(decoded) >= 9 and decoded.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return False
