"""The console scripts, the hooks' manifest, the hook modules and the README name the same hooks and commands."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Any

import pytest
import yaml

from colab_safe.commands import COMMANDS
from tests.tools import PROJECT, tomllib

SCRIPTS: dict[str, str] = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"][
    "scripts"
]
HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook
    for hook in yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text("utf-8"))
}
README = (PROJECT / "README.md").read_text("utf-8")
# Hooks that do not run before a commit and on demand.
STAGES = {"colab-safe-push": ["pre-push"]}


def listed(names: set[str]) -> str:
    return ", ".join(sorted(names))


def test_the_readme_lists_every_command_and_no_other() -> None:
    named = set(re.findall(r"`colab-safe ([a-z-]+)", README))
    missing, unknown = set(COMMANDS) - named, named - set(COMMANDS)
    assert not missing, f"README.md does not list the command {listed(missing)}: add its row"
    assert not unknown, (
        f"README.md names the command {listed(unknown)}, which COMMANDS in"
        " colab_safe/commands/__init__.py does not have"
    )


HOOK_MODULES = {
    f"colab-safe-{file.stem.replace('_', '-')}"
    for file in (PROJECT / "hooks" / "colab_safe_hooks").glob("[!_]*.py")
}
NAMED_HOOKS = {
    "hooks/colab_safe_hooks/ (a module with main and run)": HOOK_MODULES,
    "[project.scripts] in pyproject.toml": set(SCRIPTS) - {"colab-safe"},
    ".pre-commit-hooks.yaml": set(HOOKS),
    "README.md": set(re.findall(r"`(colab-safe-[a-z-]+)`", README)),
}


@pytest.mark.parametrize("place", NAMED_HOOKS)
def test_every_place_names_every_hook(place: str) -> None:
    missing = set().union(*NAMED_HOOKS.values()) - NAMED_HOOKS[place]
    assert not missing, f"the hook {listed(missing)} is missing in {place}"


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_console_script_has_its_function(script: str) -> None:
    module, _, function = SCRIPTS[script].partition(":")
    assert callable(getattr(import_module(module), function, None)), (
        f"pyproject.toml starts {script} by {SCRIPTS[script]}, but {module} has no function {function}"
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_its_own_script(hook: str) -> None:
    expected = f"colab_safe_hooks.{hook.removeprefix('colab-safe-').replace('-', '_')}:run"
    module, _, function = expected.partition(":")
    entry = f"python -I -c 'from {module} import {function}; {function}()'"
    assert HOOKS[hook]["entry"] == entry, f".pre-commit-hooks.yaml: {hook} needs `entry: {entry}`"
    assert SCRIPTS.get(hook) == expected, f'pyproject.toml needs the script {hook} = "{expected}"'
    assert HOOKS[hook]["language"] == "python"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_at_its_stages(hook: str) -> None:
    stages = STAGES.get(hook, ["pre-commit", "manual"])
    assert HOOKS[hook].get("stages") == stages, (
        f".pre-commit-hooks.yaml: {hook} needs `stages: {stages}`"
    )
    # The first version that knows these names of stages.
    assert HOOKS[hook].get("minimum_pre_commit_version") == "3.2.0", (
        f'.pre-commit-hooks.yaml: {hook} needs `minimum_pre_commit_version: "3.2.0"`'
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_what_it_does(hook: str) -> None:
    assert HOOKS[hook].get("name"), f".pre-commit-hooks.yaml: {hook} has no name"
    assert HOOKS[hook].get("description", "").endswith("."), (
        f".pre-commit-hooks.yaml: {hook} needs a description that is a sentence"
    )
