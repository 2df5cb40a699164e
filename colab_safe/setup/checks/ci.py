"""Whether CI checks what is pushed. Pipelines are read as YAML, so a comment or a job's name does not count."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from colab_safe.errors import UsageError
from colab_safe.project.files import read_optional_text, shown
from colab_safe.setup import ci_files
from colab_safe.setup.checks.results import NOTE, OK, CheckResult, RepositoryState
from colab_safe.setup.hook_settings import (
    PRE_COMMIT_FILE,
    HookSettings,
    read_hook_settings,
    strings,
)
from colab_safe.setup.own_calls import verbs_called
from colab_safe.setup.yaml_text import line_of, parse, texts
from colab_safe.typed import Any

_OTHERS = (
    ci_files.GITLAB_PIPELINE, "azure-pipelines.yml", ".circleci/config.yml", "bitbucket-pipelines.yml", "Jenkinsfile",
)  # fmt: skip
# The action or the GitLab template, of whichever organisation.
_OWN_ACTION = re.compile(
    r"(?:^|[\s/'\"])[\w.-]+/colab-safe@|^[\w.-]+(?:/[\w.-]+)*/colab-safe$|/colab-safe/.*templates/gitlab\.yml"
)
_ACTION = re.compile(r"(?:^|/)(?:pre-commit/action|prek-action)@")
_RUN = re.compile(r"(?<![\w.-])(?:pre-commit|prek)\s+run\b(?P<options>[^\n;&|]*)")
# Without such an option, only what is staged is checked, which is nothing in CI.
_CHOOSES = re.compile(
    r"(?<!\S)(?:-a|--all-files|--files|--from-ref|-s|--source|--last-commit|--glob|-d|--directory)\b"
)
# https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows
_EVENTS = (
    "push",
    "pull_request",
    "pull_request_target",
    "merge_group",
    "schedule",
    "workflow_call",
    "workflow_run",
)


def pipelines(state: RepositoryState) -> Iterator[CheckResult]:
    """Whether a pipeline runs colab-safe, or the hooks.

    Args:
        state: The repository.
    """
    settings = read_hook_settings(PRE_COMMIT_FILE)
    hooks_scan = any("scan" in hook.verbs for hook in settings.hooks)
    results = [result for path in _paths() for result in _pipeline(path, hooks_scan)]
    if not any(result.verdict == OK for result in results):
        results += _pre_commit_ci(settings) if hooks_scan else ()
    yield from results
    if not any(result.verdict == OK for result in results):
        yield CheckResult(
            'no CI checks what is pushed: Colab\'s "Save a copy in GitHub" bypasses every hook on your machine',
            "colab-safe init --ci github (or gitlab);"
            " pre-commit.ci runs the hooks as well, but cannot be seen from here",
        )


def _paths() -> list[str]:
    folder = os.path.dirname(ci_files.GITHUB_WORKFLOW)
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    workflows = [os.path.join(folder, name) for name in names if name.endswith((".yml", ".yaml"))]
    return [*workflows, *_OTHERS]


def _pipeline(path: str, hooks_scan: bool) -> Iterator[CheckResult]:
    text, name = read_optional_text(path), shown(path)
    if not re.search(r"colab.safe|pre-commit|prek", text):
        return
    try:
        parsed = text if path == "Jenkinsfile" else parse(text, name)
    except UsageError as error:
        yield CheckResult(f"a pipeline cannot be read: {error}", f"correct {name}", kind=NOTE)
        return
    commands = list(texts(parsed, without=("name", "description")))
    if any(verbs_called(command) or _OWN_ACTION.search(command) for command in commands):
        yield _checks(f"CI checks what is pushed: {name}", name, parsed)
    elif hooks_scan:
        yield from _runs_hooks(name, parsed, commands)


def _runs_hooks(name: str, parsed: Any, commands: list[str]) -> Iterator[CheckResult]:
    runs = [found for command in commands for found in _RUN.finditer(command)]
    if any(_ACTION.search(command) for command in commands) or any(map(_chooses, runs)):
        yield _checks(f"CI runs the hooks: {name}", name, parsed)
    elif runs:
        message = (
            f"{name}: `{runs[0][0].strip()}` checks what is staged, and nothing is staged in CI"
        )
        yield CheckResult(message, "add --all-files")


def _chooses(run: re.Match[str]) -> bool:
    return _CHOOSES.search(run["options"]) is not None


def _checks(message: str, name: str, parsed: Any) -> CheckResult:
    """The result for a pipeline that checks; a workflow of GitHub may not run by itself."""
    on = parsed.get("on", "push") if isinstance(parsed, dict) else "push"
    events = [on] if isinstance(on, str) else list(on)
    if not name.startswith(".github/") or any(event in _EVENTS for event in events):
        return CheckResult(message)
    line = line_of(parsed, "on")
    return CheckResult(
        f"{name}, line {line}: `on` starts it for {', '.join(map(str, events))} only",
        "add push and pull_request",
    )


def _pre_commit_ci(settings: HookSettings) -> Iterator[CheckResult]:
    """What the configuration says to pre-commit.ci: https://pre-commit.ci/#configuration"""
    service = settings.settings.get("ci")
    if not isinstance(service, dict):
        return
    scanning = {hook.id for hook in settings.hooks if "scan" in hook.verbs}
    for id in sorted(scanning & {*strings(service.get("skip"))}):
        where = f"{shown(settings.path)}, line {line_of(service, 'skip')}"
        message = f"{where}: `skip` keeps pre-commit.ci from running {id}"
        yield CheckResult(message, f"remove {id} from it")
