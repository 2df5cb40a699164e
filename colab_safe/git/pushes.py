"""Which commits a push sends to a remote that does not have them."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import GitError
from colab_safe.git.process import git
from colab_safe.typed import NamedTuple


class Push(NamedTuple):
    """The commits of a push."""

    revisions: tuple[str, ...]  # arguments of `git log`; empty where nothing is sent
    refs: str  # what is pushed, in words for the user


def push_from_git(remote: str, lines: str) -> Push:
    """Return the push that git describes to its pre-push hook.

    Format: https://git-scm.com/docs/githooks#_pre_push; per line a local ref, its id, a remote ref
    and its id.

    Args:
        remote: The name of the remote, or its URL.
        lines: What git writes to the hook's stdin.

    Raises:
        GitError: The lines are not in this format, or a ref does not lead to a commit.
    """
    refs = [line.split(" ") for line in lines.splitlines() if line.strip()]
    if any(len(ref) != 4 for ref in refs):
        raise GitError(
            "the pushed refs are missing on stdin: this is the hook that git runs before a push"
        )
    # Only zeros: the ref is deleted.
    pushed = [(name, id) for name, id, _, _ in refs if id.strip("0")]
    if not pushed:
        return Push((), "no ref")
    missing = [
        name
        for (name, _), kind in zip(pushed, _kinds([id for _, id in pushed]), strict=True)
        if kind != "commit"
    ]
    if missing:
        raise GitError(f"cannot check {', '.join(missing)}: it does not lead to a commit")
    theirs = [id for _, _, _, id in refs if id.strip("0")]
    known = [f"^{id}" for id, kind in zip(theirs, _kinds(theirs), strict=True) if kind == "commit"]
    revisions = (*(id for _, id in pushed), *known, "--not", f"--remotes={remote}")
    return Push(revisions, ", ".join(name for name, _ in pushed))


def _kinds(ids: list[str]) -> list[str]:
    """What each id leads to; a tag is followed."""
    asked = "".join(f"{id}^{{}}\n" for id in ids).encode()
    return [
        line.split(" ")[-1]
        for line in git("cat-file", "--batch-check=%(objecttype)", stdin=asked)
        .decode()
        .splitlines()
    ]


def push_from_framework(environment: Mapping[str, str]) -> Push:
    """Return the push that pre-commit and prek describe: every branch and tag.

    They name only the first of the pushed refs, so any of the others may be pushed as well.

    Args:
        environment: With the variables of https://pre-commit.com/#pre-push
    """
    remote = environment.get("PRE_COMMIT_REMOTE_NAME", "")
    told = [environment.get(f"PRE_COMMIT_{name}") for name in ("TO_REF", "FROM_REF")]
    tip, base = (name if name and name.strip("0") else None for name in told)
    tips = ("--branches", "--tags", *_head(), *([tip] if tip else []))
    known = (f"--remotes={remote}" if remote else "--remotes", *([base] if base else []))
    return Push((*tips, "--not", *known), "every branch and tag")


def _head() -> list[str]:
    """HEAD, which may be on no branch; nothing before its first commit."""
    try:
        return [git("rev-parse", "--verify", "--quiet", "HEAD").decode().strip()]
    except GitError:
        return []
