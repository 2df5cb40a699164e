"""One line per finding, which editors and terminals turn into a link: `path:line:column: rule (cell 2, output 1)`."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.model import Finding, Report
from colab_safe.report.drive import sharing
from colab_safe.report.text import place_in_words, summary
from colab_safe.visible import visible


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one line per finding, then what settings did, and what was covered.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored: this format never contains a secret.
    """
    return write_findings(report) + _text(summary(report))


def write_findings(report: Report, show_secrets: bool = False) -> str:
    """Return one line per finding, and nothing else.

    Args:
        report: Of the whole scan.
        show_secrets: Ignored.
    """
    return _text(map(_line, report.findings))


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{visible(line)}\n" for line in lines)


def _line(finding: Finding) -> str:
    location = finding.location
    commit = f"{location.commit[:12]}:" if location.commit else ""
    where = f"{commit}{location.path}:{location.file_line}:{location.column}"
    about = (
        place_in_words(location.place),
        sharing(finding.drive) if finding.drive else "",
        "" if finding.blocks else "low confidence",
    )
    said = ", ".join(filter(None, about))
    return f"{where}: {finding.rule} ({said})" if said else f"{where}: {finding.rule}"
