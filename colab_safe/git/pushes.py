"""Which commits a push gives to a remote that does not have them."""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.errors import GitError
from colab_safe.git.process import git
from colab_safe.typed import NamedTuple


class Push(NamedTuple):
    """The revisions for `git log`; `refs` says what they are, in words for the user."""

    revisions: tuple[str, ...]
    refs: str


def told_by_git(remote: str, lines: str) -> Push:
    """From what git gives to its pre-push hook. Raises GitError for a ref that leads to no commit.

    Format: https://git-scm.com/docs/githooks#_pre_push, a line a ref: local ref, id, remote ref, id.
    """
    refs = [line.split(" ") for line in lines.splitlines() if line.strip()]
    if any(len(ref) != 4 for ref in refs):
        raise GitError(
            "this is what git runs before a push: it needs the pushed refs on stdin, as git gives them"
        )
    pushed = [
        (name, id) for name, id, _, _ in refs if id.strip("0")
    ]  # only zeros: the ref is deleted
    if not pushed:
        return Push((), "no ref")
    missing = [
        name
        for (name, _), kind in zip(pushed, _kinds([id for _, id in pushed]), strict=True)
        if kind != "commit"
    ]
    if missing:
        raise GitError(f"{', '.join(missing)} leads to no commit: what it holds cannot be checked")
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


def told_by_framework(environment: Mapping[str, str]) -> Push:
    """From what pre-commit and prek tell: the first of the pushed refs only, so every branch and tag may be pushed.

    Variables: https://pre-commit.com/#pre-push
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
