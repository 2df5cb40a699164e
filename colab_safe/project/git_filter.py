"""The lines of `.git/info/attributes`, by which git runs the colab-safe filter on notebooks."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from colab_safe.git.filters import attribute_lines, is_own_line
from colab_safe.git.folders import Clone
from colab_safe.project.files import read_bytes, write_bytes


def is_in_attributes(clone: Clone) -> bool:
    """Return whether git hides the paths itself, by `colab-safe filter install`.

    Args:
        clone: The clone to look at.

    Raises:
        FileError: The file of attributes cannot be read.
    """
    return any(map(is_own_line, _lines(clone)))


def add_to_attributes(clone: Clone, text_notebooks: Mapping[str, Iterable[str]]) -> None:
    """Let git run the filter on notebooks.

    Args:
        clone: The clone to change.
        text_notebooks: Patterns of the files that are notebooks kept as text, for the folder of each settings file.

    Raises:
        FileError: The file of attributes cannot be read or written.
    """
    write_attributes(_file(clone), [*other_lines(clone), *attribute_lines(text_notebooks)])


def remove_from_attributes(clone: Clone) -> None:
    """Let git run the filter no longer; a file with no other line is removed.

    Args:
        clone: The clone to change.

    Raises:
        FileError: The file of attributes cannot be read or written.
    """
    write_attributes(_file(clone), other_lines(clone))


def _file(clone: Clone) -> str:
    return os.path.join(clone.common, "info", "attributes")


def _lines(clone: Clone) -> list[str]:
    file = _file(clone)
    data = read_bytes(file) if os.path.isfile(file) else b""
    return data.decode("utf-8", "surrogateescape").splitlines()


def other_lines(clone: Clone) -> list[str]:
    """Return the lines of `.git/info/attributes` that are not colab-safe's.

    Args:
        clone: The clone to look at.

    Raises:
        FileError: The file of attributes cannot be read.
    """
    return [line for line in _lines(clone) if not is_own_line(line)]


def has_later_filter(clone: Clone) -> bool:
    """Return whether a filter's line was added behind colab-safe's, as `nb-clean add-filter` does; git takes the last one.

    Args:
        clone: The clone to look at.

    Raises:
        FileError: The file of attributes cannot be read.
    """
    lines = [line.strip() for line in _lines(clone)]
    own = [number for number, line in enumerate(lines) if is_own_line(line)]
    return bool(own) and any("filter" in line for line in lines[own[-1] + 1 :])


def write_attributes(file: str, lines: list[str]) -> None:
    """Write a file of attributes; one without a line is removed.

    Args:
        file: Its path.
        lines: All its lines, without line ends.

    Raises:
        FileError: The file cannot be written.
    """
    if lines:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        text = "".join(f"{line}\n" for line in lines)
        write_bytes(file, text.encode("utf-8", "surrogateescape"))
    elif os.path.exists(file):
        os.unlink(file)
