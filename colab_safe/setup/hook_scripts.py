"""What the script of a git hook runs: colab-safe, pre-commit, prek or something else, and what runs before or after it.

The scripts are read, never run.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator

from colab_safe.errors import FileError
from colab_safe.git.hooks import GitHook
from colab_safe.project.files import read_bytes
from colab_safe.setup.git_hook import KEPT, PROGRAMS, is_from_colab_safe
from colab_safe.setup.own_calls import verbs_called
from colab_safe.typed import NamedTuple

_LEGACY = ".legacy"  # pre-commit and prek move an earlier hook there, and run it first
_CONFIG = re.compile(r"--config[= ]\s*(?P<quote>['\"]?)(?P<file>[^\s'\")]+)(?P=quote)")
# Where each script names the program that it prefers.
_NAMED = re.compile(
    r"^(?:command|INSTALL_PYTHON|PREK)=(?P<quote>['\"]?)(?P<program>.+?)(?P=quote)$", re.MULTILINE
)
# `exec pre-commit "${ARGS[@]}"`, `"$INSTALL_PYTHON" -mpre_commit`, `pre-commit run`, `"$PREK" hook-impl`; not
# `lefthook run pre-commit`, and no file name such as .pre-commit-config.yaml.
_RUNS = r"['\"]?\s+(?:run|hook-impl|['\"]?\$\{ARGS)"
_FRAMEWORK = {
    "prek": re.compile(rf"(?<![\w.-])prek{_RUNS}|^PREK=", re.MULTILINE),
    "pre-commit": re.compile(rf"(?<![\w.-])pre-commit{_RUNS}|-m\s*pre_commit\b"),
}


class HookCall(NamedTuple):
    """A script that a git hook runs, and what it calls."""

    path: str
    program: str  # "colab-safe", "pre-commit", "prek", or empty for anything else
    verbs: frozenset[str]  # colab-safe's checks that it calls itself
    config: str | None = None  # the framework's configuration that it names
    passes_without_config: bool = False  # whether a missing configuration lets everything pass
    missing: str = ""  # the program that it names, if that and its replacement are not there


def calls(hook: GitHook) -> list[HookCall]:
    """Return what git's hook runs: its own script, and those that it hands on to.

    Args:
        hook: As git would run it; nothing is returned where git would not.
    """
    waiting, found = [hook.path], {}
    while waiting:
        path = waiting.pop(0)
        if path not in found and os.path.isfile(path):
            found[path] = _call(path, hook.name)
            waiting += _handed_on(path, hook.name)
    return list(found.values()) if hook.is_executable else []


def _handed_on(path: str, name: str) -> Iterator[str]:
    """The scripts that this one runs as well: an earlier hook, or the team's own under husky."""
    yield from (kept for kept in (path + _LEGACY, path + KEPT) if os.access(kept, os.X_OK))
    folder = os.path.dirname(os.path.abspath(path))
    if os.path.basename(folder) == "_":  # https://typicode.github.io/husky
        yield os.path.join(os.path.dirname(folder), name)


def _call(path: str, name: str) -> HookCall:
    if is_from_colab_safe(path):
        program = PROGRAMS[name]
        return HookCall(
            path, "colab-safe", verbs_called(program), missing=_missing(_script(path), program)
        )
    text = _script(path)
    verbs = verbs_called(text)
    framework = next((name for name, pattern in _FRAMEWORK.items() if pattern.search(text)), "")
    if not framework:
        return HookCall(path, "", verbs)
    config = _CONFIG.search(text)
    return HookCall(
        path,
        framework,
        verbs,
        config["file"] if config else None,
        "--skip-on-missing-config" in text,
        _missing(text, framework),
    )


def _script(path: str) -> str:
    """The lines of a script that are not comments."""
    try:
        text = read_bytes(path).decode("utf-8", "replace")
    except FileError:
        return ""
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _missing(text: str, fallback: str) -> str:
    """The program that a script names, where neither it nor the one that it falls back to can be started."""
    named = _NAMED.search(text)
    if not named or shutil.which(named["program"]) or shutil.which(fallback):
        return ""
    return named["program"]
