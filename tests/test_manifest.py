"""The console scripts, the hooks' manifest, the hook modules and the README agree."""

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
# Before a commit and on demand; `colab-safe-push` looks at what is about to be pushed.
STAGES = {"colab-safe-push": ["pre-push"]}


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_console_script_has_its_function(script: str) -> None:
    module, _, function = SCRIPTS[script].partition(":")
    assert callable(getattr(import_module(module), function))


def test_every_hook_module_is_a_console_script_and_a_hook() -> None:
    modules = {file.stem for file in (PROJECT / "hooks" / "colab_safe_hooks").glob("*.py")} - {
        "__init__"
    }
    assert (
        {f"colab-safe-{module}" for module in modules}
        == set(SCRIPTS) - {"colab-safe"}
        == set(HOOKS)
    )


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_runs_its_own_script(hook: str) -> None:
    assert HOOKS[hook]["entry"] == hook
    assert SCRIPTS[hook] == f"colab_safe_hooks.{hook.removeprefix('colab-safe-')}:run"
    assert HOOKS[hook]["language"] == "python"


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_stands_at_its_stage(hook: str) -> None:
    assert HOOKS[hook]["stages"] == STAGES.get(hook, ["pre-commit", "manual"])
    assert (
        HOOKS[hook]["minimum_pre_commit_version"] == "3.2.0"
    )  # the first that knows these names of stages


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_says_what_it_does(hook: str) -> None:
    assert HOOKS[hook]["description"].endswith(".")
    assert HOOKS[hook]["name"]


def test_the_readme_names_every_hook_and_command_and_no_other() -> None:
    hooks = set(re.findall(r"`(colab-safe-[a-z]+)`", README))
    commands = set(re.findall(r"`colab-safe ([a-z-]+)", README))
    assert hooks == set(HOOKS)
    assert commands == set(COMMANDS)
