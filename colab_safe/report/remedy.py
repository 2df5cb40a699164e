"""What to do about a leaked credential, as a sentence: rules give an address, a place or a sentence."""

from __future__ import annotations

import re

from colab_safe.model import Finding
from colab_safe.variable_names import by_rule

# First words of sentences; whatever begins otherwise names a place, such as "Access tokens in Dynatrace".
_VERBS = frozenset(
    "Call Change Delete End Generate Move Publish Regenerate Replace Rotate Run Send Sign Stop Write".split()
)
_SUBJECTS = frozenset(("It",))  # "It expires by itself"
# RFC 3986, without what has a meaning in HTML or Markdown around an address.
_ADDRESS = re.compile(r"https://[\w.~:/?#@!$&*+,;=%-]+", re.ASCII)


def is_address(revoke: str) -> bool:
    """Return whether a rule says by an address how its credentials are revoked.

    Args:
        revoke: What the rule says: an address, a place, or a sentence.
    """
    return _ADDRESS.fullmatch(revoke) is not None


def remedy(revoke: str) -> str:
    """Return how a credential is made worthless, as a sentence without a full stop.

    Args:
        revoke: What its rule says: an address, a place, or a sentence.
    """
    if is_address(revoke):
        return f"Revoke it at {revoke}"
    word = revoke.partition(" ")[0]
    return revoke if word in _VERBS or word in _SUBJECTS else f"Revoke it: {revoke}"


def without_value(finding: Finding) -> str:
    """Return how the author takes a secret out of the notebook, as a part of a sentence.

    Args:
        finding: A secret.
    """
    place = finding.location.place
    if place.part == "source" and place.cell_type in ("code", None):
        name = by_rule(finding.rule)
        return (
            f'read it at run time, in Colab with userdata.get("{name}"),'
            f' elsewhere with os.environ["{name}"]'
        )
    if place.part == "source":
        return "remove it from the text"
    return "clear this output, or remove this entry"


def remedies(revoke: str) -> str:
    """Return the same with what is then left to do in the notebook, as sentences.

    Args:
        revoke: What the rule says: an address, a place, or a sentence.
    """
    after = "" if revoke.startswith("Write ") else ". Then remove it from the notebook"
    return f"{remedy(revoke)}{after}."
