"""What a repository on a server calls a version: a branch, a tag, another ref, or a commit."""

from __future__ import annotations

import re
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.clones.clone import Clone

_HEX = re.compile(r"[0-9a-f]{7,64}")
_FULL = (40, 64)  # letters of a SHA-1 and of a SHA-256


class Version(NamedTuple):
    """A version on the server. `commit` is a full hash, or the start of one if only that was asked for."""

    ref: str | None  # such as refs/heads/main; None for a commit
    commit: str

    @property
    def branch(self) -> str | None:
        """The name of the branch; None for everything else."""
        prefix = "refs/heads/"
        return self.ref[len(prefix) :] if self.ref and self.ref.startswith(prefix) else None

    @property
    def is_abbreviated(self) -> bool:
        """Whether the commit is only the start of a hash."""
        return len(self.commit) not in _FULL


def find_version(clone: Clone) -> Version | None:
    """Ask the server for the version that is wanted; None if the repository is empty.

    Args:
        clone: Its requirement names the version; without one, the default branch is meant.

    Raises:
        InstallError: The server refuses, or has no such version.
    """
    ref = clone.requirement.ref
    names = _names(ref) if ref else ["HEAD"]
    commits, default = _ask_server(clone, names)
    if ref is None:
        return Version(default, commits["HEAD"]) if "HEAD" in commits else None
    for name in names:
        if name in commits:
            return Version(name, commits.get(f"{name}^{{}}", commits[name]))
    if _HEX.fullmatch(ref):
        return Version(None, ref)
    raise no_such_version(clone)


def no_such_version(clone: Clone) -> InstallError:
    """Return the error for a version that the server does not have.

    Args:
        clone: Its requirement names the version.
    """
    wanted = clone.requirement
    return InstallError(
        f"the repository {wanted.repository!r} has no branch, tag or commit {wanted.ref!r}"
    )


def _names(ref: str) -> list[str]:
    """A branch comes before a tag of the same name, as pip has it."""
    return [ref] if ref.startswith("refs/") else [f"refs/heads/{ref}", f"refs/tags/{ref}"]


def _ask_server(clone: Clone, names: list[str]) -> tuple[dict[str, str], str | None]:
    """{ref: commit}, and the ref that HEAD leads to: https://git-scm.com/docs/git-ls-remote#_output"""
    asked = [*names, *(f"{name}^{{}}" for name in names)]
    quiet = clone._replace(quiet=True)
    commits: dict[str, str] = {}
    default = None
    for line in quiet.git(
        "ls-remote", "--symref", "--", clone.requirement.url, *asked
    ).splitlines():
        value, _, name = line.partition("\t")
        if value.startswith("ref: "):
            default = value.removeprefix("ref: ")
        elif name:
            commits[name] = value
    return commits, default
