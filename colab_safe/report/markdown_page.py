"""One page of Markdown: the verdict, a row for each secret, what was not scanned, and what settings did.

For the job page of GitHub Actions, which shows no more than 1 MiB of a step:
https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence

from colab_safe.model import CONFIDENCES, Finding, Report
from colab_safe.report.drive import sharing
from colab_safe.report.lifetime import lifetime
from colab_safe.report.markdown import code, escaped, html_code, link, what_to_do
from colab_safe.report.pairs import Credential
from colab_safe.report.places import by_secret
from colab_safe.report.remedy import is_address
from colab_safe.report.text import (
    accepting_comment,
    count,
    covered,
    place_in_words,
    provider_says,
    settings_notices,
)

# Bytes of each part; together with the other lines they stay below GitHub's limit of 1,048,576.
_MOST_IN_TABLE, _MOST_IN_LIST = 700_000, 150_000
_PLACES = 5  # of the same secret in a row
_HEAD = ("| | Secret | Where | What to do |", "| --- | --- | --- | --- |")


def write(report: Report, show_secrets: bool = False) -> str:
    """Return the page; it says what was cut off.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret, since everybody who can read the repository sees it.
    """
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"### colab-safe: {_verdict(report)}"
    yield from ("", escaped(covered(report)))
    yield from _table(by_secret(report.findings))
    problems = (f"{html_code(each.path)}: {escaped(each.error)}" for each in report.problems)
    yield from _list("Not scanned", problems)
    yield from _list("Settings", (escaped(each.text) for each in settings_notices(report)))


def _verdict(report: Report) -> str:
    """Findings come first, and nothing is called clean that was not read."""
    if report.blocking:
        found = count(len(report.blocking), "finding")
        return f"{found}, and not everything was scanned" if report.problems else found
    if report.problems:
        return "not everything was scanned"
    if not report.coverage.files:
        return "no file was scanned"
    return "nothing that blocks" if report.findings else "no findings"


def _table(secrets: Sequence[list[Credential]]) -> Iterator[str]:
    """A row for each secret, the most certain ones first."""
    if not secrets:
        return
    worst = sorted(secrets, key=lambda same: -max(map(_certainty, same[0])))
    yield from ("", *_HEAD)
    left_out = yield from _fitting(map(_row, worst), _MOST_IN_TABLE)
    if left_out:
        yield from ("", _cut(left_out, "secret"))
    yield from ("", "Removing a secret does not undo the leak: revoke it first.")
    comment = code(accepting_comment(finding for same in secrets for finding in same[0]))
    yield f"Not a secret? Put {comment} on its line."


def _certainty(finding: Finding) -> int:
    return CONFIDENCES.index(finding.confidence)


def _row(same: Sequence[Credential]) -> str:
    parts = same[0]
    weight = max(parts, key=_certainty).confidence
    revoke = dict.fromkeys(what_to_do(part.revoke) for part in parts)
    cells = (weight, " with ".join(map(_name, parts)), "<br>".join(_places(same)), *revoke)
    return f"| {' | '.join(cells[:3])} | {'<br>'.join(cells[3:])} |"


def _name(finding: Finding) -> str:
    state = "" if finding.live is None else f", {provider_says(finding.live)}"
    return f"{escaped(finding.description)} ({html_code(finding.rule)}){state}"


def _places(same: Sequence[Credential]) -> Iterator[str]:
    yield from (_place(each[0]) for each in same[:_PLACES])
    if same[_PLACES:]:
        files = len({each[0].location.path for each in same[_PLACES:]})
        yield f"… and {count(len(same) - _PLACES, 'more place')}, in {count(files, 'file')}"


def _place(finding: Finding) -> str:
    location = finding.location
    commit = f" ({location.commit[:12]})" if location.commit else ""
    history = f"; {lifetime(finding.history)}" if finding.history else ""
    words = filter(None, (place_in_words(location.place), f"line {location.line}"))
    inside = escaped(f"{commit}: {', '.join(words)}{history}")
    return f"{html_code(location.path)}{inside}{_on_drive(finding)}"


def _on_drive(finding: Finding) -> str:
    if not finding.drive:
        return ""
    address = finding.drive.link
    return f", {escaped(sharing(finding.drive))}: {link(address) if is_address(address) else escaped(address)}"


def _list(title: str, lines: Iterable[str]) -> Iterator[str]:
    items = [f"- {line}" for line in lines]
    if items:
        yield from ("", f"#### {title}", "")
        left_out = yield from _fitting(items, _MOST_IN_LIST)
        if left_out:
            yield f"- {_cut(left_out, 'line')}"


def _fitting(lines: Iterable[str], most: int) -> Generator[str, None, int]:
    """Yield the lines that fit into a number of bytes, and return how many did not."""
    left_out = 0
    for line in lines:
        length = len(line.encode("utf-8", "backslashreplace")) + 1
        if length > most:
            left_out += 1
        else:
            most -= length
            yield line
    return left_out


def _cut(number: int, noun: str) -> str:
    return f"… and {count(number, f'more {noun}')}: GitHub shows only 1 MiB, the formats text and json list everything"
