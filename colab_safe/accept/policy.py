"""All that a project accepts: by its settings and by its baselines."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.model import Finding, Problem, Report
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:  # read when there is such a file, not before
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.accept.secrets_baseline import SecretsBaseline


class Policy(NamedTuple):
    """Which findings a project accepts."""

    from_root: Callable[[str], str]  # from a report's path to the path from the project's root
    allow: tuple[Allowance, ...] = ()
    baseline: frozenset[tuple[str, str]] = frozenset()  # path, fingerprint
    secrets_baselines: tuple[SecretsBaseline, ...] = ()

    def without_accepted_problems(self, report: Report) -> Report:
        """Return a report in which accepted problems are counted as accepted.

        Args:
            report: On one file or more.
        """
        left = tuple(each for each in report.problems if not self._accepts_problem(each))
        accepted = report.accepted + len(report.problems) - len(left)
        return report._replace(problems=left, accepted=accepted)

    def _accepts_problem(self, problem: Problem) -> bool:
        if not problem.rule:
            return False
        path = self.from_root(problem.path)
        return any(allowance.accepts_problem(problem.rule, path) for allowance in self.allow)

    def accepts(self, finding: Finding, line: str) -> str:
        """Return what of the project accepts a finding; empty if nothing does.

        Args:
            finding: What was found.
            line: The line, or lines, of the cell around the secret.
        """
        path = self.from_root(finding.location.path)
        for allowance in self.allow:
            if allowance.accepts(finding, path, line):
                return f"configuration: {allowance.reason}"
        if self.baseline and (path, finding.fingerprint) in self.baseline:
            return "baseline"
        known = any(baseline.accepts(finding, path) for baseline in self.secrets_baselines)
        return "detect-secrets' baseline" if known else ""
