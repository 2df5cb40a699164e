"""Bring a folder to a version of a repository: from nothing, from an older version, or from where a failure left it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from colab_safe.errors import InstallError
from colab_safe.install.clones.clone import Clone, clone_at
from colab_safe.install.clones.own_work import (
    has_own_commits,
    local_changes,
    refuse_to_lose_commits,
    remember_commit,
    submodules,
)
from colab_safe.install.clones.refused_settings import (
    refuse_settings,
    refuse_submodules_with_credentials,
)
from colab_safe.install.clones.remote_refs import Version, find_version, no_such_version
from colab_safe.install.credentials.protected_run import run_with
from colab_safe.install.packages.requirement import Requirement, same_repository
from colab_safe.install.process import show
from colab_safe.install.tokens.token import Token

_ALL_BRANCHES = "+refs/heads/*:refs/remotes/origin/*"
_WHOLE_HISTORY = "--depth=2147483647"  # what --unshallow means, and no error in a whole clone


def update_clone(
    requirement: Requirement,
    folder: str,
    tokens: Sequence[Token],
    timeout_s: float,
    quiet: bool,
    *,
    depth: int | None = None,
    blobs_later: bool = False,
    elsewhere: str = "pass another dest=",
) -> None:
    """Clone a repository, or fetch what is new; then check out what was asked for, with its submodules.

    What is on disk decides what is done, so a second call finishes what a failed one began.

    Args:
        requirement: The repository and the ref; without one, the default branch of the server.
        folder: The clone, an empty folder, or a folder that does not exist yet.
        tokens: Of all servers that the repository and its submodules come from.
        timeout_s: Seconds that each git command may take.
        quiet: Whether to show git's output only if something fails.
        depth: Number of commits of a new clone; all if None.
        blobs_later: Whether a new clone gets the files of old versions only when they are needed.
        elsewhere: What messages advise if the folder cannot be used.

    Raises:
        InstallError: git fails, the folder contains something else, or local work would be lost.
    """
    with clone_at(folder, requirement, tokens, timeout_s, quiet) as around:
        clone = around._replace(elsewhere=elsewhere)
        is_new = not os.path.lexists(folder) or (os.path.isdir(folder) and not os.listdir(folder))
        if not is_new:
            _refuse_what_is_not_this_clone(clone)
            refuse_settings(clone)
            refuse_to_lose_commits(clone)
        version = find_version(clone)
        if is_new:
            _make(clone, version, blobs_later)
        if version:
            _bring_to(clone, version, depth if is_new else None)


def _refuse_what_is_not_this_clone(clone: Clone) -> None:
    top = clone.ask("rev-parse", "--show-toplevel")
    url = clone.ask("config", "--local", "remote.origin.url")
    is_top = top is not None and os.path.realpath(top) == os.path.realpath(clone.folder)
    if not is_top or not url or not same_repository(url, clone.requirement):
        raise InstallError(
            f"{clone.folder} already exists and is not a clone of {clone.requirement.url}: {clone.elsewhere}"
        )


def _make(clone: Clone, version: Version | None, blobs_later: bool) -> None:
    """Everything but the commits: a failure after this is finished by the next call."""
    if not clone.quiet:
        show(f"Cloning {clone.requirement.url} into {clone.folder}\n")
    hashes = "sha256" if version and len(version.commit) == 64 else "sha1"
    clone.git("init", "--quiet", f"--object-format={hashes}", "--", clone.folder)
    settings = {"remote.origin.url": clone.requirement.url, "remote.origin.fetch": _ALL_BRANCHES}
    if blobs_later:
        settings |= {
            "remote.origin.promisor": "true",
            "remote.origin.partialclonefilter": "blob:none",
        }
    for key, value in settings.items():
        clone.git("-C", clone.folder, "config", key, value)


def _bring_to(clone: Clone, version: Version, depth: int | None) -> None:
    branch = version.branch
    before = clone.ask("rev-parse", "HEAD:.gitmodules")
    own = branch is not None and has_own_commits(clone, f"refs/heads/{branch}")
    _refuse_to_move_a_tag(clone, version)
    _fetch(clone, version, depth)
    if branch and own:
        _stay_on(clone, branch)
    elif branch:
        upstream = f"refs/remotes/origin/{branch}"
        known = clone.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{branch}")
        _check_out(clone, *([] if known else ["--track"]), "-B", branch, upstream)
        clone.ask("remote", "set-head", "origin", branch) if not clone.requirement.ref else None
        remember_commit(clone)
    else:
        _check_out(clone, "--detach", version.commit)
        remember_commit(clone)
    _update_submodules(clone, moved=before != clone.ask("rev-parse", "HEAD:.gitmodules"))


def _fetch(clone: Clone, version: Version, depth: int | None) -> None:
    """Into origin's branches and, for a tag that was asked for, into that tag: no other ref changes."""
    shallow = clone.ask("rev-parse", "--is-shallow-repository") == "true"
    few = not version.is_abbreviated and (shallow or depth is not None)
    refs = [] if few else [_ALL_BRANCHES]
    if version.branch and few:
        refs.append(f"+refs/heads/{version.branch}:refs/remotes/origin/{version.branch}")
    elif version.ref and version.ref.startswith("refs/tags/"):
        refs.append(f"+{version.ref}:{version.ref}")
    elif version.ref and not version.branch:
        refs.append(version.ref)
    elif few:
        refs.append(version.commit)
    limit = [f"--depth={depth or 1}", "--no-tags"] if few else [_WHOLE_HISTORY] * shallow
    options = [clone.reports, "--no-recurse-submodules", "--refmap=", *limit]
    clone.git("-C", clone.folder, "fetch", *options, "origin", *refs)
    if version.ref is None and not _has(clone, version.commit):
        if version.is_abbreviated:
            raise no_such_version(clone)
        clone.git("-C", clone.folder, "fetch", *options, "origin", version.commit)


