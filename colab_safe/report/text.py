"""The report that people read: where each secret stands, its line with the secret blotted out, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import Finding, Location, Place, Report
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.report.pairs import Credential

_UNITS = ("bytes", "KB", "MB", "GB")


def write(report: Report, show_secrets: bool = False) -> str:
    """Findings, then what to do about them, then what was covered."""
    lines = [*_found(report.findings, show_secrets), covered(report)]
    return "".join(f"{line}\n" for line in lines)


def _found(findings: tuple[Finding, ...], show_secrets: bool) -> Iterator[str]:
    if not findings:
        return
    from colab_safe.report.pairs import credentials

    for credential in credentials(findings):
        yield from _credential(credential, show_secrets)
    yield from _advice(findings)


def where(location: Location) -> str:
    """`a.ipynb: cell 2 [x1], output 1 (text/html), line 3, column 9`; for what is no notebook the line is the file's."""
    place = location.place
    parts = [_cell(place), _part(place), f"line {location.line}, column {location.column}"]
    commit = f" ({location.commit[:12]})" if location.commit else ""
    return f"{location.path}{commit}: {', '.join(part for part in parts if part)}"


def covered(report: Report) -> str:
    """`2 findings in 12 files, 240 cells, 31 outputs, 4.1 MB text; skipped 38 MB images`; what failed is said as well."""
    coverage = report.coverage
    failed = f"; not complete: {count(len(report.problems), 'problem')}" if report.problems else ""
    if not coverage.files:
        return f"colab-safe: nothing was scanned{failed}"
    found = count(len(report.findings), "finding") if report.findings else "nothing found"
    found += f" ({report.accepted:,} accepted)" if report.accepted else ""
    looked = f"{count(coverage.files, 'file')}, {count(coverage.cells, 'cell')}, {count(coverage.outputs, 'output')}"
    skipped = f"; skipped {size(coverage.skipped_bytes)} images" if coverage.skipped_bytes else ""
    return f"colab-safe: {found} in {looked}, {size(coverage.text_bytes)} text{skipped}{failed}"


def count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def size(amount: float) -> str:
    """In decimal units, two digits at least: `4.1 MB`."""
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


def _credential(parts: Credential, show_secrets: bool) -> Iterator[str]:
    """A secret, or those that work only together."""
    yield where(parts[0].location)
    yield from _finding(parts[0], show_secrets)
    for part in parts[1:]:
        yield f"  and with it, line {part.location.line}, column {part.location.column}"
        yield from _finding(part, show_secrets)
    yield ""


def _finding(finding: Finding, show_secret: bool) -> Iterator[str]:
    yield f"    {finding.description} ({finding.rule})"
    if finding.live is not None:
        yield f"    {'live: its service takes it' if finding.live else 'dead: its service refuses it'}"
    if finding.history:
        from colab_safe.report.lifetime import lifetime

        yield f"    {lifetime(finding.history)}"
    yield f"    | {finding.excerpt}"
    if show_secret:
        yield f"    secret: {finding.secret.reveal()}"


def _advice(findings: tuple[Finding, ...]) -> Iterator[str]:
    yield "What to do:"
    yield "  1. Revoke each token that has left your machine; taking it out of the notebook does not un-leak it."
    for rule, revoke in {finding.rule: finding.revoke for finding in findings}.items():
        yield f"       {rule}: {revoke}"
    yield "  2. Take it out: read it from Colab Secrets (userdata.get) or an environment variable, clear the output."
    yield "  3. A false alarm? Write `# colab-safe: allow RULE-ID — reason` on its line."
    if any(finding.history for finding in findings):
        from colab_safe.report.lifetime import removal

        yield from removal(findings)
    yield ""
