"""Check what protects this repository, and suggest a fix for each gap."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say
from colab_safe.project.files import find, shown
from colab_safe.project.nearest import SettingsFinder
from colab_safe.report.text import count
from colab_safe.setup.checks.results import MISSING, UNKNOWN, CheckResult, RepositoryState
from colab_safe.setup.checks.table import CHECKS
from colab_safe.setup.top_folder import go_to_top
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_TRY = "To see the hooks stop a made-up token in a throw-away copy: colab-safe doctor --try-hooks"


EXAMPLES = (
    "colab-safe doctor",
    "colab-safe doctor --try-hooks               # commits a made-up token in a throw-away copy",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--try-hooks",
        action="store_true",
        help="also commit and push a made-up token in a throw-away copy; this runs the repository's hooks",
    )


def run(arguments: Namespace) -> int:
    """Run all checks; 1 if there is a gap, 2 if something could not be found out."""
    go_to_top()
    state = RepositoryState(_notebooks())
    # Two checks may meet the same gap.
    results = list(dict.fromkeys(_results(state, arguments.try_hooks)))
    for result in results:
        _say(result)
    verdicts = [result.verdict for result in results]
    gaps, unknown = verdicts.count(MISSING), verdicts.count(UNKNOWN)
    summary = f"{count(gaps, 'gap')} in the setup" if gaps else "all checks passed"
    summary = f"{unknown} not known" if unknown and not gaps else summary
    if not arguments.try_hooks:
        say(_TRY)
    say(f"colab-safe: {summary} ({count(len(state.notebooks), 'notebook')})")
    return FAILED if unknown else FOUND if gaps else 0


def _notebooks() -> list[str]:
    found = find(["."], is_text_notebook=SettingsFinder().is_text_notebook)
    return [shown(path) for path in found.files]


def _results(state: RepositoryState, is_tried: bool) -> Iterator[CheckResult]:
    for check in CHECKS:
        yield from check(state)
    if is_tried:
        from colab_safe.setup.trial import try_hooks

        yield from try_hooks(state)


def _say(result: CheckResult) -> None:
    say(f"{result.verdict:8}{result.message}")
    if result.remedy:
        say(f"{'':8}→ {result.remedy}")
