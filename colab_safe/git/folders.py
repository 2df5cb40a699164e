"""Where the folders of a clone are, and what git has of its notebooks."""

from __future__ import annotations

import os

from colab_safe.errors import GitError
from colab_safe.git.process import git
from colab_safe.git.worktree import top_above
from colab_safe.typed import NamedTuple


class Clone(NamedTuple):
    """The folders of a clone, as absolute paths."""

    common: str  # git's own folder, which all worktrees share
    top: str  # the top folder of this worktree


def clone(cwd: str | None = None) -> Clone:
    """Return the clone around a folder.

    Args:
        cwd: The folder; None is the current one.

    Raises:
        GitError: There is no repository around the folder, or a bare one.
    """
    folder = os.path.abspath(cwd or os.curdir)
    plain = _plain(folder)
    if plain:
        return plain
    top = os.fsdecode(git("rev-parse", "--show-toplevel", cwd=folder)).rstrip("\n")
    return Clone(common_folder(folder), os.path.normpath(top))


def common_folder(cwd: str | None = None) -> str:
    """Return the absolute path of git's own folder, which all worktrees of a clone share.

    Unlike `clone`, it also answers in a bare repository.

    Args:
        cwd: A folder of the repository; None is the current one.

    Raises:
        GitError: There is no repository around the folder.
    """
    folder = os.path.abspath(cwd or os.curdir)
    plain = _plain(folder)
    if plain:
        return plain.common
    answer = os.fsdecode(git("rev-parse", "--git-common-dir", cwd=folder)).rstrip("\n")
    return os.path.join(folder, answer)


def has_tag(repository: str, tag: str) -> bool | None:
    """Return whether a repository has a tag; None if it is not a folder of this machine.

    Args:
        repository: Its folder, or its address.
        tag: The tag's name.
    """
    if not os.path.isdir(repository):
        return None
    name = f"refs/tags/{tag}"
    try:
        return bool(git("for-each-ref", "--count=1", name, cwd=repository, by_folder=True))
    except GitError:
        return None


def _plain(folder: str) -> Clone | None:
    """The clone, without starting git, where `.git` is a folder and no variable overrides it."""
    if "GIT_DIR" in os.environ or "GIT_COMMON_DIR" in os.environ or "GIT_WORK_TREE" in os.environ:
        return None
    top = top_above(folder)
    if top is None:
        return None
    common = os.path.join(top, ".git")
    has_head = os.path.isfile(os.path.join(common, "HEAD"))
    return (
        Clone(common, top) if has_head and os.path.isdir(os.path.join(common, "objects")) else None
    )


def committed(path: str, cwd: str) -> bytes:
    """Return a file's content in HEAD; empty where HEAD does not have the file.

    Args:
        path: From the repository's top folder, POSIX style.
        cwd: A folder of the repository.
    """
    try:
        return git("cat-file", "blob", f"HEAD:{path}", cwd=cwd)
    except GitError:  # a new file, or no commit yet
        return b""
