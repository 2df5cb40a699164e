"""Run time: a path with a placeholder in it becomes the user's own path, from the first source that knows it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable

from colab_safe.drive_layout import (
    APPLICATION,
    BESIDE_MY_DRIVE,
    LINKS,
    MY_DRIVE,
    is_beside_my_drive,
    pattern,
    with_plain_blanks,
)
from colab_safe.errors import GitError, PathError
from colab_safe.placeholders.names import PLACEHOLDER, SIGN, placeholder, placeholders_in, variable
from colab_safe.typed import NamedTuple

_MOUNT = "/content/drive"
_ELSEWHERE = "COLAB_SAFE_DRIVE"  # outside Colab, the folder of "My Drive": see mount_drive
_MY_DRIVE = re.compile(rf"(?<![\w.-]){pattern(MY_DRIVE)}(?=[\\/]|$)")
# What a stored path may begin with before the folder that tells where on the Drive it is.
_FROM_MOUNT = re.compile(
    rf"^(?:\./)*(?:(?:/?content/)?g?drive/)?(?={pattern((*MY_DRIVE, *BESIDE_MY_DRIVE))}/)"
)
_LINK = re.compile(rf"(?:^|[\\/]){pattern((*LINKS, *APPLICATION))}$")
_answers: dict[str, str] = {}  # nobody is asked twice in one session


def resolve(path: str, argument: str | None = None) -> str:
    """`path` with its placeholder resolved: from the argument, an environment variable, a Colab secret, the clone's
    path store, or a question; a path without a placeholder comes back as it is.

    A found path may be absolute, or relative to the Drive that stands before the placeholder; of several placeholders
    the last one counts, which stands for the file.
    Raises PathError, which names what was tried.
    """
    found = placeholders_in(path) if SIGN in path else []
    if not found:
        return path
    matches = list(PLACEHOLDER.finditer(path))
    rest = path[matches[-1].end() :].strip("/\\")
    own = _on_drive(_find(found[-1], argument), path[: matches[0].start()])
    return os.path.join(own, rest) if rest else own


def token_path(name: str = "", path: str | None = None) -> str:
    """The path of the token file called `name`, such as "github"; `path`, where given, is the answer.

    Raises PathError, which names what was tried.
    """
    return resolve(placeholder(name), path)


class Source(NamedTuple):
    name: str  # with {} for the variable
    find: Callable[[str], str | None]


def _find(sought: str, argument: str | None) -> str:
    if argument:
        return argument
    name = variable(sought)
    for source in SOURCES:
        if value := source.find(sought):
            return value
    tried = ", ".join(source.name.format(name) for source in SOURCES)
    raise PathError(
        f"the path of the token file {sought} is not known here; tried, in this order: the argument, {tried}."
        f" Store it for good as the Colab secret {name}, with the path on your Drive (such as keys/token.json) as its value"
    )


def _environment(sought: str) -> str | None:
    return os.environ.get(variable(sought))


def _colab_secret(sought: str) -> str | None:
    """None for a secret that is missing, refused or late: each is an exception of its own, and so is no kernel."""
    try:
        from google.colab import userdata

        value = userdata.get(variable(sought))
    except Exception:
        return None
    return value if isinstance(value, str) else None


def _store(sought: str) -> str | None:
    """The store of the clone that the current folder is in."""
    from colab_safe.git.folders import clone
    from colab_safe.placeholders.store import load

    try:
        return load(clone().common).path(sought)
    except GitError:
        return None


def _prompt(sought: str) -> str | None:
    """Asked without echo: what is typed in a notebook is saved with its output."""
    if "ipykernel" not in sys.modules and not (sys.stdin and sys.stdin.isatty()):
        return None
    if sought not in _answers:
        from getpass import getpass

        question = f"Path of your token file on Drive, for {sought} (the Colab secret {variable(sought)} keeps it for good): "
        try:
            _answers[sought] = getpass(question).strip()
        except (
            EOFError,
            RuntimeError,
            NotImplementedError,
        ):  # a kernel that cannot ask, as under nbconvert
            return None
    return _answers[sought]


SOURCES = (
    Source("the environment variable {}", _environment),
    Source("the Colab secret {}", _colab_secret),
    Source("the path store of this clone (colab-safe paths list)", _store),
    Source("a question to you", _prompt),
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
    elsewhere = os.environ.get(_ELSEWHERE)
    if elsewhere:
        return os.path.dirname(os.path.abspath(elsewhere))
    mount = _without_slash(before)
    is_there = bool(mount) and os.path.isdir(os.path.join(mount, folder))
    return mount if is_there or mount.endswith("drive") else _MOUNT


def _my_drive(before: str) -> str:
    """The folder "My Drive", whatever it is called there."""
    named = _MY_DRIVE.search(before)
    if named:
        return os.path.join(_without_slash(before[: named.start()]), with_plain_blanks(named[0]))
    elsewhere = os.environ.get(_ELSEWHERE)
    if elsewhere:
        return os.path.abspath(elsewhere)
    mount = _without_slash(before)
    is_link = _LINK.search(mount) is not None
    mount = mount if is_link or mount.endswith("drive") else _MOUNT
    folders = (os.path.join(mount, name) for name in ("MyDrive", *MY_DRIVE))
    found = next(filter(os.path.isdir, folders), None)
    if found is None and is_link and os.path.isdir(mount):
        return mount
    return found or os.path.join(mount, "MyDrive")


def _without_slash(folder: str) -> str:
    """Without the separators at its end, but for those of the root."""
    return folder.rstrip("/\\") or folder[:1]
