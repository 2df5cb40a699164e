"""The files below a folder, and those that git leaves out.

Names are filtered in Python and never by git, whose patterns miss untracked files in their own
folders (`:(icase)` with `--others`).
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.git.process import git, refusal, start
from colab_safe.git.worktree import top_above
from colab_safe.typed import NamedTuple

_SUBMODULE = "160000"
_SKIP_WORKTREE, _UNTRACKED = "S", "?"  # git's tags of entries


class Listing(NamedTuple):
    """The files below a folder, as sorted paths from the folder."""

    files: list[str]  # in the index or new, and not ignored; some may be deleted
    ignored: list[str]  # files, and whole folders, which end in a slash; "./" is the folder
    sparse: list[str]  # in the index, but left out by a sparse checkout; some may be there
    submodules: list[str]
    nested: list[str]  # the folders of other repositories, which git does not track
    unreadable: list[str]  # git's words on folders that it cannot open


class _Entry(NamedTuple):
    tag: str
    mode: str  # octal, such as "100644"; empty for an untracked file
    path: str


def listing(folder: str) -> Listing | None:
    """Return the files below a folder of a repository, and those that git leaves out.

    Outside of a repository git is not started, which saves 5 ms.

    Args:
        folder: Where to look.

    Returns:
        None outside of a repository.

    Raises:
        GitError: git refuses.
    """
    folder = os.path.realpath(folder)
    top = top_above(folder)
    if top is None:
        return None
    listed, unreadable = _ls_files(
        "-t", "--stage", "--cached", "--others", "--exclude-standard", cwd=folder
    )
    known = [_entry(field) for field in listed]
    is_folder = [each for each in known if each.mode == _SUBMODULE or each.path.endswith("/")]
    files = [each for each in known if each not in is_folder] if is_folder else known
    return Listing(
        sorted({each.path for each in files if each.tag != _SKIP_WORKTREE}),
        list(_ignored(folder, top)),
        sorted(each.path for each in files if each.tag == _SKIP_WORKTREE),
        sorted(each.path for each in is_folder if each.mode == _SUBMODULE),
        sorted(each.path.rstrip("/") for each in is_folder if each.mode != _SUBMODULE),
        unreadable,
    )


def _ignored(folder: str, top: str) -> Iterator[str]:
    """From the top folder, because git fails in a subfolder of an ignored folder."""
    below = os.path.relpath(folder, top).replace(os.sep, "/")
    prefix, chosen = ("", []) if below == "." else (f"{below}/", [f":(top,literal){below}"])
    options = ("--others", "--ignored", "--exclude-standard", "--directory")
    entries, _ = _ls_files(*options, "--", *chosen, cwd=top)
    for path in entries:
        yield "./" if prefix and prefix.startswith(path) else path.removeprefix(prefix)


def untracked(top: str) -> list[str]:
    """Return what git does not track, ignored or not: files, and whole folders, which end in a slash.

    Args:
        top: The top folder of a repository.

    Returns:
        Paths from the top folder, sorted.

    Raises:
        GitError: git refuses.
    """
    entries, _ = _ls_files("--others", "--directory", "--no-empty-directory", cwd=top)
    return sorted(entries)


def is_ignored(path: str) -> bool:
    """Return whether git ignores a file, and does not track it.

    Args:
        path: The file, which need not exist; its folder must.

    Raises:
        GitError: The folder is outside of a repository, or git refuses.
    """
    folder, name = os.path.split(os.path.abspath(path))
    process = start("check-ignore", "--quiet", "--", name, cwd=folder, by_folder=True)
    _, said = process.communicate()
    if process.returncode not in (0, 1):
        raise refusal("check-ignore", said, process.returncode, folder)
    return process.returncode == 0


def indexed_files(folder: str) -> Iterator[str]:
    """Yield the files of the index, as paths from the folder.

    Args:
        folder: Those below it are yielded.

    Raises:
        GitError: git refuses, for example outside of a repository.
    """
    fields = git("ls-files", "-z", "--cached", cwd=folder).split(b"\0")
    yield from sorted({os.fsdecode(name) for name in fields if name})


def _ls_files(*options: str, cwd: str) -> tuple[list[str], list[str]]:
    """The fields that git prints, and its complaints about folders."""
    process = start("ls-files", "-z", *options, cwd=cwd, by_folder=True)
    output, said = process.communicate()
    if process.returncode:
        raise refusal("ls-files", said, process.returncode, cwd)
    lines = said.decode("utf-8", "replace").splitlines()
    complaints = [line.removeprefix("warning: ") for line in lines if "open directory" in line]
    return [os.fsdecode(field) for field in output.split(b"\0") if field], complaints


def _entry(field: str) -> _Entry:
    """Format: https://git-scm.com/docs/git-ls-files#_output, with -t and --stage."""
    if field.startswith(_UNTRACKED):
        return _Entry(_UNTRACKED, "", field[2:])
    about, _, path = field.partition("\t")
    tag, mode = about.split(" ")[:2]
    return _Entry(tag, mode, path)
