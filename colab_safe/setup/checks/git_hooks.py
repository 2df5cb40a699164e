"""Whether git runs hooks that check what is committed and pushed."""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.git.hooks import GitHook, git_hook, names_commands
from colab_safe.project.files import shown
from colab_safe.report.text import count
from colab_safe.setup.checks.configured_hooks import configured, unknown_hooks
from colab_safe.setup.checks.results import (
    COMMIT,
    MISSING,
    NOTE,
    PUSH,
    CheckResult,
    Event,
    RepositoryState,
)
from colab_safe.setup.hook_framework import hook_framework, install_command
from colab_safe.setup.hook_scripts import HookCall, calls
from colab_safe.setup.hook_settings import CONFIG_FILES, config_file, read_hook_settings
from colab_safe.setup.prek_projects import Orphan, orphans, outside


def commit_hook(state: RepositoryState) -> Iterator[CheckResult]:
    """Whether a commit is checked.

    Args:
        state: The repository.
    """
    return _hook(state, COMMIT)


def push_hook(state: RepositoryState) -> Iterator[CheckResult]:
    """Whether a push is checked.

    Args:
        state: The repository.
    """
    return _hook(state, PUSH)


def hooks_in_settings(state: RepositoryState) -> Iterator[CheckResult]:
    """Hooks that are commands in git's settings instead of files.

    Args:
        state: The repository.
    """
    if names_commands():
        message = "git's settings name commands as hooks (hook.NAME.command): git 2.54 or newer runs them, and doctor does not read them"
        yield CheckResult(message, "`colab-safe doctor --try-hooks` tries what they do", NOTE)


def _hook(state: RepositoryState, event: Event) -> Iterator[CheckResult]:
    hook = git_hook(event.hook)
    if not hook.is_there:
        yield _not_installed(hook, event)
        return
    if not hook.is_executable:
        message = f"{event.what} is not checked: git's hook {hook.path} is not executable, so it does not run"
        yield CheckResult(message, f"chmod +x {shown(hook.path)}")
        return
    found = [list(_call(call, event, state)) for call in calls(hook)]
    # One script of several that checks everything is enough.
    good = [results for results in found if results and not any(map(_is_gap, results))]
    results = good[0] if good else [result for results in found for result in results]
    yield from results or [_calls_nothing(hook, event)]


def _is_gap(result: CheckResult) -> bool:
    return result.verdict == MISSING


def _not_installed(hook: GitHook, event: Event) -> CheckResult:
    message = f"{event.what} is not checked: git's hook {event.hook} is not installed"
    if hook.setting is None:
        return CheckResult(message, _how_to_install())
    where = f"core.hooksPath, set in {hook.setting.origin}, leads to {hook.setting.value}"
    unused = os.path.join(".git", "hooks", event.hook)
    unused = f"; {shown(unused)} does not run" if os.path.isfile(unused) else ""
    program = f"colab-safe-{event.verb}"
    return CheckResult(
        f"{message}: {where}{unused}",
        f"call {program} from {shown(hook.path)}, or remove the setting and install the hook",
    )


def _how_to_install() -> str:
    if not any(map(config_file, CONFIG_FILES)):
        return "colab-safe init, or colab-safe install-hook"
    framework = hook_framework()
    return install_command(framework) if framework else "colab-safe install-hook"


def _calls_nothing(hook: GitHook, event: Event) -> CheckResult:
    return CheckResult(
        f"{event.what} is not known to be checked: git's hook {shown(hook.path)} does not call colab-safe itself",
        f"call colab-safe-{event.verb} from it; `colab-safe doctor --try-hooks` tries whether what it calls does so",
    )


def _call(call: HookCall, event: Event, state: RepositoryState) -> Iterator[CheckResult]:
    """What one script means for the event; nothing where it has nothing to do with colab-safe."""
    if call.missing:
        yield CheckResult(
            f"git's hook {shown(call.path)} fails: it names {call.missing}, which is not there",
            "colab-safe install-hook"
            if call.program == "colab-safe"
            else install_command(call.program),
        )
    elif event.verb in call.verbs:
        by = "git's own hook" if call.program == "colab-safe" else shown(call.path)
        yield CheckResult(f"{event.what} is checked by {by}")
    elif call.program in CONFIG_FILES:
        yield from _framework(call, event, state)


def _framework(call: HookCall, event: Event, state: RepositoryState) -> Iterator[CheckResult]:
    path = config_file(call.program, call.config)
    if path is None:
        missing = call.config or CONFIG_FILES[call.program][0]
        then = "lets everything pass" if call.passes_without_config else f"blocks {event.what}"
        yield CheckResult(f"{missing} is missing, so {call.program} {then}", "colab-safe init")
        return
    settings = read_hook_settings(path)
    if settings.problem:
        yield unknown_hooks(settings)
        return
    kept = orphans() if call.program == "prek" and event is COMMIT and not call.config else []
    seen = state._replace(notebooks=outside(kept, state.notebooks))
    # Where all notebooks are in orphans, there is nothing to say of the top folder's hooks.
    if seen.notebooks or not state.notebooks:
        results = list(configured(settings, event, seen))
        yield from results
        if event is PUSH and not any(map(_is_gap, results)):
            yield _starts_no_hook(call.program)
    for orphan in kept:
        yield from _in_orphan(orphan, event, state)


def _starts_no_hook(framework: str) -> CheckResult:
    """For a new branch, both frameworks ask git for the commits that no tracking branch has, and end if there are none."""
    return CheckResult(
        f"{framework} starts no hook for a push of tags on files only, or of a new branch whose commits a tracking branch has, also a stale one",
        "`colab-safe scan --history` checks these; `colab-safe install-hook --type pre-push` adds a hook of git, which always runs",
        NOTE,
    )


def _in_orphan(orphan: Orphan, event: Event, state: RepositoryState) -> Iterator[CheckResult]:
    """Whether the hooks of such a folder check its notebooks; those of the top folder do not see them."""
    notebooks = orphan.notebooks(state.notebooks)
    if not notebooks:
        return
    if orphan.settings.problem:
        yield unknown_hooks(orphan.settings)
        return
    results = list(configured(orphan.settings, event, RepositoryState(notebooks)))
    if any(map(_is_gap, results)):
        path = orphan.settings.path
        message = f"{path}: `orphan` keeps the hooks of the top folder from {count(len(notebooks), 'notebook')}"
        yield CheckResult(message, f"remove it, or add the hooks of colab-safe to {path}")
    yield from results
