"""References to git repositories, in requirements files and in the metadata of what is installed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import unquote

from colab_safe.errors import InstallError
from colab_safe.install.packages import installed
from colab_safe.install.packages.requirement import Requirement, host_in, parse_requirement
from colab_safe.install.packages.requirements_file import requirement_lines

_DIRECT = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[[^\]]*\])?\s*@\s*(?P<url>git\+\S+)"
)
_BARE = re.compile(r"\s*(?P<url>git\+(?:https?|ssh)://\S+)")
_NAME = re.compile(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)")


class Reference(NamedTuple):
    """A git repository that something depends on, as pip and uv write it."""

    text: str  # name @ git+https://…
    requirement: Requirement


def reference_of(requirement: Requirement, commit: str | None = None) -> Reference:
    """Return the reference to the package of a requirement.

    Args:
        requirement: That a user named.
        commit: Takes the place of a ref that cannot be in a URL.
    """
    written = requirement._replace(ref=commit) if commit else requirement
    return Reference(written.direct_reference(), requirement)


def references_in_file(path: str) -> list[Reference]:
    """Return the references of a requirements file, and of the files that it includes with `-r`.

    Args:
        path: The file.
    """
    return [found for line in requirement_lines(path) if (found := _parse(line.text))]


def names_in_file(path: str) -> list[str]:
    """Return the names of packages that a requirements file asks for.

    Args:
        path: The file.
    """
    return [match[1] for line in requirement_lines(path) if (match := _NAME.match(line.text))]


def references_below(names: Iterable[str]) -> list[Reference]:
    """Return the references in the metadata of packages and of everything that they depend on.

    Args:
        names: Of installed packages, perhaps with a version: `name==1.0`.
    """
    metadata = installed.requirements_by_name()
    found, seen, waiting = [], set[str](), [_name(text) for text in names]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for line in metadata.get(name, ()):
            waiting.append(_name(line))
            reference = _parse(line)
            found += [reference] if reference else []
    return found


def _name(text: str) -> str:
    match = _NAME.match(text)
    return installed.normal(match[1]) if match else ""


def _parse(line: str) -> Reference | None:
    """None for what names no git repository on a server that colab-safe knows how to ask."""
    match = _DIRECT.match(line) or _BARE.match(line)
    if match is None:
        return None
    try:
        url = unquote(match["url"].rstrip(";"))
        server = host_in(url)
        requirement = parse_requirement(url, server) if server else None
    except InstallError:
        return None
    return Reference(match[0].strip().rstrip(";"), requirement) if requirement else None
