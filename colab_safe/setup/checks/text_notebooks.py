"""Notebooks kept as text that no command looks at."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.project.nearest import SettingsFinder
from colab_safe.report.text import count
from colab_safe.setup.checks.results import NOTE, CheckResult, RepositoryState
from colab_safe.setup.text_notebooks import patterns, unnamed

_MOST = 5  # patterns that are shown


def text_notebooks(state: RepositoryState) -> Iterator[CheckResult]:
    """Notebooks kept as text that the settings do not name.

    Args:
        state: The repository.
    """
    found = unnamed(SettingsFinder().is_text_notebook)
    if found:
        shown = patterns(found)[:_MOST]
        message = f"{count(len(found), 'notebook')} kept as text, which no command looks at: {', '.join(shown)}"
        remedy = "name them in the setting `text-notebooks`, as docs/text-notebooks.md shows"
        yield CheckResult(message, remedy, NOTE)
