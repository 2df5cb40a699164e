"""Requirements files as pip reads them, and URLs with credentials in them.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import codecs
import contextlib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from colab_safe.errors import InstallError
from colab_safe.install.credentials.url_credentials import has_url_credentials

_REQUIREMENTS = ("-r", "--requirement", "--requirements")
_OTHERS = (
    *("-c", "--constraint", "--constraints", "-b", "--build-constraint", "--build-constraints"),
    *("--override", "--overrides"),
)
_INCLUDED = re.compile(
    r"\s*(?P<option>--[a-z-]+(?=[\s=])|-[rcb])[\s=]*(?P<path>\"[^\"]+\"|'[^']+'|\S+)"
)
_VARIABLE = re.compile(r"\$\{([A-Z0-9_]+)\}")  # as in pip's _internal/req/req_file.py
_FOLDER = re.compile(
    r"\s*(?:-e\s*|--editable[\s=]+|[\w.-]+(?:\[[^\]]*\])?\s*@\s*)?(?P<path>\"[^\"]+\"|'[^']+'|[^\s\[;#]+)"
)
# What contains the requirements of a package. A setup script may contain any URL, such as an example of a database's.
_PROJECT_FILES = {"pyproject.toml": "://", "setup.cfg": "git+", "setup.py": "git+"}
_VARIABLES = ("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "UV_CONSTRAINT", "UV_BUILD_CONSTRAINT")
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
        if has_url_credentials(line.text):
            raise _refusal(line)
        if folder := _local_project(line.text):
            refuse_credentials_in_project(folder)


def refuse_credentials_in_project(folder: str) -> None:
    """Raise an error if a file that says what a package needs contains a URL with a user name and a token.

    Args:
        folder: Of the package. A file that is missing or cannot be read says nothing.

    Raises:
        InstallError: The message names the file and the line.
    """
    for name, marker in _PROJECT_FILES.items():
        with contextlib.suppress(OSError):
            path = os.path.join(folder, name)
            for number, text in enumerate(_text(path).splitlines(), 1):
                if marker in text and has_url_credentials(text):
                    raise _refusal(Line(path, number, text))


def refuse_credentials_in_variables(environ: Mapping[str, str]) -> None:
    """Raise an error if a file that an environment variable names contains a URL with a user name and a token.

    Args:
        environ: Of the installer.

    Raises:
        InstallError: The message names the variable, the file and the line.
    """
    for variable in _VARIABLES:
        for path in environ.get(variable, "").split():
            if os.path.isfile(path):
                try:
                    refuse_credentials_in_file(path)
                except InstallError as error:
                    raise InstallError(f"{variable}: {error}") from None


def _refusal(line: Line) -> InstallError:
    return InstallError(
        f"line {line.number} of {os.path.basename(line.file)} contains credentials in a URL: remove them"
    )


def refuse_credentials_in_arguments(arguments: Sequence[str]) -> None:
    """Raise an error if arguments of an installer contain a URL with credentials, or name a file that does.

    Args:
        arguments: Of pip or uv.

    Raises:
        InstallError: They do.
    """
    if any(has_url_credentials(argument) for argument in arguments):
        raise InstallError(
            "extra_args contains a URL with credentials, which every user of this machine could read: remove them"
        )
    for argument, value in zip(arguments, [*arguments, ""][1:], strict=True):
        path = _included(f"{argument} {value}", (*_REQUIREMENTS, *_OTHERS))
        if path and os.path.isfile(_local(path)):
            refuse_credentials_in_file(_local(path))
        if folder := _local_project(argument):
            refuse_credentials_in_project(folder)


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
            below = os.path.abspath(os.path.join(os.path.dirname(path), _local(included)))
            yield from _lines(below, options, seen)


def _included(text: str, options: Sequence[str]) -> str | None:
    match = _INCLUDED.match(text)
    return match["path"].strip("\"'") if match and match["option"] in options else None


def _local(path: str) -> str:
    """The path of a file that is named as pip allows: by a `file:` URL, and with `${VARIABLE}` in it."""
    path = _VARIABLE.sub(lambda name: os.environ.get(name[1]) or name[0], path)
    if not path.lower().startswith("file:"):
        return path
    from urllib.request import url2pathname  # 20 ms

    return url2pathname(urlsplit(path).path)


def _local_project(text: str) -> str | None:
    """The folder that a line or argument installs: `./folder`, `-e folder` or `file:///folder`."""
    match = _FOLDER.match(text)
    path = _local(match["path"].strip("\"'")) if match else ""
    return path if os.path.isdir(path) else None


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
