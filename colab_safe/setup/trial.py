"""Whether the installed hooks stop a leak: a made-up token in throw-away notebooks is committed and pushed there.

This runs the hooks of the repository, as `git commit` and `git push` do, so it happens only when it is asked for.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Callable, Iterator, Sequence

from colab_safe.errors import ColabSafeError
from colab_safe.git.throw_away import Outcome, ThrowAway
from colab_safe.project.files import write_bytes
from colab_safe.report.text import count
from colab_safe.setup.checks.results import (
    COMMIT,
    NOTE,
    PUSH,
    UNKNOWN,
    CheckResult,
    Event,
    RepositoryState,
)
from colab_safe.setup.made_up_token import made_up_token
from colab_safe.setup.trial_copy import trial_copy
from colab_safe.visible import visible

_NEW = "colab-safe-try.ipynb"
_MOST = 300  # notebooks that are tried
_SECONDS = 120  # that all hooks of a commit or push may take
_ATTEMPTS = 3  # a hook that rewrites files fails, and passes when they are staged again
_DOWNLOADS = re.compile(
    r"\[INFO\] (?:Initializing|Installing) environment|transport '\w+' not allowed"
)
_FAILED = re.compile(r"- hook id: ([\w.-]+)\s*\n- (?:duration: .*\n- )?exit code: (\d+)")


def try_hooks(state: RepositoryState) -> Iterator[CheckResult]:
    """Yield whether the hooks stop a commit and a push of notebooks with a made-up token.

    A new notebook is tried, and one at the path of each notebook of the repository. The repository itself, its
    index and its refs are not touched, and nothing is pushed but to a folder beside the copy.

    Args:
        state: The repository.
    """
    names = [_NEW, *state.notebooks[:_MOST]]
    with tempfile.TemporaryDirectory(prefix="colab-safe-try-") as folder:
        try:
            repository, left_out = trial_copy(folder)
            yield from _limits(len(state.notebooks), left_out)
            _leak(repository, names)
            yield _commit(repository, names)
            repository.without_hooks("add", "--all")
            repository.without_hooks(
                "commit", "--no-verify", "--quiet", "--allow-empty", "--message", "Leak"
            )
            yield _push(repository, names)
        except (ColabSafeError, OSError) as error:
            yield CheckResult(f"the hooks were not tried: {error}", "correct that", UNKNOWN)


def _limits(notebooks: int, left_out: int) -> Iterator[CheckResult]:
    """What the copy lacks."""
    if notebooks > _MOST:
        message = f"tried: only the first {_MOST} of {notebooks:,} notebooks"
        yield CheckResult(
            message, "the keys of the configuration are checked for all of them", NOTE
        )
    if left_out:
        message = f"tried without {count(left_out, 'tracked file')} that {'is' if left_out == 1 else 'are'} too large to copy"
        yield CheckResult(message, "if a hook needs one of them, it may fail in the copy", NOTE)


def _leak(repository: ThrowAway, names: Sequence[str]) -> None:
    for name in names:
        path = os.path.join(repository.top, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_bytes(path, _notebook(made_up_token()))
    paths = "".join(f"{name}\0" for name in names).encode("utf-8", "surrogateescape")
    # Existing notebooks may be ignored and tracked.
    options = ("--force", "--pathspec-from-file=-", "--pathspec-file-nul")
    repository.without_hooks("--literal-pathspecs", "add", *options, stdin=paths)


def _notebook(token: str) -> bytes:
    """The token is in the source, which hooks that strip outputs leave alone."""
    cell: dict[str, object] = {
        "cell_type": "code", "execution_count": None, "id": "leak", "metadata": {}, "outputs": [],
        "source": [f'token = "{token}"'],
    }  # fmt: skip
    tree = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(tree, indent=1) + "\n").encode()


def _commit(repository: ThrowAway, names: Sequence[str]) -> CheckResult:
    reported: set[str] = set()
    for _ in range(_ATTEMPTS):
        outcome = repository.with_hooks("commit", "--message", "chore: leak", seconds=_SECONDS)
        reported |= _reported(names, outcome, lambda name: f"{name}: cell ")
        if not outcome.code or not repository.is_changed():
            break
        repository.without_hooks("add", "--all")
    return _judged(COMMIT, outcome, names, reported)


def _push(repository: ThrowAway, names: Sequence[str]) -> CheckResult:
    outcome = repository.with_hooks("push", "origin", "HEAD", seconds=_SECONDS)
    return _judged(PUSH, outcome, names, _reported(names, outcome, lambda name: f"{name} ("))


def _reported(names: Sequence[str], outcome: Outcome, words: Callable[[str], str]) -> set[str]:
    return {name for name in names if words(visible(name)) in outcome.output}


def _judged(
    event: Event, outcome: Outcome, names: Sequence[str], reported: set[str]
) -> CheckResult:
    missed = [name for name in names if name not in reported]
    if outcome.code is None:
        message = f"{event.what} was not tried: the hooks took longer than {_SECONDS} seconds"
        return CheckResult(message, "try it in a repository with this setup and few files", UNKNOWN)
    if outcome.code == 0:
        which = f"{count(len(names), 'notebook')} with a made-up token"
        return CheckResult(f"tried: {event.what} of {which} was let through", _remedy(event))
    if not missed:
        return CheckResult(
            f"tried: {event.what} of a made-up token was stopped, in {count(len(names), 'notebook')}"
        )
    if reported:
        message = f"tried: {event.what} was stopped, but a made-up token in {_listed(missed)} was not reported"
        return CheckResult(message, _remedy(event))
    return _not_by_us(event, outcome)


def _remedy(event: Event) -> str:
    return f"let git's hook {event.hook} run colab-safe-{event.verb} on every notebook"


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3:,} more"


def _not_by_us(event: Event, outcome: Outcome) -> CheckResult:
    """Nothing of what hooks print is repeated: it may contain anything."""
    if _DOWNLOADS.search(outcome.output):
        message = f"{event.what} was not tried: the environment of a hook is not installed, and would be downloaded"
        return CheckResult(message, "pre-commit install-hooks, or prek prepare-hooks", UNKNOWN)
    failed = _FAILED.search(outcome.output)
    by = f"the hook {failed[1]}" if failed else f"something else (exit code {outcome.code})"
    message = (
        f"{event.what} was stopped by {by}, so it is not known whether colab-safe would stop it"
    )
    return CheckResult(
        message, "let that pass on a notebook with one line of code, and try again", UNKNOWN
    )
