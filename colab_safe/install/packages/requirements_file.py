"""Requirements files as pip reads them, and URLs with credentials in them.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import codecs
import os
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError

_CREDENTIALS = re.compile(r"https?://[^/\s]*@")
_REQUIREMENTS = ("-r", "--requirement", "--requirements")
_OTHERS = (
    *("-c", "--constraint", "--constraints", "-b", "--build-constraint", "--build-constraints"),
    *("--override", "--overrides"),
)
_INCLUDED = re.compile(
    r"\s*(?P<option>--[a-z-]+(?=[\s=])|-[rcb])[\s=]*(?P<path>\"[^\"]+\"|'[^']+'|\S+)"
)
# As in pip's _internal/utils/encoding.py; the longer ones first, because UTF-32 begins like UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (codecs.BOM_UTF16_LE, "utf-16"),
)


class Line(NamedTuple):
    """A line of a requirements file, joined with those that continue it."""

    file: str
    number: int  # from 1
    text: str


def requirement_lines(path: str) -> Iterator[Line]:
    """Yield the lines that name packages: those of the file, and of the files that it includes with `-r`.

    Args:
        path: The file; one that cannot be read has no lines.
    """
    for line in _lines(os.path.abspath(path), _REQUIREMENTS, set()):
        if not line.text.lstrip().startswith(("#", "-")):
            yield line


def refuse_credentials_in_file(path: str) -> None:
    """Raise an error if a URL in a requirements file, or in one that it includes, has a user name or a token in it.

    pip would put it into git's command line.

    Args:
        path: The file.

    Raises:
        InstallError: It has, or the file cannot be read; the message names the file and the line.
    """
    try:
        _text(path)
    except OSError as error:
        raise InstallError(f"{os.path.basename(path)} cannot be read ({error.strerror})") from None
    for line in _lines(os.path.abspath(path), (*_REQUIREMENTS, *_OTHERS), set()):
        if _CREDENTIALS.search(line.text):
            raise InstallError(
                f"line {line.number} of {os.path.basename(line.file)} contains credentials in a URL: remove them"
            )


def refuse_credentials_in_arguments(arguments: Sequence[str]) -> None:
    """Raise an error if arguments of an installer contain a URL with credentials, or name a file that does.

    Args:
        arguments: Of pip or uv.

    Raises:
        InstallError: They do.
    """
    if any(_CREDENTIALS.search(argument) for argument in arguments):
        raise InstallError(
            "extra_args contains a URL with credentials, which every user of this machine could read: remove them"
        )
    for argument, value in zip(arguments, [*arguments, ""][1:], strict=True):
        path = _included(f"{argument} {value}", (*_REQUIREMENTS, *_OTHERS))
        if path and os.path.isfile(path):
            refuse_credentials_in_file(path)


def _lines(path: str, options: Sequence[str], seen: set[str]) -> Iterator[Line]:
    if path in seen:
        return
    seen.add(path)
    try:
        text = _text(path)
    except OSError:
        return
    for line in _joined(path, text):
        yield line
        if included := _included(line.text, options):
            below = os.path.abspath(os.path.join(os.path.dirname(path), included))
            yield from _lines(below, options, seen)


def _included(text: str, options: Sequence[str]) -> str | None:
    match = _INCLUDED.match(text)
    return match["path"].strip("\"'") if match and match["option"] in options else None


def _joined(path: str, text: str) -> Iterator[Line]:
    parts: list[str] = []
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        parts.append(line.removesuffix("\\"))
        if not line.endswith("\\") or number == len(lines):
            yield Line(path, number - len(parts) + 1, "".join(parts))
            parts = []


def _text(path: str) -> str:
    with open(path, "rb") as file:
        content = file.read()
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "utf-8")
    return content.decode(encoding, "replace")
