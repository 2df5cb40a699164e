"""The keys that give colab-safe's hooks notebooks kept as text, added to hooks that a configuration lists already.

Every other byte stays: the keys go behind the hook's id, and the result is taken only if it says the same as before and
these keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from json import dumps

from colab_safe.accept.allowlist import glob
from colab_safe.errors import UsageError
from colab_safe.notebook_names import ARCHIVES, NOTEBOOK
from colab_safe.setup.hook_settings import OWN_HOOKS, Hook, HookSettings, parsed_hook_settings
from colab_safe.setup.yaml_text import documents
from colab_safe.typed import Any

# The keys of a hook, beside its id.
Keys = dict[str, list[str] | str]
_CHOOSING = ("files", "types", "types_or")  # whoever has one of these has chosen
_TOML_ID = re.compile(r"""\bid\s*=\s*(["'])(?P<id>colab-safe-[a-z-]+)\1""")


def keys_for(hook: str, text_notebooks: Sequence[str]) -> Keys:
    """Return the keys that a hook needs: without them, pre-commit gives it no notebook that is kept as text.

    Args:
        hook: Its id.
        text_notebooks: Patterns of the files that are notebooks kept as text, as the settings have them.
    """
    key = OWN_HOOKS[hook].types
    if not text_notebooks or not key:  # the others see every file
        return {}
    ends = (NOTEBOOK, *ARCHIVES) if key == "types_or" else (NOTEBOOK,)
    patterns = [glob(pattern).pattern for pattern in text_notebooks]
    ending = f"(?i:{'|'.join(map(re.escape, ends))})$"
    return {key: ["file"], "files": "|".join([ending, *patterns])}


def as_yaml(keys: Keys) -> list[str]:
    """Return keys with their values as YAML has them, one per line.

    Args:
        keys: Those of a hook.
    """
    return [
        f"{key}: [{', '.join(value)}]"
        if isinstance(value, list)
        else "{}: '{}'".format(key, value.replace("'", "''"))
        for key, value in keys.items()
    ]


def as_toml(keys: Keys) -> list[str]:
    """Return keys with their values as TOML has them: JSON's lists and strings are TOML's, too.

    Args:
        keys: Those of a hook.
    """
    return [f"{key} = {dumps(value)}" for key, value in keys.items()]


def with_text_notebooks(text: str, settings: HookSettings, text_notebooks: Sequence[str]) -> str:
    """Return a configuration whose hooks of colab-safe get notebooks kept as text, unless it says what they get.

    Args:
        text: The configuration.
        settings: What it says; gets the keys, too.
        text_notebooks: Patterns, as the settings of the repository have them.

    Raises:
        UsageError: Its layout does not allow it; the message ends with the keys to add.
    """
    lacking = [hook for hook in settings.hooks if _lacks_keys(hook, text_notebooks)]
    if not lacking:
        return text
    if settings.path.endswith(".toml"):
        after = _in_toml(text, settings.path, text_notebooks)
    else:
        after = _in_yaml(text, settings.path, lacking, text_notebooks)
    for hook in lacking:
        hook.settings.update(keys_for(hook.id, text_notebooks))
    if parsed_hook_settings(after, settings.path).settings != settings.settings:
        lines = [f"{hook.id}: {line}" for hook in lacking for line in _shown(hook, text_notebooks)]
        raise UsageError(
            f"{settings.path}: not changed, because of its layout. Add these keys to its hooks:",
            *dict.fromkeys(lines),
        )
    return after


def _lacks_keys(hook: Hook, text_notebooks: Sequence[str]) -> bool:
    is_own = OWN_HOOKS.get(hook.id) is hook.defaults
    has_chosen = any(key in hook.settings for key in _CHOOSING)
    return is_own and not has_chosen and bool(keys_for(hook.id, text_notebooks))


def _shown(hook: Hook, text_notebooks: Sequence[str]) -> list[str]:
    return as_yaml(keys_for(hook.id, text_notebooks))


def _in_yaml(text: str, name: str, lacking: Sequence[Hook], text_notebooks: Sequence[str]) -> str:
    wanted = {(hook.id, hook.line) for hook in lacking}
    newline = "\r\n" if "\r\n" in text else "\n"
    places = {
        value.end_mark.index: (key, value, mapping)
        for mapping in _hook_nodes(documents(text, name)[-1])
        for key, value in mapping.value
        if key.value == "id" and (value.value, key.start_mark.line + 1) in wanted
    }
    for end, (key, value, mapping) in sorted(places.items(), reverse=True):
        lines = as_yaml(keys_for(value.value, text_notebooks))
        if mapping.flow_style:
            added = "".join(f", {line}" for line in lines)
        else:
            line_end = re.compile(r"\r?$", re.MULTILINE).search(text, end)
            end = line_end.start() if line_end else len(text)
            added = "".join(f"{newline}{' ' * key.start_mark.column}{line}" for line in lines)
        text = text[:end] + added + text[end:]
    return text


def _hook_nodes(root: Any) -> Iterator[Any]:
    """The mappings below `repos` and `hooks`, as nodes."""
    for repo in _values(root, "repos"):
        yield from _values(repo, "hooks")


def _values(node: Any, name: str) -> Iterator[Any]:
    """The mappings in the list that a mapping has under a key."""
    pairs = node.value if type(node).__name__ == "MappingNode" else ()
    lists = [value for key, value in pairs if key.value == name]
    for each in lists:
        items = each.value if type(each).__name__ == "SequenceNode" else ()
        yield from (item for item in items if type(item).__name__ == "MappingNode")


def _in_toml(text: str, name: str, text_notebooks: Sequence[str]) -> str:
    """In a hook's inline table, or else in a table of its own; one that has such a key already does not parse with another."""
    newline = "\r\n" if "\r\n" in text else "\n"
    for found in reversed(list(_TOML_ID.finditer(text))):
        is_comment = text[text.rfind("\n", 0, found.start()) + 1 :].lstrip().startswith("#")
        if is_comment or found["id"] not in OWN_HOOKS:
            continue
        lines = as_toml(keys_for(found["id"], text_notebooks))
        for before in (", ", newline):
            added = "".join(f"{before}{line}" for line in lines)
            after = text[: found.end()] + added + text[found.end() :]
            if not parsed_hook_settings(after, name).problem:
                text = after
                break
    return text
