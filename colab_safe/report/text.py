"""The report for people: where each secret is, its line with the secret blotted out, what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from colab_safe.model import CODE, Finding, Location, Place, Report
from colab_safe.typed import TYPE_CHECKING
from colab_safe.visible import visible

if TYPE_CHECKING:
    from colab_safe.report.notices import Notice
    from colab_safe.report.pairs import Credential

_PLACES = 5  # of further ones with the same secret
_UNITS = ("bytes", "KB", "MB", "GB")


def write(report: Report, show_secrets: bool = False) -> str:
    """Return the findings, what to do about them, what settings did, and what was covered.

    Args:
        report: Of the whole scan.
        show_secrets: Whether to print the secrets.
    """
    advice = _advice(tuple([each for each in report.findings if each.engine != CODE]))
    return write_findings(report, show_secrets) + _text([*advice, *summary(report)])


def write_findings(report: Report, show_secrets: bool = False) -> str:
    """Return the findings, and nothing else.

    Args:
        report: Of the whole scan.
        show_secrets: Whether to print the secrets.
    """
    if not report.findings:
        return ""
    from colab_safe.report.places import by_secret

    return _text(line for each in by_secret(report.findings) for line in _entry(each, show_secrets))


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{visible(line)}\n" for line in lines)


def where(location: Location) -> str:
    """Return a location in words: `a.ipynb: cell 2 [x1], output 1 (text/html), line 3, column 9`.

    Args:
        location: In a notebook; in any other file, the line counts in the file.
    """
    commit = f" ({location.commit[:12]})" if location.commit else ""
    return f"{location.path}{commit}: {where_inside(location)}"


def where_inside(location: Location) -> str:
    """Return where in its file a location is, in words: `cell 2 [x1], source, line 3, column 9`.

    Args:
        location: As for `where`.
    """
    place = location.place
    parts = (_cell(place), _part(place), f"line {location.line}, column {location.column}")
    return ", ".join(part for part in parts if part)


def accepting_comment(findings: Iterable[Finding]) -> str:
    """Return the comment that accepts a finding, with the rule's id if all findings have the same.

    Args:
        findings: Those that the comment is for.
    """
    rules = {finding.rule for finding in findings}
    return f"# colab-safe: allow {rules.pop() if len(rules) == 1 else 'RULE-ID'} — reason"


def provider_says(live: bool) -> str:
    """Return in words what a provider said about a token.

    Args:
        live: Whether it accepts the token.
    """
    return "live: its provider accepts it" if live else "dead: its provider rejects it"


def place_in_words(place: Place) -> str:
    """Return a place without its file and line: `cell 2, output 1`; empty outside of notebooks.

    Args:
        place: In a notebook, or in any other file.
    """
    cell = "" if place.cell is None else f"cell {place.cell}"
    part = f"output {place.output}" if place.output else place.part
    if not cell and part == "source":
        return ""
    return ", ".join(word for word in (cell, "" if part == "source" else part) if word)


def settings_notices(report: Report) -> Iterator[Notice]:
    """Yield what settings switched off and accepted: every format says it.

    Args:
        report: Of the whole scan.
    """
    if report.switched_off or report.accepted_by:
        from colab_safe.report.notices import notices  # most commits need none

        yield from notices(report)


def summary(report: Report) -> Iterator[str]:
    """Yield what a log says last: what settings switched off and accepted, and what was covered.

    Args:
        report: Of the whole scan.
    """
    for notice in settings_notices(report):
        yield f"colab-safe: {notice.text}"
    yield f"colab-safe: {covered(report)}"


def covered(report: Report) -> str:
    """Return what was found, read, skipped and not completed, as one line.

    Such as `2 findings in 12 files, 240 cells, 31 outputs, 4.1 MB text; skipped 38 MB images; not text: 3 files`.

    Args:
        report: Of the whole scan.
    """
    coverage = report.coverage
    failed = f"; incomplete: {count(len(report.problems), 'problem')}" if report.problems else ""
    counts = {"accepted": report.accepted, "left out by min-confidence": report.left_out}
    told = ", ".join(f"{number:,} {what}" for what, number in counts.items() if number)
    accepted = f" ({told})" if told else ""
    if not coverage.files:
        return f"nothing was scanned{accepted}{failed}"
    found = _number_of_findings(report) if report.findings else "nothing found"
    looked = ", ".join(
        (
            count(coverage.files, "file"),
            count(coverage.cells, "cell"),
            count(coverage.outputs, "output"),
        )
    )
    skipped = f"; skipped {size(coverage.skipped_bytes)} images" if coverage.skipped_bytes else ""
    not_text = f"; not text: {count(coverage.not_text, 'file')}" if coverage.not_text else ""
    known = coverage.known_clean
    clean = f"; known clean from an earlier run: {count(known, 'file')}" if known else ""
    text = f"{size(coverage.text_bytes)} text{_known_values(report)}"
    return f"{found}{accepted} in {looked}, {text}{skipped}{not_text}{clean}{failed}"


def _known_values(report: Report) -> str:
    """Such as `, with 12 known values`, where they were asked for."""
    known = report.known_values
    return "" if known is None else f", with {count(known, 'known value')}"


def _number_of_findings(report: Report) -> str:
    """Such as `2 findings`, or `1 finding and 2 low findings that do not block`."""
    blocking = len(report.blocking)
    low = len(report.findings) - blocking
    if not low:
        return count(blocking, "finding")
    weak = f"{count(low, 'low finding')} that {'does' if low == 1 else 'do'} not block"
    return f"{count(blocking, 'finding')} and {weak}" if blocking else weak


def count(number: int, noun: str) -> str:
    """Return a number of things: `1 file`, `1,200 files`.

    Args:
        number: Not negative.
        noun: Singular; its plural ends in "s".
    """
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(amount: float) -> str:
    """Return a size in decimal units, with at least two digits: `4.1 MB`.

    Args:
        amount: Bytes.
    """
    unit = 0
    while amount >= 1000 and unit < len(_UNITS) - 1:
        amount, unit = amount / 1000, unit + 1
    return (
        f"{amount:.1f} {_UNITS[unit]}" if unit and amount < 10 else f"{amount:.0f} {_UNITS[unit]}"
    )


def _cell(place: Place) -> str:
    if place.cell is None:
        return ""
    return f"cell {place.cell} [{place.cell_id}]" if place.cell_id else f"cell {place.cell}"


def _part(place: Place) -> str:
    if place.part == "source":
        return "" if place.cell is None else "source"
    number = f"output {place.output}" if place.output else ""
    words = [number or place.part, place.part if number and place.part != "output" else ""]
    mime = f"({place.mime})" if place.mime else ""
    return " ".join(word for word in [*words, mime] if word)


def _entry(same: Sequence[Credential], show_secrets: bool) -> Iterator[str]:
    """A secret at its first place, and where else it is."""
    yield from _credential(same[0], show_secrets)
    more = [each[0] for each in same[1:]]
    # One that is left over takes a line itself.
    shown = more if len(more) <= _PLACES + 1 else more[:_PLACES]
    if more:
        files = count(len({each.location.path for each in more}), "file")
        yield f"    the same in {count(len(more), 'more place')}, in {files}:"
        yield from (f"      {where(each.location)}{_on_drive(each)}" for each in shown)
    if len(shown) < len(more):
        yield f"      … and {len(more) - len(shown):,} more; --format concise lists each"
    yield ""


def _credential(parts: Credential, show_secrets: bool) -> Iterator[str]:
    """A secret, or several that work only together."""
    yield where(parts[0].location)
    yield from _finding(parts[0], show_secrets)
    for part in parts[1:]:
        yield f"  together with line {part.location.line}, column {part.location.column}"
        yield from _finding(part, show_secrets)


def _finding(finding: Finding, show_secret: bool) -> Iterator[str]:
    yield f"    {finding.description} ({finding.rule})"
    if not finding.blocks:
        yield "    low confidence: it does not block"
    if finding.live is not None:
        yield f"    {provider_says(finding.live)}"
    if finding.history:
        from colab_safe.report.lifetime import lifetime

        yield f"    {lifetime(finding.history)}"
    if finding.drive:
        yield f"    {_on_drive(finding)[2:]}"
    yield f"    | {finding.excerpt}"
    if finding.meant_comment:
        yield f"    its comment does not accept it: did you mean `# {finding.meant_comment} — reason`?"
    if finding.engine == CODE:
        yield f"    {finding.revoke}"
    if show_secret:
        yield f"    secret: {finding.secret.reveal()}"


def _on_drive(finding: Finding) -> str:
    if not finding.drive:
        return ""
    from colab_safe.report.drive import sharing  # most scans read files of this machine

    return f", {sharing(finding.drive)}: {finding.drive.link}"


def _advice(findings: tuple[Finding, ...]) -> Iterator[str]:
    """What to do about findings; those in code say it themselves."""
    if not findings:
        return
    certain = any(finding.blocks for finding in findings)
    yield "What to do:" if certain else "What to do, if it is a secret:"
    yield (
        "  1. Revoke every token that has left your machine:"
        " removing it from the notebook does not undo the leak."
    )
    for rule, revoke in {finding.rule: finding.revoke for finding in findings}.items():
        yield f"       {rule}: {revoke}"
    yield (
        "  2. Remove it: read it from Colab Secrets (userdata.get) or an environment variable"
        " (`colab-safe fix`), and clear the output (`colab-safe redact`)."
    )
    yield f"  3. False positive? Put `{accepting_comment(findings)}` on the same line."
    if any(finding.history for finding in findings):
        from colab_safe.report.lifetime import removal

        yield from removal(findings)
    if any(finding.drive for finding in findings):
        from colab_safe.report.drive import advice

        yield from advice(findings)
    yield ""
