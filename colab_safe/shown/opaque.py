"""Which texts may be a credential, if the code says that one is shown: opaque ones, not words, numbers, paths or masks."""

from __future__ import annotations

from colab_safe.detect.checks import scrambled
from colab_safe.detect.dummy_values import placeholder
from colab_safe.detect.passwords import password
from colab_safe.detect.rule import compiled
from colab_safe.detect.wording import entropic, readable

_SHORTEST, _LONGEST = 8, 8192  # characters
_MASKED = r"[*•●·x#]{4,}|\.{3}|…|\[?REDACTED"
# Numbers, dates, versions, addresses of objects and of hosts.
_COUNTED = (
    r"[-+]?[\d.,:/TZ _%eE+-]+", r"v?\d+(?:\.\w+)+", r"0x[0-9a-f]{,16}", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    r"[\w.-]+\.(?:json|ya?ml|txt|py|ipynb|csv|pem|env|com|org|net|io|zip|pth?|h5|bin|png|jpe?g)",
)  # fmt: skip
_PATH = r"[a-z][a-z0-9+.-]*://|~/|\.{1,2}/|[A-Za-z]:\\|/(?:content|home|usr|root|tmp|kaggle|mnt|opt|var|etc|Users|workspace|databricks)/"
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"


def is_opaque(text: str, is_sure: bool = True) -> bool:
    """Return whether a text may be the credential that code shows.

    Args:
        text: What is shown.
        is_sure: Whether the value comes from where credentials are kept. Where only a name says so, words with a number,
            such as the names of models, are left out.
    """
    return _is_candidate(text) and (_is_mixed(text) if is_sure else _is_random(text))


def _is_candidate(text: str) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and text.isprintable()
        and not any(map(str.isspace, text))
        and not any(compiled(pattern).fullmatch(text) for pattern in _COUNTED)
        and text[0] not in "<[({\"'"
        and not compiled(_PATH).match(text)
        and not compiled(_MASKED).search(text)
        and not placeholder(text)
        and entropic(text, 2.5)
    )


def _is_mixed(text: str) -> bool:
    """Letters and digits, or signs as in passwords, or letters in no order."""
    kinds = (str.islower, str.isupper, str.isdigit, lambda each: not each.isalnum())
    number = sum(any(map(kind, text)) for kind in kinds)
    has_digit = any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return has_digit or number >= 3 or (len(text) >= 12 and not readable(text))


def _is_random(text: str) -> bool:
    return compiled(_UUID).fullmatch(text) is not None or (
        (password(text) or scrambled(text)) and (len(text) >= 16 or not readable(text))
    )
