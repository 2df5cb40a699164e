"""The hooks of coding agents whose folder a repository has: one entry per agent."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import PurePosixPath

from colab_safe.errors import UsageError
from colab_safe.typed import Any, NamedTuple

COMMAND = "colab-safe agent-hook"
_CLAUDE_TOOLS = "Read|Write|Edit|MultiEdit|NotebookEdit"


class AgentFile(NamedTuple):
    """Where an agent reads its hooks, and ours as it wants them."""

    agent: str
    path: str  # from the repository's top folder
    hooks: dict[str, dict[str, Any]]  # by event
    start: dict[str, Any]  # a new file, without hooks


# Cursor refuses what a failing hook should have judged only with `failClosed`.
_CURSOR = {"command": COMMAND, "failClosed": True}
AGENT_FILES = (
    AgentFile(
        "Claude Code",
        ".claude/settings.json",
        {"PreToolUse": {"matcher": _CLAUDE_TOOLS, "hooks": [{"type": "command", "command": COMMAND}]}},
        {},
    ),
    AgentFile(
        "Cursor", ".cursor/hooks.json", {"beforeReadFile": _CURSOR, "preToolUse": _CURSOR}, {"version": 1}
    ),
)  # fmt: skip


def used_agents() -> Iterator[AgentFile]:
    """Yield the agents whose folder is in the current one."""
    for each in AGENT_FILES:
        if os.path.isdir(PurePosixPath(each.path).parent):
            yield each


def with_agent_hook(text: str, file: AgentFile) -> str:
    """Return an agent's settings with our hooks; the same text if they are there.

    Args:
        text: The file; empty if there is none.
        file: Which one.

    Raises:
        UsageError: It is not JSON, or not laid out as the agent reads it.
    """
    if COMMAND in text:
        return text
    try:
        settings = json.loads(text) if text.strip() else dict(file.start)
        hooks = settings.setdefault("hooks", {})
        for event, hook in file.hooks.items():
            hooks.setdefault(event, []).append(hook)
    except (ValueError, AttributeError, TypeError):
        raise UsageError(
            f"{file.path}: is not JSON as {file.agent} reads it: mend it, then run `colab-safe init` again"
        ) from None
    return json.dumps(settings, indent=2, ensure_ascii=False) + "\n"
