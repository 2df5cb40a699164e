"""What a report says of a secret in the history: when it came and went, how far it got, how to take it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.model import Finding, History


def lifetime(history: History) -> str:
    """`in commits 3a865aa18a9b (2020-11-20) to 4ff25f151707 (2021-01-02); still in main; reached a remote`."""
    first, last = (f"{id[:12]} ({date[:10]})" for id, date in (history[:2], history[2:4]))
    spans = (
        f"in commit {first}" if history.first == history.last else f"in commits {first} to {last}"
    )
    still = f"; still in {', '.join(history.still_in)}" if history.still_in else "; taken out since"
    reached = {None: "", True: "; reached a remote", False: "; in no branch of a remote"}[
        history.on_remote
    ]
    return spans + still + reached


def removal(findings: Sequence[Finding]) -> Iterator[str]:
    """How to take secrets out of commits, both ways where no remote is known; nothing for findings that are in none."""
    histories = [finding.history for finding in findings if finding.history]
    if any(not history.on_remote for history in histories):
        yield from _unpushed(
            sorted({history.first for history in histories if not history.on_remote})
        )
    if any(history.on_remote is not False for history in histories):
        yield from _pushed()


def _unpushed(commits: Sequence[str]) -> Iterator[str]:
    yield f"  Commits that were never pushed can be made anew: {', '.join(id[:12] for id in commits)}."
    yield "     The last commit: correct the notebook, `git add` it, `git commit --amend`."
    yield "     An earlier one: `git rebase --interactive COMMIT^`, mark it `edit`, correct, `git add`,"
    yield "     `git commit --amend`, `git rebase --continue`. A later commit that deletes the token does not help."


def _pushed() -> Iterator[str]:
    yield "  What reached a remote stays readable there until it is revoked. To clean the history as well, in a new clone:"
    yield "     colab-safe scan --history --show-secrets --format filter-repo --output ../replacements.txt"
    yield "     git filter-repo --replace-text ../replacements.txt"
    yield "     The file holds the secrets in clear: delete it afterwards. All commit ids change: push with --force, and"
    yield "     everybody clones anew."
