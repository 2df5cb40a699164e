"""Clone a private repository, without the token in the clone's settings."""

from __future__ import annotations

import os
from collections.abc import Mapping

from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.clones.update import update_clone
from colab_safe.install.packages.leftovers import leftovers
from colab_safe.install.packages.requirement import parse_requirement
from colab_safe.install.process import show
from colab_safe.install.tokens.for_repository import further_tokens, token_for
from colab_safe.install.tokens.sources import Config


@fails_cleanly
def clone_private(
    config: Config,
    repo: str,
    dest: str | os.PathLike[str] | None = None,
    *,
    owner: str | None = None,
    ref: str | None = None,
    depth: int | None = None,
    host: str | None = None,
    extra_hosts: Mapping[str, Config] | None = None,
    timeout: float = 900,
    quiet: bool = False,
    passphrase: str | None = None,
) -> str:
    """Clone a private repository with its submodules, or update an existing clone.

    What is on disk decides what is done: a call after a failed one finishes its work. Local commits and changes are kept, or
    it is an error. Hooks are not run. The clone's settings contain no token: later `git pull`s need
    `git_credentials()`.

    Args:
        config: Where the token comes from: the path of a JSON file with `access_token` (and perhaps
            `username`, `owner`, `host`), a placeholder for such a path, "secret:NAME" for a Colab or Kaggle secret,
            such a file's fields as a dictionary, a `Token` from `load_token`, the token itself, or None to search
            environment variables, Colab and Kaggle secrets, `gh`, a file on Drive, and to ask at last.
        repo: `repo`, `owner/repo`, `owner/repo@ref`, or a full https URL.
        dest: The folder to clone into; a folder of the repository's name in the current one if None.
        owner: Of a repository that is named without one; from the token file if None.
        ref: Branch, tag or commit to check out; the default branch if None, also in a clone that is elsewhere.
        depth: Number of commits that a new clone gets, such as 1; the whole history if None. An existing clone keeps
            what it has.
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
        InstallError: Cloning fails, or the folder is something else, or local work would be lost; the message says what
            happened, why, and what to do.

    Example:
        >>> clone_private(token_json, "owner/repo", "work")
    """
    token = token_for(config, repo, host, passphrase)
    requirement = parse_requirement(
        repo, token.server, owner=owner or token.owner or token.username, ref=ref
    )
    folder = os.path.abspath(dest or requirement.repository.rpartition("/")[2])
    tokens = [token, *further_tokens(extra_hosts)]
    update_clone(requirement, folder, tokens, timeout, quiet, depth=depth)
    for warning in leftovers(tokens, clones=[folder]):
        show(f"Warning: {warning}.\n")
    return folder
