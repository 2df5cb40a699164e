"""Adds colab-safe's hooks to a .pre-commit-config.yaml, without changing any other byte of it."""

from __future__ import annotations

import re

from colab_safe import __version__
from colab_safe.errors import UsageError

CONFIG_FILE = ".pre-commit-config.yaml"
REPOSITORY = "https://github.com/colab-safe/colab-safe"
HOOK_IDS = ("colab-safe-paths", "colab-safe-scan", "colab-safe-push")
_ID = re.compile(r"^\s*(?:-\s+)?id:\s*['\"]?([\w.-]+)", re.MULTILINE)
_LIST = re.compile(r"^repos:[ \t]*(\[[ \t]*\])?[ \t]*(#.*)?\r?$", re.MULTILINE)
_ITEM = re.compile(r"^([ \t]*)-[ \t]", re.MULTILINE)
_END = re.compile(r"^(?!-[ \t])[^\s#]", re.MULTILINE)  # the next key, or the end of the document


def hook_ids(text: str) -> list[str]:
    """Return the ids of the hooks that a configuration lists, in its order.

    Args:
        text: The configuration.
    """
    return _ID.findall(text)


def with_colab_safe_hooks(text: str) -> str:
    """Return the configuration with colab-safe's hooks after all others.

    Args:
        text: The configuration; returned unchanged if it lists a hook of colab-safe.

    Raises:
        UsageError: It is not written as a list of `- repo:` below `repos:`.
    """
    if any(hook.startswith("colab-safe-") for hook in hook_ids(text)):
        return text
    if not text.strip():
        return text + "repos:\n" + _block("  ")
    found = _LIST.search(text)
    if found is None:
        raise UsageError(
            f"{CONFIG_FILE} has no list `repos:` in block style. Add these lines:",
            *_block("  ").splitlines(),
        )
    newline = "\r\n" if "\r\n" in text else "\n"
    if found[1]:  # `repos: []`
        text = text[: found.start(1)].rstrip() + text[found.end(1) :]
    behind = text.find("\n", found.start()) + 1 or len(text)
    end = _end_of_list(text, behind)
    item = _ITEM.search(text, behind, end)
    head = text[:end] if text[:end].endswith("\n") else text[:end] + newline
    return head + _block(item[1] if item else "  ").replace("\n", newline) + text[end:]


def _end_of_list(text: str, start: int) -> int:
    """Behind the last line of the list that is neither empty nor a comment at the margin."""
    following = _END.search(text, start)
    end = start
    for line in re.finditer(r".*\n?", text[start : following.start() if following else len(text)]):
        if line[0].strip() and not line[0].startswith("#"):
            end = start + line.end()
    return end


def _block(indent: str) -> str:
    lines = [
        f"- repo: {REPOSITORY}",
        f"  rev: v{__version__}",
        "  hooks:",
        *(f"    - id: {hook}" for hook in HOOK_IDS),
    ]
    return "".join(f"{indent}{line}\n" for line in lines)
