"""Adds colab-safe's hooks to the configuration of pre-commit or prek, without changing any other byte of it."""

from __future__ import annotations

from collections.abc import Sequence

from colab_safe import __version__
from colab_safe.errors import UsageError
from colab_safe.project.settings_file import parse_toml
from colab_safe.published import REPOSITORY
from colab_safe.setup.hook_keys import Keys, as_toml, as_yaml, keys_for, with_text_notebooks
from colab_safe.setup.hook_settings import PRE_COMMIT_FILE, parsed_hook_settings
from colab_safe.setup.yaml_edit import with_item, with_key

CONFIG_FILE = PRE_COMMIT_FILE
HOOK_IDS = ("colab-safe-paths", "colab-safe-scan", "colab-safe-push")
# Plain `pre-commit install` installs no other hook than this says.
_TYPES = "default_install_hook_types: [pre-commit, pre-push]\n"
_NEW = f"{_TYPES}repos:\n"
_FLOW = "{{repo: {url}, rev: v{version}, hooks: [{hooks}]}}"
_TOML = '[[repos]]\nrepo = "{url}"\nrev = "v{version}"\nhooks = [{hooks}]\n'


def with_colab_safe_hooks(
    text: str,
    name: str = CONFIG_FILE,
    text_notebooks: Sequence[str] = (),
    repository: str = REPOSITORY,
) -> str:
    """Return the configuration with colab-safe's hooks after all others; those that it has get notebooks kept as text.

    Args:
        text: The configuration; no hook is added if it lists one of colab-safe.
        name: Of its file, which says whether it is YAML or TOML.
        text_notebooks: Patterns of the files that are notebooks kept as text, as the settings have them.
        repository: Where the hooks are fetched from.

    Raises:
        UsageError: It cannot be read, or its layout does not allow it; the message ends with the lines to add.
    """
    if not text.strip():
        return text + _NEW + _indented_block(_hooks(text_notebooks), repository)
    settings = parsed_hook_settings(text, name)
    if settings.problem and settings.settings.get("repos", ""):  # nothing yet is no problem here
        raise UsageError(settings.problem)
    if any(hook.verbs or hook.id in HOOK_IDS for hook in settings.hooks):
        return with_text_notebooks(text, settings, text_notebooks)
    added = _hooks(text_notebooks)
    if name.endswith(".toml"):
        return _with_table(text, name, added, repository)
    hooks = ", ".join(f"{{{', '.join(_yaml(hook, keys))}}}" for hook, keys in added.items())
    flow = _FLOW.format(url=repository, version=__version__, hooks=hooks)
    if "repos" not in settings.settings:
        head = _NEW.removeprefix(_TYPES) if settings.settings else _NEW
        return with_key(text, name, head + _indented_block(added, repository))
    return with_item(text, name, "repos", _block(added, repository), flow)


def _hooks(text_notebooks: Sequence[str]) -> dict[str, Keys]:
    """The keys of each hook."""
    return {hook: keys_for(hook, text_notebooks) for hook in HOOK_IDS}


def _yaml(hook: str, keys: Keys) -> list[str]:
    return [f"id: {hook}", *as_yaml(keys)]


def _block(hooks: dict[str, Keys], repository: str) -> str:
    lines = [
        f"- repo: {repository}",
        f"  rev: v{__version__}",
        "  hooks:",
        *("    - " + "\n      ".join(_yaml(hook, keys)) for hook, keys in hooks.items()),
    ]
    return "".join(f"{line}\n" for line in lines)


def _indented_block(hooks: dict[str, Keys], repository: str) -> str:
    return "".join(f"  {line}\n" for line in _block(hooks, repository).splitlines())


def _toml(hook: str, keys: Keys) -> str:
    return ", ".join(as_toml({"id": hook, **keys}))


def _with_table(text: str, name: str, added: dict[str, Keys], repository: str) -> str:
    hooks = ", ".join(f"{{ {_toml(hook, keys)} }}" for hook, keys in added.items())
    table = _TOML.format(url=repository, version=__version__, hooks=hooks)
    newline = "\r\n" if "\r\n" in text else "\n"
    gap = newline * (2 - text.endswith("\n"))
    after = text + gap + table.replace("\n", newline)
    try:
        before, own = (
            parse_toml(each.encode("utf-8", "surrogateescape"), name) for each in (text, table)
        )
        wanted = {**before, "repos": [*before["repos"], *own["repos"]]}
        if parse_toml(after.encode("utf-8", "surrogateescape"), name) == wanted:
            return after
    except UsageError:  # `repos = [...]` cannot be extended by a table
        pass
    raise UsageError(
        f"{name}: not changed, because of its layout. Add these lines:", *table.splitlines()
    )
