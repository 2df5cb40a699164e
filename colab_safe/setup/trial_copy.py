"""A throw-away copy of what git's hooks look at: the tracked files, the settings of filters, and the hooks themselves.

The copy has no history, remote, notebook or untracked file of the repository.
"""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator

from colab_safe.accept import BASELINE
from colab_safe.git.files import indexed_files
from colab_safe.git.folders import common_folder
from colab_safe.git.hooks import git_hook
from colab_safe.git.throw_away import ThrowAway, config_text, copied_settings
from colab_safe.notebook_names import is_notebook
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.project.settings import OWN_FILE
from colab_safe.setup.hook_settings import CONFIG_FILES
from colab_safe.typed import NamedTuple

_LARGEST = 1 << 20  # bytes of a file that hooks may need: scripts, configurations
_MOST = 64 << 20  # bytes of all files


class TrialCopy(NamedTuple):
    """A throw-away repository, and what it lacks."""

    repository: ThrowAway
    left_out: int  # tracked files that are too large to copy


def trial_copy(folder: str) -> TrialCopy:
    """Return a throw-away repository with the files and hooks of the one whose top is the current folder.

    Args:
        folder: An empty one.

    Raises:
        GitError: git refuses.
        FileError: A file cannot be copied.
    """
    made = ThrowAway(folder)
    left_out = _copy_files(made.top)
    config = os.path.join(made.top, ".git", "config")
    text = config_text(copied_settings()).encode("utf-8", "surrogateescape")
    write_bytes(config, read_bytes(config) + text)
    _copy_info(made.top)
    made.hooks = _hooks(made.top)
    made.without_hooks("add", "--all")
    made.without_hooks("commit", "--no-verify", "--quiet", "--allow-empty", "--message", "Start")
    made.without_hooks("push", "--no-verify", "--quiet", "origin", "HEAD")
    return TrialCopy(made, left_out)


def _copy_files(top: str) -> int:
    """Copy files and links; return how many were too large. No link is followed, neither to read nor to write."""
    left, left_out = _MOST, 0
    for name in _names():
        if any(map(os.path.islink, _parents(name))) or not os.path.lexists(name):
            continue
        about, target = os.lstat(name), os.path.join(top, name)
        if stat.S_ISREG(about.st_mode) and about.st_size > min(_LARGEST, left):
            left_out += 1
        elif stat.S_ISREG(about.st_mode) or stat.S_ISLNK(about.st_mode):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy2(name, target, follow_symlinks=False)
            left -= about.st_size
    return left_out


def _parents(name: str) -> Iterator[str]:
    while name := os.path.dirname(name):
        yield name


def _names() -> list[str]:
    """The tracked files but the notebooks; and configurations that are not tracked yet."""
    settings = (OWN_FILE, BASELINE, *(name for names in CONFIG_FILES.values() for name in names))
    return [
        name
        for name in dict.fromkeys((*indexed_files(os.curdir), *settings))
        if not is_notebook(name)
    ]


def _copy_info(top: str) -> None:
    """The attributes of the clone, which may name filters."""
    source = os.path.join(common_folder(), "info", "attributes")
    if os.path.isfile(source):
        os.makedirs(os.path.join(top, ".git", "info"), exist_ok=True)
        shutil.copy(source, os.path.join(top, ".git", "info", "attributes"))


def _hooks(top: str) -> str:
    """The folder of the hooks: a copy of one in the repository; one outside of it serves as it is."""
    folder = os.path.realpath(os.path.dirname(git_hook("pre-commit").path))
    places = ((common_folder(), os.path.join(top, ".git")), (os.curdir, top))
    for place, copy in places:
        below = os.path.relpath(folder, os.path.realpath(place))
        if below != os.curdir and not below.startswith(os.pardir) and os.path.isdir(folder):
            target = os.path.join(copy, below)
            shutil.copytree(folder, target, symlinks=True, dirs_exist_ok=True)
            return target
    return top if folder == os.path.realpath(os.curdir) else folder
