"""The hooks that a configuration of pre-commit or prek lists, and which of them are colab-safe's.

Formats: https://pre-commit.com/#adding-pre-commit-plugins-to-your-project and
https://prek.j178.dev/reference/configuration/
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from colab_safe.errors import FileError, UsageError
from colab_safe.project.files import read_optional_text
from colab_safe.project.settings_file import parse_toml
from colab_safe.setup.own_calls import verbs_called
from colab_safe.setup.yaml_text import line_of, parse
from colab_safe.typed import Any, NamedTuple

PRE_COMMIT_FILE = ".pre-commit-config.yaml"
# pre-commit reads the first name only, prek the first of its names that exists.
CONFIG_FILES = {
    "pre-commit": (PRE_COMMIT_FILE,),
    "prek": ("prek.toml", PRE_COMMIT_FILE, ".pre-commit-config.yml"),
}
_MOST_HOOKS = 10_000  # aliases in a small file can stand for any number
_OLD_STAGES = {"commit": "pre-commit", "push": "pre-push", "merge-commit": "pre-merge-commit"}
_LOCAL = ("local", "meta", "builtin")
_TRUE = ("true", "yes", "on")


class HookDefaults(NamedTuple):
    """What the manifest of colab-safe says of a hook, where the configuration does not."""

    stages: tuple[str, ...]
    always_run: bool = False
    pass_filenames: bool = True
    types: str = ""  # the key that lets only `.ipynb` files, and archives, through


# As .pre-commit-hooks.yaml, which is not installed with the package.
_BEFORE_COMMITS = HookDefaults(("pre-commit", "manual"), types="types")
OWN_HOOKS = {
    "colab-safe-scan": _BEFORE_COMMITS._replace(types="types_or"),
    "colab-safe-scan-all": _BEFORE_COMMITS._replace(types=""),
    "colab-safe-paths": _BEFORE_COMMITS,
    "colab-safe-redact": _BEFORE_COMMITS,
    "colab-safe-push": HookDefaults(("pre-push",), always_run=True, pass_filenames=False),
}


class Hook(NamedTuple):
    """A hook that a configuration lists."""

    id: str
    line: int | None  # of its id, from 1; None in TOML
    settings: dict[str, Any]  # as the configuration has them
    defaults: HookDefaults
    verbs: frozenset[str]  # colab-safe's checks that it calls
    stages: tuple[str, ...]  # empty: all
    stages_by: tuple[dict[str, Any], str] | None  # the mapping and the key that set them

    @property
    def always_runs(self) -> bool:
        """Whether it runs whatever the changed files are."""
        return self._is_on("always_run", self.defaults.always_run)

    @property
    def sees_all(self) -> bool:
        """Whether it always runs, and gets no names of files, so that no key can choose among them."""
        return self.always_runs and not self._is_on("pass_filenames", self.defaults.pass_filenames)

    def _is_on(self, key: str, default: bool) -> bool:
        return str(self.settings.get(key, default)).lower() in _TRUE

    def runs_at(self, stage: str) -> bool:
        """Return whether the hook runs at a stage.

        Args:
            stage: Such as "pre-commit".
        """
        return not self.stages or stage in self.stages


class HookSettings(NamedTuple):
    """A configuration of pre-commit or prek."""

    path: str  # from the current folder
    settings: dict[str, Any] = {}  # noqa: RUF012 — never changed
    hooks: tuple[Hook, ...] = ()
    problem: str = ""  # why it cannot be read; a sentence that names the line


def config_file(framework: str, named: str | None = None) -> str | None:
    """Return the configuration that a framework reads; None where there is none.

    Args:
        framework: "pre-commit" or "prek".
        named: The file that git's hook names.
    """
    return next(filter(os.path.isfile, [named] if named else CONFIG_FILES[framework]), None)


def every_configuration() -> Iterator[HookSettings]:
    """Yield each configuration in the current folder that pre-commit or prek reads."""
    paths = dict.fromkeys(config_file(framework) for framework in CONFIG_FILES)
    return (read_hook_settings(path) for path in paths if path)


def read_hook_settings(path: str) -> HookSettings:
    """Return a configuration; what is wrong with it is in `problem`.

    Args:
        path: The file, YAML or TOML.
    """
    try:
        return parsed_hook_settings(read_optional_text(path), path)
    except FileError as error:
        return HookSettings(path, problem=str(error))


def parsed_hook_settings(text: str, path: str) -> HookSettings:
    """Return the configuration in a text; what is wrong with it is in `problem`.

    Args:
        text: The configuration.
        path: Of its file, which says whether it is YAML or TOML.
    """
    try:
        settings = _toml(text, path) if path.endswith(".toml") else parse(text, path)
        settings = settings if isinstance(settings, dict) else {}
        if not isinstance(settings.get("repos"), list):
            return HookSettings(path, settings, problem=f"{path}: it has no list `repos`")
        return HookSettings(path, settings, tuple(_hooks(settings, path)))
    except UsageError as error:
        return HookSettings(path, problem=str(error))


def _toml(text: str, path: str) -> Any:
    return parse_toml(text.encode("utf-8", "surrogateescape"), path)


def _hooks(settings: dict[str, Any], path: str) -> Iterator[Hook]:
    number = 0
    for repo in settings["repos"]:
        hooks = repo.get("hooks") if isinstance(repo, dict) else None
        for hook in hooks if isinstance(hooks, list) else ():
            if isinstance(hook, dict) and isinstance(hook.get("id"), str):
                yield _hook(hook, str(repo.get("repo")), settings)
            number += 1
            if number > _MOST_HOOKS:
                raise UsageError(f"{path}: not read: it has more than {_MOST_HOOKS:,} hooks")


def _hook(hook: dict[str, Any], repo: str, settings: dict[str, Any]) -> Hook:
    id = hook["id"]
    # The manifest of another repository may call its hooks anything.
    own = None if repo in _LOCAL else OWN_HOOKS.get(id)
    stages, by = _stages(hook, own, settings)
    entry = hook.get("entry", id if own else "")
    words = [str(entry), *(strings(hook.get("args")) if own is None or "entry" in hook else ())]
    return Hook(
        id,
        line_of(hook, "id"),
        hook,
        own or HookDefaults(()),
        verbs_called(" ".join(words)),
        stages,
        by,
    )


def _stages(
    hook: dict[str, Any], own: HookDefaults | None, settings: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[dict[str, Any], str] | None]:
    """The hook's own stages, or the manifest's, or the defaults of the configuration; and who says so."""
    for mapping, key in ((hook, "stages"), (settings, "default_stages")):
        stages = strings(mapping.get(key))
        if stages:
            return tuple(_OLD_STAGES.get(stage, stage) for stage in stages), (mapping, key)
        if own and key not in mapping and mapping is hook:
            return own.stages, None
    return (), None


def strings(value: Any) -> list[str]:
    """Return the strings of a list; none of anything else.

    Args:
        value: Of a configuration.
    """
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []
