"""Check what protects this repository, and suggest a fix for each gap."""

from __future__ import annotations

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import say
from colab_safe.project.files import find, shown
from colab_safe.report.text import count
from colab_safe.setup.checks.results import CheckResult, RepositoryState
from colab_safe.setup.checks.table import CHECKS
from colab_safe.setup.top_folder import go_to_top
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes none."""


def run(arguments: Namespace) -> int:
    """Run all checks; 1 if there is a gap."""
    go_to_top()
    state = RepositoryState([shown(path) for path in find(["."]).files])
    # Two checks may meet the same gap.
    results = list(dict.fromkeys(result for check in CHECKS for result in check(state)))
    for result in results:
        _say(result)
    gaps = sum(result.verdict == "missing" for result in results)
    summary = f"{count(gaps, 'gap')} in the setup" if gaps else "all checks passed"
    say(f"colab-safe: {summary} ({count(len(state.notebooks), 'notebook')})")
    return FOUND if gaps else 0


def _say(result: CheckResult) -> None:
    say(f"{result.verdict:8}{result.message}")
    if result.remedy:
        say(f"{'':8}→ {result.remedy}")
