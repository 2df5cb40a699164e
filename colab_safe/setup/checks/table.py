"""The checks of `colab-safe doctor`, in the order in which they are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.setup.checks.baseline_hashes import baseline_hashes
from colab_safe.setup.checks.ci import pipelines
from colab_safe.setup.checks.clone_state import git_version, shallow_clone, submodules
from colab_safe.setup.checks.configured_hooks import configured_hooks
from colab_safe.setup.checks.filters import notebook_filter, own_filter, strippers
from colab_safe.setup.checks.git_hooks import commit_hook, hooks_in_settings, push_hook
from colab_safe.setup.checks.known_values import known_values
from colab_safe.setup.checks.other_scanners import blind_hooks
from colab_safe.setup.checks.results import CheckResult, RepositoryState
from colab_safe.setup.checks.text_notebooks import text_notebooks
from colab_safe.setup.checks.variables import python_path, skipped_hooks

Check = Callable[[RepositoryState], Iterator[CheckResult]]

CHECKS: tuple[Check, ...] = (
    git_version,
    shallow_clone,
    commit_hook,
    push_hook,
    hooks_in_settings,
    configured_hooks,
    text_notebooks,
    skipped_hooks,
    submodules,
    blind_hooks,
    notebook_filter,
    own_filter,
    strippers,
    python_path,
    baseline_hashes,
    known_values,
    pipelines,
)
