"""Clone a private repository, without the token in the clone's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from colab_safe.errors import InstallError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.protected_run import run_protected
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
    """Clone a private repository with its submodules, or update an existing clone.

    The clone's settings contain no token: later `git pull`s need `git_credentials()`.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, a `Token` from `load_token`, or None to
            search Colab and Kaggle secrets, environment variables, `gh`, a file on Drive, and to ask at last.
        repo: `repo`, `owner/repo`, `owner/repo@ref`, or a full https URL.
        dest: The folder to clone into; a folder of the repository's name in the current one if None.
        owner: Of a repository that is named without one; from the token file if None.
        ref: Branch, tag or commit to check out; the default branch if None.
        host: The git server, if neither the repository nor the token file names one; github.com if None.
        extra_hosts: Tokens for further servers that submodules come from, as {server: config}.
        timeout: Seconds that each command may take.
        quiet: Whether to show the output only if something fails.
        passphrase: Of an encrypted token file; asked for if None.

    Returns:
        The absolute path of the clone.

    Raises:
        TokenError: There is no usable token, or the server refuses it.
        PathError: A placeholder cannot be resolved.
        InstallError: Cloning fails; the message says what happened, why, and what to do.

    Example:
        >>> clone_private(token_json, "owner/repo", "work")
    """
    token = token_for(config, repo, host, passphrase)
    requirement = parse_requirement(
        repo, token.server, owner=owner or token.owner or token.username, ref=ref
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
    """Clone a repository, or fetch what is new; then check out the requested ref.

    Args:
        requirement: The repository and the ref.
        folder: The clone, an empty folder, or a folder that does not exist yet.
        tokens: Of all servers that the repository and its submodules come from.
        timeout_s: Seconds that each git command may take.
        quiet: Whether to show git's output only if something fails.

    Raises:
        InstallError: git fails, or the folder contains something else.
    """

    def git(*arguments: str) -> str:
        outcome = run_protected(["git", *arguments], tokens, timeout_s, quiet)
        if outcome.status:
            raise InstallError(explain(Failure(tokens, outcome.output, requirement, quiet)))
        return outcome.output

    if not os.path.isdir(folder) or not os.listdir(folder):
        git("clone", "--recurse-submodules", "--", requirement.url, folder)
    elif _remote(folder, tokens) != requirement.url:
        raise InstallError(
            f"{folder} already exists and is not a clone of {requirement.url}: pass another dest="
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
            f"{folder} has local changes: commit and merge them, or pass another dest="
        )
