"""What an agent asks before it uses a tool: which notebooks it reads, and what it writes into them.

Claude Code: https://docs.claude.com/en/docs/claude-code/hooks
Codex: the same fields; a patch is `tool_input.command` of the tool `apply_patch`: https://developers.openai.com/codex/hooks
Cursor: https://cursor.com/docs/agent/hooks
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

from colab_safe.errors import UsageError
from colab_safe.notebook.json_bytes import json_bytes
from colab_safe.notebook_names import is_notebook
from colab_safe.typed import Any, NamedTuple

# Cursor's names of events begin with a small letter, and its answers are JSON.
_READING_EVENT = "beforeReadFile"
_READING_TOOLS = ("Read", "read_file")
_PATHS = ("notebook_path", "file_path", "path", "target_file")
_REPLACED = ("old_string", "old_source")  # what is there already
_SOURCE = "new_source"  # of a whole cell, for Claude Code's NotebookEdit


class Request(NamedTuple):
    """What an agent is about to do."""

    notebook: str | None  # the path; None if no notebook is concerned
    reads: bool = False
    writes: tuple[bytes, ...] = ()  # notebooks, or parts of one
    answers_in_json: bool = False


def parse(data: bytes) -> Request:
    """Return what an agent is about to do.

    Args:
        data: What it wrote to stdin.

    Raises:
        UsageError: It is not a request as one of the agents sends it.
    """
    try:
        request = json.loads(data)
        event = request["hook_event_name"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise UsageError(
            "stdin is not the JSON of an agent's hook: it needs `hook_event_name`"
        ) from None
    wishes = request.get("tool_input")
    wishes = wishes if isinstance(wishes, dict) else {}
    in_json = str(event)[:1].islower()
    path = _path({**request, **wishes})
    if event == _READING_EVENT or request.get("tool_name") in _READING_TOOLS:
        return Request(_absolute(path, request) if is_notebook(path) else None, True, (), in_json)
    texts = list(_texts(wishes))
    named = path if is_notebook(path) else next(_named_in(text for _, text in texts), "")
    if not named:
        return Request(None, answers_in_json=in_json)
    written = tuple(_written(key, text, wishes) for key, text in texts)
    return Request(_absolute(named, request), False, written, in_json)


def _path(fields: dict[str, Any]) -> str:
    return next((fields[key] for key in _PATHS if isinstance(fields.get(key), str)), "")


def _absolute(path: str, request: dict[str, Any]) -> str:
    roots = request.get("workspace_roots")
    folder = request.get("cwd") or (roots[0] if isinstance(roots, list) and roots else "")
    return os.path.abspath(os.path.join(str(folder), path))


def _named_in(texts: Iterator[str]) -> Iterator[str]:
    """The notebooks that a patch or a command names."""
    for text in texts:
        for word in text.replace("'", " ").replace('"', " ").split():
            if is_notebook(word):
                yield word


def _texts(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Each text of a request with its key, but for what is replaced; lists of edits, too."""
    if isinstance(value, str) and key not in (*_REPLACED, *_PATHS):
        yield key, value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _texts(each, str(name))
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each, key)


def _written(key: str, text: str, wishes: dict[str, Any]) -> bytes:
    if key != _SOURCE:
        return text.encode("utf-8", "surrogatepass")
    kind = "markdown" if wishes.get("cell_type") == "markdown" else "code"
    cell = {"cell_type": kind, "metadata": {}, "source": text}
    tree = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    return json_bytes(tree)
