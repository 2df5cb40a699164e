"""What stands for a credential in the texts that code puts together."""

from __future__ import annotations

from colab_safe.code.values import UNKNOWN, Chunk, TracedText

CREDENTIAL = "\ufffb"  # a credential, and nothing else
CONTENT = "\ufffa"  # the content of a file of credentials, or a part of it
ENVIRONMENT = "\ufff9"  # all variables of the environment
NAMED = "\ufff8"  # a value that only its name calls a credential
MARKS = CREDENTIAL + CONTENT + ENVIRONMENT + NAMED
SINGLE = CREDENTIAL + CONTENT + NAMED  # those that may be one value
_MARKS = frozenset(MARKS)
NOT_KNOWN: TracedText = (Chunk(UNKNOWN),)


def mark(text: TracedText) -> str:
    """Return the mark of a text that is nothing but a credential; empty for any other.

    Args:
        text: A text that the code puts together.
    """
    whole = [chunk for chunk in text if chunk.text]
    is_mark = len(whole) == 1 and len(whole[0].text) == 1 and whole[0].text in MARKS
    return whole[0].text if is_mark else ""


def is_marked(text: TracedText) -> bool:
    """Return whether a credential is in a text.

    Args:
        text: A text that the code puts together.
    """
    return any(not _MARKS.isdisjoint(chunk.text) for chunk in text)


def remarked(text: TracedText, sign: str) -> TracedText:
    """Return the text of another kind of credential from the same source.

    Args:
        text: A text of one mark.
        sign: The other mark.
    """
    return tuple(chunk._replace(text=sign) for chunk in text if chunk.text)
