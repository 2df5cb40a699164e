"""All that a project accepts: by its settings and by its baselines."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.model import Finding
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

    def accepts(self, finding: Finding, line: str) -> bool:
        """Return whether the project accepts a finding.

        Args:
            finding: What was found.
            line: The line, or lines, of the cell around the secret.
        """
        path = self.from_root(finding.location.path)
        return (
            any(allowance.accepts(finding, path, line) for allowance in self.allow)
            or (bool(self.baseline) and (path, finding.fingerprint) in self.baseline)
            or any(baseline.accepts(finding, path) for baseline in self.secrets_baselines)
        )
