"""A working copy of a private repository, whose settings hold no token."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colab_safe.errors import InstallError
from colab_safe.install.credentials.protected_run import run_protected
from colab_safe.install.failure import fails_cleanly
from colab_safe.install.packages.diagnosis import Failure, explain
from colab_safe.install.packages.leftovers import leftovers
from colab_safe.install.packages.requirement import Requirement, parse_requirement
from colab_safe.install.process import show
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config
from colab_safe.install.tokens.token import Token


@fails_cleanly
def clone_private(
    config: Config,
    repo: str,
    dest: str | os.PathLike[str] | None = None,
    *,
    owner: str | None = None,
    ref: str | None = None,
    host: str | None = None,
    extra_hosts: Mapping[str, Config] | None = None,
    timeout: float = 900,
    quiet: bool = False,
    passphrase: str | None = None,
) -> str:
    """Clones `repo`, with its submodules, into `dest` (by default a folder of its name here); the absolute path.

    A folder that already is a clone of this repository is brought up to date. Later `git pull`s need
    `git_credentials()`. Raises InstallError, TokenError or PathError.
    """
    token = token_for(config, repo, host, passphrase)
    requirement = parse_requirement(
        repo, token.origin, owner=owner or token.owner or token.username, ref=ref
    )
    folder = os.path.abspath(dest or requirement.repository.rpartition("/")[2])
    tokens = [token, *further_tokens(extra_hosts)]
    update_clone(requirement, folder, tokens, timeout, quiet)
    for warning in leftovers(tokens, clones=[folder]):
        show(f"Warning: {warning}.\n")
    return folder


def update_clone(
    requirement: Requirement, folder: str, tokens: Sequence[Token], timeout_s: float, quiet: bool
) -> None:
    """Makes the clone, or fetches what is new; then checks out the ref, where one is given."""

    def git(*arguments: str) -> str:
        outcome = run_protected(["git", *arguments], tokens, timeout_s, quiet)
        if outcome.status:
            raise InstallError(explain(Failure(tokens, outcome.output, requirement, quiet)))
        return outcome.output

    if not os.path.isdir(folder) or not os.listdir(folder):
        git("clone", "--recurse-submodules", "--", requirement.url, folder)
    elif _remote(folder, tokens) != requirement.url:
        raise InstallError(
            f"{folder} is there already, and is no clone of {requirement.url}: give another dest="
        )
    else:
        git("-C", folder, "fetch", "--tags", "--recurse-submodules", "origin")
    if requirement.ref:
        git(
            "-C",
            folder,
            "-c",
            "advice.detachedHead=false",
            "checkout",
            "--recurse-submodules",
            requirement.ref,
            "--",
        )
    if os.path.isfile(os.path.join(folder, ".git", "FETCH_HEAD")):  # it was there before
        _follow_the_branch(folder, tokens)


def _remote(folder: str, tokens: Sequence[Token]) -> str:
    return run_protected(
        ["git", "-C", folder, "config", "remote.origin.url"], tokens, 60, quiet=True
    ).output.strip()


def _follow_the_branch(folder: str, tokens: Sequence[Token]) -> None:
    """On a branch, to where it is on the server, unless commits of one's own are in the way; at a tag, nothing."""
    on_branch = run_protected(
        ["git", "-C", folder, "symbolic-ref", "-q", "HEAD"], tokens, 60, quiet=True
    )
    if on_branch.status:
        return
    command = ["git", "-C", folder, "merge", "--ff-only", "--quiet", "@{upstream}"]
    if run_protected(command, tokens, 60, quiet=True).status:
        raise InstallError(
            f"{folder} has changes of its own: commit and merge them, or give another dest="
        )
