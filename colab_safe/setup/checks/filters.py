"""The filters that git runs on notebooks, and hooks that strip them too late."""

from __future__ import annotations

import os
import shlex
import shutil
from collections.abc import Iterator

from colab_safe.git.attributes import Filter, notebook_filters
from colab_safe.git.filters import NAME, setting
from colab_safe.notebook_names import is_notebook
from colab_safe.report.text import count
from colab_safe.setup.checks.results import CheckResult, RepositoryState
from colab_safe.setup.hook_settings import PRE_COMMIT_FILE, config_file, read_hook_settings
from colab_safe.setup.own_python import imports_from_the_current_folder

_STRIPPERS = ("nbstripout", "nb-clean")  # ids of hooks that remove outputs
_INSTALL = "colab-safe filter install"


def notebook_filter(state: RepositoryState) -> Iterator[CheckResult]:
    """Filters that git's attributes name for notebooks.

    Args:
        state: The repository.
    """
    for filter in notebook_filters(state.notebooks):
        yield _filter(filter)


def _filter(filter: Filter) -> CheckResult:
    name, notebooks = filter.name, count(filter.notebooks, "notebook")
    if filter.is_configured:
        return CheckResult(
            f"the filter {name} is installed for {notebooks}; colab-safe checks the result"
        )
    remedies = {"nbstripout": "nbstripout --install", NAME: _INSTALL}
    message = f"the filter {name} is configured for {notebooks}, but not installed in this clone: it does nothing"
    return CheckResult(message, remedies.get(name, f"git config filter.{name}.clean COMMAND"))


def own_filter(state: RepositoryState) -> Iterator[CheckResult]:
    """A filter that an earlier version installed, or whose Python is gone.

    Args:
        state: The repository.
    """
    command = setting(f"filter.{NAME}.process", os.curdir)
    if not command:
        return
    if imports_from_the_current_folder(command):
        message = (
            "the filter colab-safe was installed by an earlier version:"
            " a checkout can run the Python modules of a branch"
        )
        yield CheckResult(message, _INSTALL)
    elif not shutil.which(program := _first_word(command)):
        message = (
            f"the filter colab-safe names {program}, which is not there, so git stops at notebooks"
        )
        yield CheckResult(message, _INSTALL)
    others = [filter for filter in notebook_filters(state.notebooks) if filter.name != NAME]
    if skipped := sum(filter.notebooks for filter in others):
        message = (
            f"git does not run the filter colab-safe on {count(skipped, 'notebook')}: a later line of"
            f" .git/info/attributes names {others[0].name}"
        )
        yield CheckResult(message, _INSTALL)

    texts = [path for path in state.notebooks if not is_notebook(path)]
    if left := len(texts) - sum(filter.notebooks for filter in notebook_filters(texts)):
        message = (
            f"git does not run the filter colab-safe on {count(left, 'notebook')} kept as text"
        )
        yield CheckResult(message, _INSTALL)


def _first_word(command: str) -> str:
    try:
        return shlex.split(command)[0]
    except (ValueError, IndexError):
        return command


def strippers(state: RepositoryState) -> Iterator[CheckResult]:
    """Hooks that strip outputs after they were checked.

    Args:
        state: The repository.
    """
    path = config_file("pre-commit") or config_file("prek") or PRE_COMMIT_FILE
    scanned = False
    for hook in read_hook_settings(path).hooks:
        if scanned and hook.id in _STRIPPERS:
            message = (
                f"{hook.id} runs after colab-safe-scan:"
                " commits are blocked because of outputs that it would have stripped"
            )
            yield CheckResult(message, f"list {hook.id} before colab-safe-scan in {path}")
        scanned = scanned or "scan" in hook.verbs
