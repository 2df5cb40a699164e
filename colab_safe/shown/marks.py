"""What stands for a credential in the texts that code puts together."""

from __future__ import annotations

from colab_safe.code.values import UNKNOWN, Chunk, TracedText

CREDENTIAL = "\ufffb"  # a credential, and nothing else
CONTENT = "\ufffa"  # the content of a file of credentials, or a part of it
ENVIRONMENT = "\ufff9"  # all variables of the environment
NAMED = "\ufff8"  # a value that only its name calls a credential
# Before another mark: an object that gives the credential when it is read, and shows only itself, such as an open file.
READER = "\ufff7"
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


def reader_of(text: TracedText) -> TracedText:
    """Return the text of an object from which a credential can be read.

    Args:
        text: What is read from it: a text of one mark.
    """
    return tuple(chunk._replace(text=READER + chunk.text) for chunk in text if chunk.text)


def is_reader(text: TracedText) -> bool:
    """Return whether a text is an object from which a credential can be read.

    Args:
        text: A text that the code puts together.
    """
    return any(READER in chunk.text for chunk in text)


def read_from(text: TracedText) -> TracedText:
    """Return what is read from an object; a text that is no such object stays as it is.

    Args:
        text: A text that the code puts together.
    """
    return tuple(chunk._replace(text=chunk.text.replace(READER, "")) for chunk in text)


def shown_by(text: TracedText) -> TracedText:
    """Return what is seen of a text: of an object that can be read, only its type and address, which the code does not tell.

    Args:
        text: A text that the code puts together.
    """
    return tuple(chunk._replace(text=UNKNOWN) if READER in chunk.text else chunk for chunk in text)


def remarked(text: TracedText, sign: str) -> TracedText:
    """Return the text of another kind of credential from the same source.

    Args:
        text: A text of one mark.
        sign: The other mark.
    """
    return tuple(chunk._replace(text=sign) for chunk in text if chunk.text)
