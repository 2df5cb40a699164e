"""Which of pre-commit and prek installs git's hooks in this clone: `init` and `doctor` name the same one."""

from __future__ import annotations

from shutil import which

from colab_safe.git.hooks import git_hook
from colab_safe.setup.hook_scripts import calls
from colab_safe.setup.hook_settings import CONFIG_FILES, config_file

_HOOKS = ("pre-commit", "pre-push")


def install_command(framework: str) -> str:
    """Return the command that installs the hooks of a configuration.

    Args:
        framework: "pre-commit" or "prek".
    """
    return " ".join([framework, "install", *(f"--hook-type {name}" for name in _HOOKS)])


def hook_framework() -> str | None:
    """Return the framework that a hook of git in this clone calls already, or else one that is installed; None without any.

    One that does not read the configuration in the current folder is left out.

    Raises:
        GitError: git refuses.
    """
    readable = [name for name in CONFIG_FILES if config_file(name)] or list(CONFIG_FILES)
    called = {call.program for name in _HOOKS for call in calls(git_hook(name)) if not call.missing}
    in_use = (name for name in readable if name in called)
    return next(in_use, None) or next(filter(which, readable), None)
