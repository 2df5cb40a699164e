"""What a report says about secrets in the history: their commits, and how to remove them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.model import Finding, History

_WRITE_REPLACEMENTS = (
    "colab-safe scan --history --show-secrets --format filter-repo --output ../replacements.txt"
)


def lifetime(history: History) -> str:
    """Return the lifetime of a secret in words.

    Such as `in commits 3a865aa18a9b (2020-11-20) to 4ff25f151707 (2021-01-02); still in main;
    reached a remote`.

    Args:
        history: Of the secret.
    """
    first, last = (f"{id[:12]} ({date[:10]})" for id, date in (history[:2], history[2:4]))
    spans = (
        f"in commit {first}" if history.first == history.last else f"in commits {first} to {last}"
    )
    still = f"; still in {', '.join(history.still_in)}" if history.still_in else "; removed since"
    reached = {None: "", True: "; reached a remote", False: "; not on any remote branch"}[
        history.on_remote
    ]
    return spans + still + reached


def removal(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield how to remove secrets from commits, unpushed or pushed; both if no remote is known.

    Args:
        findings: Those that are in no commit are passed over.
    """
    histories = [finding.history for finding in findings if finding.history]
    if any(not history.on_remote for history in histories):
        yield from _unpushed(
            sorted({history.first for history in histories if not history.on_remote})
        )
    if any(history.on_remote is not False for history in histories):
        yield from _pushed()


def _unpushed(commits: Sequence[str]) -> Iterator[str]:
    ids = ", ".join(id[:12] for id in commits)
    yield f"  Commits that were never pushed can be rewritten: {ids}."
    yield "     The last commit: fix the notebook, `git add` it, `git commit --amend`."
    yield "     An earlier one: `git rebase --interactive COMMIT^`, mark it `edit`, fix, `git add`,"
    yield "     `git commit --amend`, `git rebase --continue`."
    yield "     A later commit that deletes the token does not help."


def _pushed() -> Iterator[str]:
    yield "  A token that reached a remote stays usable until you revoke it."
    yield "  To clean the history as well, in a fresh clone:"
    yield f"     {_WRITE_REPLACEMENTS}"
    yield "     git filter-repo --replace-text ../replacements.txt"
    yield "     The file contains the secrets in clear text: delete it afterwards."
    yield "     All commit ids change: push with --force, and have everyone clone again."
