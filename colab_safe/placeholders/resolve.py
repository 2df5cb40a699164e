"""Resolve placeholders at run time: the user's own path comes from the first source that knows it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from colab_safe.drive_layout import (
    APPLICATION,
    BESIDE_MY_DRIVE,
    LINKS,
    MOUNT_POINT,
    MY_DRIVE,
    MY_DRIVE_VARIABLE,
    ROOTS,
    is_beside_my_drive,
    pattern,
    with_plain_blanks,
)
from colab_safe.errors import GitError, PathError
from colab_safe.placeholders.names import PLACEHOLDER, SIGN, placeholders_in, variable
from colab_safe.prompts import ANSWERS, ask_for_path, colab_secret
from colab_safe.typed import NamedTuple

_MY_DRIVE = re.compile(rf"(?<![\w.-]){pattern(MY_DRIVE)}(?=[\\/]|$)")
# What a stored path may begin with before the folder that tells where on the Drive it is.
_FROM_MOUNT = re.compile(
    rf"^(?:\./)*(?:(?:/?content/)?g?drive/)?(?={pattern((*MY_DRIVE, *BESIDE_MY_DRIVE))}/)"
)
_LINK = re.compile(rf"(?:^|[\\/]){pattern((*LINKS, *APPLICATION))}$")

_SHORTEST_NAME = 5  # characters of a file's name that is more than a word of a sentence: `a.txt`


def resolve(path: str, argument: str | None = None) -> str:
    """Return a path with its placeholder resolved.

    The sources, in this order: the argument, the environment variable, the Colab secret, the path store of the clone, a
    prompt. A stored path may be absolute, or relative to the Drive that precedes the placeholder. Of several
    placeholders the last one counts, which stands for the file.

    Args:
        path: Any path; returned unchanged if it contains no placeholder.
        argument: The path that the placeholder stands for, if the caller knows it.

    Raises:
        PathError: No source knows the placeholder; the message lists what was tried.
    """
    found = placeholders_in(path) if SIGN in path else []
    if not found:
        return path
    matches = list(PLACEHOLDER.finditer(path))
    rest = path[matches[-1].end() :].strip("/\\")
    before = path[: matches[0].start()]
    own = _on_drive(argument or _find(Sought(found[-1], before)), before)
    ANSWERS.resolved[own] = found[-1]
    return os.path.join(own, rest) if rest else own


def as_written(text: str) -> str:
    """Return a text with the placeholder in place of each path, or file name, that was resolved from one.

    Args:
        text: A message, or the name of a file.
    """
    for path, sign in ANSWERS.resolved.items():
        name = os.path.basename(path)
        text = text.replace(path, sign)
        text = text.replace(name, sign) if len(name) >= _SHORTEST_NAME else text
    return text


class Sought(NamedTuple):
    """A placeholder that is to be resolved."""

    placeholder: str
    before: str  # the part of the path before it, such as the mounted Drive


class PathSource(NamedTuple):
    """A place where the path of a placeholder may be stored."""

    name: str  # in words, with {} for the variable
    find: Callable[[Sought], str | None]


def _find(sought: Sought) -> str:
    name = variable(sought.placeholder)
    for source in SOURCES:
        if value := source.find(sought):
            return value
    tried = ", ".join(["the argument", *(source.name.format(name) for source in SOURCES)])
    raise PathError(
        f"Don't know your path for {sought.placeholder}.",
        f"Fix in Colab: key icon › add secret {name} = keys/github.json › allow notebook access.",
        f"Fix elsewhere: set the environment variable {name}, or run `colab-safe paths restore --path keys/github.json`.",
        f"Looked in: {tried}.",
    )


def _environment(sought: Sought) -> str | None:
    return os.environ.get(variable(sought.placeholder))


def _colab_secret(sought: Sought) -> str | None:
    return colab_secret(variable(sought.placeholder), is_credential=False)


def _store(sought: Sought) -> str | None:
    """The path store of the clone that contains the current folder."""
    from colab_safe.git.folders import clone
    from colab_safe.placeholders.store import load

    try:
        return load(clone().common).path(sought.placeholder)
    except GitError:
        return None


def _prompt(sought: Sought) -> str | None:
    stored = f"store it as the Colab secret {variable(sought.placeholder)} to keep it"
    question = f"Path of your token file on Drive, for {sought.placeholder} ({stored}): "
    return ask_for_path(
        sought.placeholder,
        question,
        lambda answer: os.path.exists(_on_drive(answer, sought.before)),
    )


SOURCES = (
    PathSource("the environment variable {}", _environment),
    PathSource("the Colab secret {}", _colab_secret),
    PathSource("the path store of this clone (colab-safe paths list)", _store),
    PathSource("a prompt", _prompt),
)


def _on_drive(path: str, before: str) -> str:
    """An absolute path as it is; any other on the Drive that the text `before` it names, or on the mounted one."""
    if os.path.isabs(path) or re.match(r"[A-Za-z]:[\\/]", path):
        return path
    path = _FROM_MOUNT.sub("", path.replace("\\", "/"))
    if is_beside_my_drive(path):
        return os.path.join(_mount_with(path.partition("/")[0], before), path)
    named = _MY_DRIVE.match(path)
    return os.path.join(_my_drive(before), path[named.end() :].lstrip("/") if named else path)


def _mount_with(folder: str, before: str) -> str:
    """The mount that has a folder beside "My Drive"."""
    named = _MY_DRIVE.search(before)
    if named:
        return _without_slash(before[: named.start()])
    elsewhere = os.environ.get(MY_DRIVE_VARIABLE)
    if elsewhere:
        return os.path.dirname(os.path.abspath(elsewhere))
    mount = _without_slash(before)
    is_there = bool(mount) and os.path.isdir(os.path.join(mount, folder))
    return mount if is_there or mount.endswith("drive") else MOUNT_POINT


def _my_drive(before: str) -> str:
    """The folder "My Drive", whatever it is called there."""
    named = _MY_DRIVE.search(before)
    if named:
        return os.path.join(_without_slash(before[: named.start()]), with_plain_blanks(named[0]))
    elsewhere = os.environ.get(MY_DRIVE_VARIABLE)
    if elsewhere:
        return os.path.abspath(elsewhere)
    mount = _without_slash(before)
    is_link = _LINK.search(mount) is not None
    mount = mount if is_link or mount.endswith("drive") else MOUNT_POINT
    folders = (os.path.join(mount, name) for name in ROOTS)
    found = next(filter(os.path.isdir, folders), None)
    if found is None and is_link and os.path.isdir(mount):
        return mount
    return found or os.path.join(mount, ROOTS[0])


def _without_slash(folder: str) -> str:
    """Without the separators at its end, but for those of the root."""
    return folder.rstrip("/\\") or folder[:1]
