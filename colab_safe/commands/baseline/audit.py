"""The questions that `colab-safe baseline audit` asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from colab_safe.accept.baseline import Entry, merged
from colab_safe.command_line.messages import reveal, say
from colab_safe.model import Finding
from colab_safe.report.text import where

_QUESTION = "[a]ccept, [r]eport again, [s]kip or [q]uit? "


def audit(
    entries: tuple[Entry, ...], found: Mapping[tuple[str, str, str], Finding], show_secrets: bool
) -> Iterator[tuple[Entry, ...]]:
    """Ask about each entry without a reason; yield all entries after each answer that changes them.

    Args:
        entries: Of the baseline.
        found: What was found now, by path, rule and fingerprint.
        show_secrets: Whether to print the secrets.
    """
    waiting = [entry for entry in entries if not entry.reason]
    for number, entry in enumerate(waiting, start=1):
        say("", f"{number} of {len(waiting)}: {entry.rule}")
        _show(entry, found.get(entry[:3]), show_secrets)
        answer = _answer(_QUESTION, "arsq")
        if answer == "q":
            return
        if answer != "s":
            entries = merged(
                [*(other for other in entries if other != entry), *_accepted(entry, answer)]
            )
            yield entries


def _show(entry: Entry, finding: Finding | None, show_secrets: bool) -> None:
    if finding is None:
        say(f"    {entry.path}: no longer found; `colab-safe baseline update` removes it")
        return
    say(f"    {where(finding.location)}", f"    {finding.description}", f"    | {finding.excerpt}")
    if show_secrets:
        reveal(finding.secret.reveal())


def _accepted(entry: Entry, answer: str) -> Iterable[Entry]:
    """The entry with a reason; none if it is to be reported again."""
    if answer == "r":
        return ()
    reason = ""
    while not reason:
        reason = input("Reason (false positive, revoked on …): ").strip()
    return (entry._replace(reason=reason),)


def _answer(question: str, choices: str) -> str:
    """The first letter of what is typed; the end of the input quits."""
    while True:
        try:
            answer = input(question).strip().lower()[:1]
        except EOFError:
            return "q"
        if answer and answer in choices:
            return answer
