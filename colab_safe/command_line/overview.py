"""What `colab-safe` says without a command: its help, its version, and what was probably meant."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from colab_safe.command_line.argument_parser import Parser, help_width, parser_of
from colab_safe.command_line.messages import say
from colab_safe.commands import COMMANDS, GROUPS
from colab_safe.errors import UsageError, unknown_name

_HELP, _VERSION = "help", "version"


def overview(arguments: list[str]) -> int:
    """Print the help, the version, or the help of a command; return the exit code.

    Args:
        arguments: A command line that begins with no command.

    Raises:
        UsageError: The first word is unknown.
    """
    first = arguments[0] if arguments else _HELP
    if first == _HELP and len(arguments) > 1:
        return _help_of(arguments[1])
    if first in (_HELP, "--help", "-h"):
        say(*_lines())
        return 0
    if first in (_VERSION, "--version", "-V"):
        return _say_version()
    if not first.startswith("-"):
        raise UsageError(unknown_name("command", first, (*COMMANDS, _HELP, _VERSION)))
    parser = Parser("colab-safe")
    parser.add_argument("-V", "--version", action="store_true")
    parser.parse_args(arguments)  # says what is unknown of it
    return 0


def _lines() -> Iterator[str]:
    yield "usage: colab-safe COMMAND [options]"
    yield ""
    yield "Find and remove secrets in Jupyter and Colab notebooks."
    width = max(map(len, COMMANDS)) + 2
    for title, names in GROUPS.items():
        yield ""
        yield f"{title}:"
        for name in names:
            yield from _wrapped(COMMANDS[name], f"    {name:<{width}}")
    yield ""
    yield from _wrapped(
        "`colab-safe COMMAND --help` explains a command; `colab-safe --version` prints the version."
    )


def _wrapped(text: str, before: str = "") -> list[str]:
    from textwrap import wrap

    return wrap(
        text, help_width(), initial_indent=before, subsequent_indent=" " * len(before),
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip


def _help_of(name: str) -> int:
    if name not in COMMANDS:
        raise UsageError(unknown_name("command", name, COMMANDS))
    command = import_module(f"colab_safe.commands.{name.replace('-', '_')}")
    say(*parser_of(command, f"colab-safe {name}").format_help().splitlines())
    return 0


def _say_version() -> int:
    from colab_safe import __version__

    say(f"colab-safe {__version__}")
    return 0
