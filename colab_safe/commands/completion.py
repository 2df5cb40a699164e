"""Print the script that completes colab-safe's commands and options in a shell: bash, zsh, fish or PowerShell."""

from __future__ import annotations

from importlib import import_module

from colab_safe.command_line.messages import write_report
from colab_safe.commands import COMMANDS
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_PROGRAM = "colab-safe"
_SHELLS = ("bash", "zsh", "fish", "powershell")
_FILES = frozenset(("PATH", "FILE"))  # how the help calls arguments that are files

EXAMPLES = (
    "colab-safe completion bash >> ~/.bash_completion",
    "colab-safe completion zsh > ~/.zfunc/_colab-safe   # a folder of your $fpath",
    "colab-safe completion fish > ~/.config/fish/completions/colab-safe.fish",
    "colab-safe completion powershell >> $PROFILE",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=_SHELLS, metavar="SHELL", help=", ".join(_SHELLS))


def run(arguments: Namespace) -> int:
    """Print the script; shtab makes it from the declarations that the command line is read by."""
    import shtab

    write_report(shtab.complete(_whole_parser(), arguments.shell).rstrip("\n") + "\n")
    return 0


def _whole_parser() -> ArgumentParser:
    """All commands in one parser, which nothing else needs: a command imports only itself."""
    from argparse import ArgumentParser

    parser = ArgumentParser(_PROGRAM)
    parser.add_argument("-V", "--version", action="store_true", help="print the version")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, summary in COMMANDS.items():
        below = commands.add_parser(name, help=summary)
        import_module(f"colab_safe.commands.{name.replace('-', '_')}").add_arguments(below)
    helping = commands.add_parser("help", help="explain a command")
    helping.add_argument("about", choices=tuple(COMMANDS), metavar="COMMAND")
    commands.add_parser("version", help="print the version")
    _complete_files(parser)
    return parser


def _complete_files(parser: ArgumentParser) -> None:
    from argparse import _SubParsersAction

    import shtab

    for action in parser._actions:
        if isinstance(action, _SubParsersAction):
            for below in action.choices.values():
                _complete_files(below)
        elif action.metavar in _FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
