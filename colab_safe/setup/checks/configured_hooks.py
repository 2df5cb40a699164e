"""Whether the configuration of pre-commit or prek lets the hooks of colab-safe see every notebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.project.files import shown
from colab_safe.report.text import count
from colab_safe.setup.checks.results import COMMIT, NOTE, PUSH, CheckResult, Event, RepositoryState
from colab_safe.setup.hook_coverage import Obstacle, coverage, stage_obstacles
from colab_safe.setup.hook_settings import (
    Hook,
    HookSettings,
    every_configuration,
    strings,
)

_NEW = ("notebook.ipynb", "folder/notebook.ipynb")  # which could come


def configured_hooks(state: RepositoryState) -> Iterator[CheckResult]:
    """What keeps hooks from notebooks, in every configuration that is there: CI and colleagues use them, too.

    Args:
        state: The repository.
    """
    for settings in every_configuration():
        if settings.problem:
            yield unknown_hooks(settings)
        for event in (COMMIT, PUSH):
            if any(event.verb in hook.verbs for hook in settings.hooks):
                results = configured(settings, event, state)
                yield from (result for result in results if result.remedy)
        yield from _other_clones(settings)


def unknown_hooks(settings: HookSettings) -> CheckResult:
    """Return what to say of a configuration that cannot be read.

    Args:
        settings: Their `problem` says why.
    """
    message = f"the hooks are not known: {settings.problem}"
    return CheckResult(message, f"correct {shown(settings.path)}")


def _other_clones(settings: HookSettings) -> Iterator[CheckResult]:
    """What plain `pre-commit install` leaves out in the clone of a colleague."""
    types = strings(settings.settings.get("default_install_hook_types")) or [COMMIT.hook]
    wanted = [
        event
        for event in (COMMIT, PUSH)
        if any(event.verb in hook.verbs for hook in settings.hooks)
    ]
    for event in (each for each in wanted if each.hook not in types):
        message = f"{shown(settings.path)}: in other clones, `pre-commit install` does not install git's hook {event.hook}"
        types_line = "default_install_hook_types: [pre-commit, pre-push]"
        yield CheckResult(message, f"add `{types_line}` to it", NOTE)


def configured(
    settings: HookSettings, event: Event, state: RepositoryState
) -> Iterator[CheckResult]:
    """Yield whether the hooks of a configuration check what they have to: "ok" only if they see every notebook.

    Args:
        settings: The configuration, which could be read.
        event: What they have to check.
        state: The repository.
    """
    id, path = f"colab-safe-{event.verb}", shown(settings.path)
    hooks = [hook for hook in settings.hooks if event.verb in hook.verbs]
    running = [hook for hook in hooks if hook.runs_at(event.hook)]
    if not hooks:
        yield CheckResult(
            f"{event.what} is not checked: {path} does not name {id}", f"add `- id: {id}` to it"
        )
    elif not running:
        for obstacle in stage_obstacles(hooks, event.hook):
            message = f"{_where(path, obstacle)}: `{obstacle.key}` keeps {obstacle.hook} from running before {event.what}"
            yield CheckResult(message, f"add {event.hook} to `{obstacle.key}`")
    elif event is PUSH:
        yield from _pushes(settings, running)
    else:
        yield from _commits(settings, running, state.notebooks)


def _pushes(settings: HookSettings, hooks: Sequence[Hook]) -> Iterator[CheckResult]:
    """The push hook reads git's history: it has to run even if the pushed tip changes no file."""
    if any(hook.always_runs for hook in hooks):
        yield CheckResult(f"a push is checked by {hooks[0].id}")
        return
    for hook in hooks:
        where = _where(shown(settings.path), Obstacle("always_run", hook.line, hook.id, 0))
        message = f"{where}: without `always_run: true`, {hook.id} is skipped where a later commit removed the leak again"
        yield CheckResult(message, "set `always_run: true`")


def _commits(
    settings: HookSettings, hooks: Sequence[Hook], notebooks: list[str]
) -> Iterator[CheckResult]:
    path, seen = shown(settings.path), coverage(settings, hooks, notebooks or _NEW[:1])
    for obstacle in seen.obstacles:
        yield _kept(path, obstacle, len(notebooks))
    if not seen.obstacles:
        yield CheckResult(f"a commit is checked by {hooks[0].id}")
        for obstacle in coverage(settings, hooks, _NEW).obstacles:
            message = f"{_where(path, obstacle)}: `{obstacle.key}` keeps {obstacle.hook} from notebooks in other places"
            remedy = "remove it, unless that is meant: accept single findings instead"
            yield CheckResult(message, remedy, kind=NOTE)


def _kept(path: str, obstacle: Obstacle, notebooks: int) -> CheckResult:
    where = _where(path, obstacle)
    if obstacle.unknown:
        return CheckResult(
            f"{where}: this `{obstacle.key}`: {obstacle.unknown}", "write a simpler pattern"
        )
    if obstacle.is_default:
        texts = count(obstacle.notebooks, "notebook")
        return CheckResult(
            f"{where}: {obstacle.hook} does not get {texts} kept as text: by itself it gets `.ipynb` files alone",
            f"add `{obstacle.key}: [file]` and a pattern `files:` for all notebooks, as docs/text-notebooks.md shows",
        )
    which = f"{obstacle.notebooks:,} of {count(notebooks, 'notebook')}"
    if obstacle.notebooks >= notebooks:
        which = "every notebook"
    return CheckResult(
        f"{where}: `{obstacle.key}` keeps {obstacle.hook} from {which}",
        "remove the notebooks from it; accept single findings instead",
    )


def _where(path: str, obstacle: Obstacle) -> str:
    return f"{path}, line {obstacle.line}" if obstacle.line else path
