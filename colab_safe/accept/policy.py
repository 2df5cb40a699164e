"""All that a project accepts: by its settings and by its baselines."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from colab_safe.errors import UsageError
from colab_safe.limits import BASELINE_SALTS, REGEX_SECONDS, SLOW_HASHES, sentence
from colab_safe.model import (
    BASELINE,
    CONFIGURATION,
    SECRETS_BASELINE,
    AcceptedBy,
    AcceptedFinding,
    Finding,
    Problem,
    Report,
    counted,
)
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # read when there is such a file, not before
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.accept.known import Known
    from colab_safe.accept.secrets_baseline import SecretsBaseline


_TOO_SLOW = (
    f"took longer than {REGEX_SECONDS.most} {REGEX_SECONDS.unit.partition(' ')[0]}, so it accepts nothing "
    "more in this run: make it simpler, without a repetition inside a repetition"
)


class Policy(NamedTuple):
    """Which findings a project accepts."""

    from_root: Callable[[str], str]  # from a report's path to the path from the project's root
    allow: tuple[Allowance, ...] = ()
    baselines: Mapping[str, Known] = {}  # by file
    secrets_baselines: tuple[SecretsBaseline, ...] = ()

    def without_accepted_problems(self, report: Report) -> Report:
        """Return a report in which accepted problems are counted as accepted.

        Patterns that took too long, and accepted nothing, are further problems of it.

        Args:
            report: On one file or more.
        """
        slow = tuple(each for each in self._slow_patterns() if each not in report.problems)
        report = report._replace(problems=(*report.problems, *slow)) if slow else report
        judged = [(each, self.problem_accepted_by(each)) for each in report.problems]
        accepted = [by for _, by in judged if by]
        if not accepted:
            return report
        return report._replace(
            problems=tuple(problem for problem, by in judged if not by),
            accepted_by=counted([*report.accepted_by, *accepted]),
        )

    def explained(self, report: Report) -> Report:
        """Return a report whose accepted findings have the reason and the last day of what accepts them.

        Args:
            report: Of one file, scanned by this policy.
        """
        listed = tuple([self._explained(each) for each in report.accepted_findings])
        return report._replace(accepted_findings=listed) if listed else report

    def _explained(self, each: AcceptedFinding) -> AcceptedFinding:
        by, path = each.by, self.from_root(each.finding.location.path)
        if by.by == BASELINE:
            reasons = [
                one.reason for one in self.baselines[by.file].entries_for(each.finding, path)
            ]
            return each._replace(reason=next(filter(None, reasons), ""))
        if by.by == CONFIGURATION:
            entries = [one for one in self.allow if (one.file, one.reason) == (by.file, by.reason)]
            days = {one.expires for one in entries}
            return each._replace(reason=by.reason, expires=max(days) if "" not in days else "")
        return each._replace(reason=by.reason)

    def check_salts(self) -> None:
        """Refuse baselines that would make a scan hash every password many times.

        Raises:
            UsageError: A baseline has more salts than `BASELINE_SALTS`.
        """
        for file, known in self.baselines.items():
            if known.salts > BASELINE_SALTS.most:
                raise UsageError(
                    f"{file} has {known.salts:,} salts (the limit is {BASELINE_SALTS.most}), and each password is hashed"
                    " with each of them: run `colab-safe baseline update`, which rewrites the entries with one"
                )

    def with_uncompared(self, report: Report, path: str) -> Report:
        """Return a report that says if not all of its passwords were compared with the baselines.

        Args:
            report: On one file, the last that was scanned.
            path: Its name in the report.
        """
        if not any(known.has_skipped for known in self.baselines.values()):
            return report
        for known in self.baselines.values():
            known.has_skipped = False
        error = f"not all of it was compared with the baseline: {sentence(SLOW_HASHES)}"
        return report._replace(problems=(*report.problems, Problem(path, error)))

    def _slow_patterns(self) -> Iterator[Problem]:
        """Named by their entry's reason: a pattern may contain a secret."""
        for allowance in self.allow:
            for kind in allowance.slow_conditions():
                entry = f"a pattern in `{kind}` of the entry of `allow` with the reason {allowance.reason!r}"
                yield Problem(allowance.file or "configuration", f"{entry} {_TOO_SLOW}")
        for baseline in self.secrets_baselines:
            if any(pattern.is_slow for pattern in baseline.excluded):
                yield Problem(baseline.file, f"a pattern of regex.should_exclude_file {_TOO_SLOW}")

    def problem_accepted_by(self, problem: Problem) -> AcceptedBy | None:
        """Return what of the project accepts that a file could not be read; None if nothing does.

        Args:
            problem: It has the id of a rule if it can be accepted.
        """
        if not problem.rule:
            return None
        path = self.from_root(problem.path)
        for allowance in self.allow:
            if allowance.accepts_problem(problem.rule, path):
                return AcceptedBy(CONFIGURATION, allowance.file, allowance.reason)
        return None

    def accepts(self, finding: Finding, line: str) -> AcceptedBy | None:
        """Return what of the project accepts a finding; None if nothing does.

        Args:
            finding: What was found.
            line: The line, or lines, of the cell around the secret.
        """
        path = self.from_root(finding.location.path)
        for allowance in self.allow:
            if allowance.accepts(finding, path, line):
                return AcceptedBy(CONFIGURATION, allowance.file, allowance.reason)
        for file, known in self.baselines.items():
            if known.accepts(finding, path):
                return AcceptedBy(BASELINE, file)
        for baseline in self.secrets_baselines:
            if baseline.accepts(finding, path):
                return AcceptedBy(SECRETS_BASELINE, baseline.file)
        return None