def _has(clone: Clone, commit: str) -> bool:
    return clone.ask("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}") is not None


def _refuse_to_move_a_tag(clone: Clone, version: Version) -> None:
    """A tag that moved on the server moves here too, unless it is a person's own."""
    if version.ref is None or not version.ref.startswith("refs/tags/"):
        return
    here = clone.ask("rev-parse", "--verify", "--quiet", f"{version.ref}^{{commit}}")
    if here is None or here == version.commit:
        return
    known = ("--branches", "--remotes", f"--exclude={version.ref}", "--glob=refs/*")
    if clone.ask("rev-list", "--max-count=1", here, "--not", *known):
        name = version.ref.removeprefix("refs/tags/")
        raise InstallError(
            f"the tag {name!r} in {clone.folder} is on commits that no branch has, and on the server it is"
            f" elsewhere: keep them with 'git -C {clone.folder} branch NAME {name}', or {clone.elsewhere}"
        )


def _stay_on(clone: Clone, branch: str) -> None:
    """A branch with local commits is checked out as it is, if it contains the server's."""
    names = (f"refs/remotes/origin/{branch}", f"refs/heads/{branch}")
    if clone.ask("merge-base", "--is-ancestor", *names) is None:
        raise InstallError(
            f"{clone.folder} has local changes: branch {branch!r} has commits of its own, and the server has others."
            f" Merge or rebase them, or {clone.elsewhere}"
        )
    _check_out(clone, branch)


def _check_out(clone: Clone, *what: str) -> None:
    """Ignored files are not overwritten, which git would do by default."""
    command = ("-C", clone.folder, "-c", "advice.detachedHead=false", "checkout", "--quiet")
    argv = ["git", *command, "--no-overwrite-ignore", *what, "--"]
    outcome = run_with(clone.environ, argv, clone.tokens, clone.timeout_s, clone.quiet)
    if outcome.status:
        raise local_changes(clone, outcome.output) or clone.failure(outcome)


def _update_submodules(clone: Clone, moved: bool) -> None:
    """Check out each at the commit that the repository names, if it is there already or not."""
    if not os.path.isfile(os.path.join(clone.folder, ".gitmodules")):
        return
    refuse_settings(clone)  # again: a file of the repository can be included
    refuse_submodules_with_credentials(clone, clone.folder)
    if moved:
        clone.git("-C", clone.folder, "submodule", "--quiet", "sync", "--recursive")
    for part in submodules(clone):
        if os.listdir(part.folder) == [".git"]:  # cloned, and not checked out
            clone.git("-C", part.folder, "reset", "--quiet", "--hard")
    _fetch_submodules(clone, clone.folder)
    for part in submodules(clone):
        remember_commit(clone, part.folder)


def _fetch_submodules(clone: Clone, folder: str) -> None:
    """Level by level, because what a submodule contains is not known before it is there."""
    if not os.path.isfile(os.path.join(folder, ".gitmodules")):
        return
    refuse_submodules_with_credentials(clone, folder)
    options = ("--quiet", "update", clone.reports, "--init", "--checkout")
    clone.git("-C", folder, "submodule", *options)
    for part in submodules(clone, folder):
        _fetch_submodules(clone, part.folder)
