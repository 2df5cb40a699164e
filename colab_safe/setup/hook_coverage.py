"""Which notebooks a configured hook never sees, and which key of the configuration keeps them from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.notebook_names import is_notebook, name_end
from colab_safe.setup.hook_settings import Hook, HookSettings, strings
from colab_safe.setup.yaml_text import line_of
from colab_safe.timed_regex import checked
from colab_safe.typed import Any, NamedTuple

# What both frameworks call a notebook: https://github.com/pre-commit/identify
_TAGS = frozenset(("file", "non-executable", "text", "json", "jupyter"))
# What they call a notebook kept as text, by the end of its name.
_LANGUAGES = {
    ".py": "python",
    ".md": "markdown",
    ".markdown": "markdown",
    ".r": "r",
    ".jl": "julia",
    ".scala": "scala",
    ".sql": "sql",
}


class Obstacle(NamedTuple):
    """A key that keeps notebooks from a hook."""

    key: str
    line: int | None  # from 1; None where it is not known
    hook: str  # the hook's id
    notebooks: int  # how many it keeps; 0 where that is not known
    unknown: str = ""  # why it is not known
    is_default: bool = False  # whether the hook has the key by itself, not by the configuration


class Coverage(NamedTuple):
    """What hooks see of some notebooks."""

    missed: list[str]  # notebooks that no hook sees, in the order given
    obstacles: list[Obstacle]  # the keys that keep them


def coverage(settings: HookSettings, hooks: Sequence[Hook], notebooks: Sequence[str]) -> Coverage:
    """Return which notebooks none of some hooks sees. A hook that sees a notebook is enough.

    Args:
        settings: The configuration.
        hooks: Hooks of it that run at the stage in question.
        notebooks: POSIX paths from the configuration's folder.
    """
    filters = [_Filters(settings, hook) for hook in hooks]
    missed = [path for path in notebooks if all(each.obstacle(path) for each in filters)]
    counted: Counter[Obstacle] = Counter()
    for each in filters:
        counted.update(found for path in missed if (found := each.obstacle(path)))
    return Coverage(
        missed,
        [found._replace(notebooks=number) for found, number in counted.most_common()],
    )


class _Filters:
    """The keys of a configuration and a hook that choose files, in the order in which they apply."""

    def __init__(self, settings: HookSettings, hook: Hook) -> None:
        self._hook = hook
        self._places = (settings.settings, hook.settings)

    def obstacle(self, path: str) -> Obstacle | None:
        """The first key that keeps a notebook from the hook."""
        return None if self._hook.sees_all else next(self._obstacles(path), None)

    def _obstacles(self, path: str) -> Iterator[Obstacle]:
        for mapping in self._places:
            for key, is_wanted in (("files", True), ("exclude", False)):
                if key in mapping and (why := _keeps(mapping[key], path, is_wanted)) is not None:
                    yield self._of(mapping, key, why)
        for key in ("types", "types_or", "exclude_types"):
            given = strings(self._hook.settings.get(key))
            tags = _tags(path)
            if (given or key in self._hook.settings) and _types_keep(key, frozenset(given), tags):
                yield self._of(self._hook.settings, key, "")
        key = self._hook.defaults.types
        if key and key not in self._hook.settings and not is_notebook(path):
            yield Obstacle(key, self._hook.line, self._hook.id, 0, is_default=True)

    def _of(self, mapping: dict[str, Any], key: str, unknown: str) -> Obstacle:
        return Obstacle(key, line_of(mapping, key), self._hook.id, 0, unknown)


def _keeps(pattern: Any, path: str, is_wanted: bool) -> str | None:
    """None where the pattern lets a notebook through, else empty, or why that is not known."""
    if isinstance(pattern, dict):
        return "only prek knows what this glob matches"
    try:
        return None if (checked(str(pattern)).search(path) is not None) == is_wanted else ""
    except re.error:
        return "it is not a valid regular expression, so the hook fails"
    except TimeoutError:
        return "it takes too long, so what it matches is not known"


def _tags(path: str) -> frozenset[str]:
    if is_notebook(path):
        return _TAGS
    language = _LANGUAGES.get(name_end(path), "file")
    return frozenset(("file", "non-executable", "text", language))


def _types_keep(key: str, given: frozenset[str], tags: frozenset[str]) -> bool:
    if key == "types":
        return not given <= tags
    if key == "types_or":
        return bool(given) and not given & tags
    return bool(given & tags)


def stage_obstacles(hooks: Iterable[Hook], stage: str) -> Iterator[Obstacle]:
    """Yield what keeps hooks from a stage.

    Args:
        hooks: Hooks of a configuration.
        stage: Such as "pre-commit".
    """
    for hook in hooks:
        if not hook.runs_at(stage):
            mapping, key = hook.stages_by or (hook.settings, "stages")
            yield Obstacle(key, line_of(mapping, key) if key in mapping else hook.line, hook.id, 0)
