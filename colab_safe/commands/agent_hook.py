"""Answer a coding agent's hook: refuse to write a secret into a notebook, and to read one with a secret in it.

It reads the agent's JSON from stdin. Exit code 2 refuses, in Claude Code, Codex and Cursor; the reason is on stderr.
"""

from __future__ import annotations

from colab_safe.agents.judgement import refusal
from colab_safe.agents.requests import parse
from colab_safe.command_line.exit_codes import FAILED
from colab_safe.command_line.messages import complain, say, tell
from colab_safe.command_line.standard_input import input_stream
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


EXAMPLES = ("colab-safe agent-hook < request.json       # as an agent calls it",)


def add_arguments(parser: ArgumentParser) -> None:
    """There are none: agents call hooks without arguments."""


def run(arguments: Namespace) -> int:
    """Judge one request; what cannot be judged is refused, too."""
    request = parse(input_stream().read())
    why = refusal(request)
    if request.answers_in_json:
        say(_json(why))
    if why:
        first, *lines = why.splitlines()
        tell(first)
        complain(*lines)
    return FAILED if why else 0


def _json(why: str) -> str:
    """Cursor has used both spellings of the messages' names."""
    from json import dumps

    if not why:
        return dumps({"permission": "allow"})
    message = f"colab-safe: {why}"
    names = ("user_message", "agent_message", "userMessage", "agentMessage")
    return dumps({"permission": "deny", **dict.fromkeys(names, message)})
