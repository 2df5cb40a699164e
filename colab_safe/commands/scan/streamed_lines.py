"""Findings on stdout as they come: `--format jsonl`."""

from __future__ import annotations

from collections import Counter
from threading import Lock

from colab_safe.command_line.messages import finish_report, write_report
from colab_safe.errors import ColabSafeError
from colab_safe.model import Problem, Report
from colab_safe.report import without_secrets
from colab_safe.report.json_lines import last_line, lines
from colab_safe.typed import Any


class StreamedLines:
    """Writes each finding and each error once, whichever thread brings it."""

    def __init__(self, show_secrets: bool) -> None:
        """Write nothing yet.

        Args:
            show_secrets: Whether findings have their secrets in them.
        """
        self._show_secrets, self._lock = show_secrets, Lock()
        self._written: Counter[Any] = Counter()
        self._problems: set[Problem] = set()
        self._failure: Exception | None = None

    def add(self, report: Report) -> None:
        """Write the lines of a part, and flush them. A failure is raised by `rest`, in the thread of the scan.

        Args:
            report: On some files, settled.
        """
        with self._lock:
            text = self._lines(report, Counter())
            if not text or self._failure:
                return
            try:
                write_report(text)
                finish_report()
            except (OSError, ColabSafeError) as error:
                self._failure = error

    def rest(self, report: Report) -> str:
        """Return the lines that are not written yet, and the one with the totals.

        Args:
            report: Of the whole scan.

        Raises:
            ColabSafeError: Lines could not be written.
            OSError: The reader has gone.
        """
        with self._lock:
            if self._failure:
                raise self._failure
            left = Counter(self._written)
            return self._lines(report, left) + last_line(without_secrets(report))

    def _lines(self, report: Report, written: Counter[Any]) -> str:
        """The lines of a report, but for as many findings as `written` counts of each."""
        shown = report if self._show_secrets else without_secrets(report)
        findings = []
        for each, public in zip(report.findings, shown.findings, strict=True):
            key = hash((each.rule, each.location))  # the same file may be named twice
            if written[key]:
                written[key] -= 1
            else:
                findings.append(public)
                self._written[key] += 1
        pairs = zip(report.problems, shown.problems, strict=True)
        problems = [public for each, public in pairs if each not in self._problems]
        self._problems |= {*report.problems}
        return "".join(lines(tuple(findings), tuple(problems), self._show_secrets))
