"""Hooks of other scanners that pass because they look at nothing, where colab-safe does not check commits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.project.files import shown
from colab_safe.setup.checks.results import CheckResult, RepositoryState
from colab_safe.setup.hook_settings import (
    Hook,
    HookSettings,
    every_configuration,
    strings,
)

_SINCE_HEAD = re.compile(r"--since-commit[= ]+HEAD\b")
_STAGED_LINES = ("gitleaks", "betterleaks")


def blind_hooks(state: RepositoryState) -> Iterator[CheckResult]:
    """Hooks that check nothing, or less than they seem to.

    Args:
        state: The repository.
    """
    for settings in every_configuration():
        if not any("scan" in hook.verbs for hook in settings.hooks):
            for hook in settings.hooks:
                yield from _blind(settings, hook)


def _blind(settings: HookSettings, hook: Hook) -> Iterator[CheckResult]:
    where = f"{shown(settings.path)}, line {hook.line}" if hook.line else shown(settings.path)
    command = " ".join([str(hook.settings.get("entry", "")), *strings(hook.settings.get("args"))])
    if _SINCE_HEAD.search(command):
        message = (
            f"{where}: before a commit, nothing is new since HEAD, so {hook.id} checks nothing"
        )
        yield CheckResult(message, "colab-safe-scan reads what is staged")
    if hook.id.startswith(_STAGED_LINES):
        message = (
            f"{where}: {hook.id} scans staged lines only;"
            " in CI, `--all-files` passes without scanning anything"
        )
        yield CheckResult(message, "colab-safe-scan reads the files if nothing is staged")
