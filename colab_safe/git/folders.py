"""Where a clone keeps its own things, and what it holds of its notebooks."""

from __future__ import annotations

import os

from colab_safe.errors import GitError
from colab_safe.git.process import git, refusal, start
from colab_safe.typed import NamedTuple


class Clone(NamedTuple):
    """Absolute paths: git's folder that all worktrees share, and the top folder of this worktree."""

    common: str
    top: str


def clone(cwd: str | None = None) -> Clone:
    """The clone around a folder. Raises GitError outside of one, and in a bare repository."""
    here = os.path.abspath(cwd or os.curdir)
    plain = _plain(here)
    if plain:
        return plain
    answer = os.fsdecode(git("rev-parse", "--git-common-dir", "--show-toplevel", cwd=here))
    common, top = answer.split("\n")[:2]
    return Clone(os.path.join(here, common), os.path.normpath(top))


def _plain(folder: str) -> Clone | None:
    """The same without starting git (15 ms), where it is plain: a folder `.git` above, and nothing that says otherwise."""
    if "GIT_DIR" in os.environ or "GIT_COMMON_DIR" in os.environ or "GIT_WORK_TREE" in os.environ:
        return None
    while not os.path.lexists(git_folder := os.path.join(folder, ".git")):
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above
    is_plain = os.path.isfile(os.path.join(git_folder, "HEAD")) and os.path.isdir(
        os.path.join(git_folder, "objects")
    )
    return Clone(git_folder, folder) if is_plain else None


def committed(path: str, cwd: str) -> bytes:
    """A file as HEAD has it, empty where HEAD has none; `path` from the repository's top folder."""
    try:
        return git("cat-file", "blob", f"HEAD:{path}", cwd=cwd)
    except GitError:  # a new file, or no commit yet
        return b""


def words_in_notebooks(pattern: str, cwd: str) -> set[str]:
    """What the extended regular expression matches in the notebooks of the index. Raises GitError."""
    options = ("--cached", "--only-matching", "-h", "--text", "-E")
    process = start("grep", *options, pattern, "--", ":(icase)*.ipynb", cwd=cwd)
    output, said = process.communicate()
    if process.returncode not in (0, 1):  # 1 says that nothing matches
        raise refusal("grep", said, process.returncode, cwd)
    return set(output.decode(errors="replace").split())
