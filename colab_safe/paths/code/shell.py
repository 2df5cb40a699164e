"""Which words of a shell line or line magic may be paths of credentials, and which folder it changes to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.code.evaluate import Evaluator
from colab_safe.code.shell_words import words_of_line
from colab_safe.code.values import TracedText, as_str
from colab_safe.credential_files import is_credential_name
from colab_safe.paths.code.sinks import SHELL, VARIABLES
from colab_safe.typed import NamedTuple

_VARIABLE = re.compile(r"(?:%?(?:set_)?env\s+|export\s+)?(\w+)[= ]")
# The value is the rest of the line: https://ipython.readthedocs.io/en/stable/interactive/magics.html#magic-env
_ENV = re.compile(r"(?:set_)?env[ \t]+\w+[= ]")


class Word(NamedTuple):
    """One word of a line."""

    text: TracedText
    sure: bool  # whether the line says that it is the path of a credential


def shell_words(evaluator: Evaluator, cell: int, start: int, end: int) -> Iterator[Word]:
    """Yield the words of a shell line or line magic, with the values of its variables.

    Args:
        evaluator: The evaluator of the notebook's code.
        cell: The number of the cell that the line is in.
        start: The first character of the line, after `!` or `%`.
        end: The character after its last one.
    """
    source = evaluator.program.cells[cell]
    line = source[start:end]
    variable = _VARIABLE.match(line.strip())
    name = variable[1] if variable else ""
    sure = bool(SHELL.search(line)) or name in VARIABLES or is_credential_name(name)
    env = _ENV.match(source, start, end) if source[start - 1 : start] == "%" else None
    if env:
        start, end = env.end(), start + len(line.rstrip())
    for chunks in words_of_line(evaluator, cell, start, end, is_one_word=env is not None):
        yield Word(_value(chunks), sure)


def changed_folder(evaluator: Evaluator, cell: int, start: int, end: int) -> TracedText | None:
    """Return the folder that `%cd` or `!cd` goes to; None for any other line.

    Args:
        evaluator: The evaluator of the notebook's code.
        cell: The number of the cell that the line is in.
        start: The first character of the line, after `!` or `%`.
        end: The character after its last one.
    """
    source = evaluator.program.cells[cell]
    command = re.match(r"(?:cd|pushd)\s", source[start:end])
    if not command:
        return None
    words = list(words_of_line(evaluator, cell, start + command.end(), end))
    return words[0] if words else None


def _value(word: TracedText) -> TracedText:
    """The part of NAME=value, or --option=value, behind the sign."""
    sign = re.match(r"-{0,2}[\w-]+=", as_str(word))
    cut = sign.end() if sign else 0
    chunks = []
    for chunk in word:
        chunks.append(chunk.part(min(cut, len(chunk.text)), len(chunk.text)))
        cut = max(0, cut - len(chunk.text))
    return tuple(chunk for chunk in chunks if chunk.text)
