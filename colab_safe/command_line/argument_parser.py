"""argparse with errors of one line: they suggest the closest name, and repeat no possible token."""

from __future__ import annotations

import re
from argparse import Action, ArgumentError, ArgumentParser, HelpFormatter
from collections.abc import Sequence
from functools import partial
from shutil import get_terminal_size

from colab_safe.errors import UsageError, closest, unknown_name
from colab_safe.typed import Any, NoReturn

_OPTION_NAME = re.compile(r"--[a-z-]{1,30}")

_EMPTY = "the value is empty: is a variable not set?"


class Parser(ArgumentParser):
    """Reads the command line of a command, and of its sub-verbs."""

    def __init__(self, prog: str, examples: Sequence[str] = (), **options: Any) -> None:
        """Make a parser.

        Args:
            prog: What the help and error messages call the command.
            examples: Command lines at the end of the help.
            **options: Those of argparse.
        """
        super().__init__(prog, formatter_class=_hundred_columns, **options)
        self.examples = tuple(examples)

    def format_help(self) -> str:
        """Return the help, no wider than the terminal, with the examples at its end."""
        width = help_width()
        self.formatter_class = partial(HelpFormatter, width=width)
        text = super().format_help()
        lines = "".join(f"  {line}\n" for each in self.examples for line in _example(each, width))
        return f"{text}\nexamples:\n{lines}" if lines else text

    def error(self, message: str) -> NoReturn:
        """Raise UsageError; argparse would print four lines of usage first.

        Args:
            message: As argparse writes it.
        """
        # argparse repeats what was given to a switch: `--staged=…`
        text = re.sub("ignored explicit argument .*", "takes no value", message, flags=re.DOTALL)
        text = text.removeprefix("argument ")
        if "did you mean" in text:
            raise UsageError(text)
        raise UsageError(f"{text} (see `{self.prog} --help`)")

    def parse_known_args(  # type: ignore[override]
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> tuple[Any, list[str]]:
        """Return what argparse returns, but refuse arguments that this parser does not know.

        Args:
            args: The command line without the command.
            namespace: Where values are stored; a new one if None.

        Raises:
            UsageError: An argument is unknown, missing, or has a wrong value.
        """
        values, unknown = super().parse_known_args(args, namespace)
        if unknown:
            self.error(self._about_unknown(unknown[0]))
        return values, unknown

    def _about_unknown(self, argument: str) -> str:
        if not argument.startswith("-"):
            return "too many arguments"
        name = argument.partition("=")[0]
        # Compared without dashes, which all options share.
        options = {option.lstrip("-"): option for option in self._option_string_actions}
        close = closest(name.lstrip("-"), options)
        if close:
            return f"unknown option {name!r}: did you mean {options[close]!r}?"
        return f"unknown option {name!r}" if _OPTION_NAME.fullmatch(name) else "unknown option"

    def _get_values(self, action: Action, arg_strings: list[str]) -> Any:
        """Refuse `--range=--`: argparse (of CPython 3.11) drops the dashes, and the files would be scanned instead of the range."""
        if action.option_strings and "--" in arg_strings:
            raise ArgumentError(action, "`--` is not a value")
        return super()._get_values(action, arg_strings)

    def _check_value(self, action: Action, value: Any) -> None:
        """Refuse what is not among the choices, and nothing at all; every version of argparse calls this.

        `--range "$RANGE"` with an empty variable would scan the files instead, `--config "$BASE"` would take the
        repository's own configuration.
        """
        if value == "" and action.nargs != "?":
            raise ArgumentError(action, _EMPTY)
        if action.choices is not None and value not in action.choices:
            raise ArgumentError(action, unknown_name("value", value, action.choices))


def parser_of(command: Any, prog: str) -> Parser:
    """Return the parser of a command, with its description and examples.

    Args:
        command: Its module.
        prog: What the help and error messages call it.
    """
    parser = Parser(prog, getattr(command, "EXAMPLES", ()), description=command.__doc__)
    command.add_arguments(parser)
    return parser


def help_width() -> int:
    """Return how many columns the help takes: those of the terminal, but no more than 100."""
    return min(100, get_terminal_size((100, 24)).columns)


def _example(line: str, width: int) -> list[str]:
    """A command, with its comment above it where both are too long for one line."""
    command, _, comment = line.partition("  #")
    if len(line) + 2 <= width or not comment:
        return [line]
    return [f"#{comment}", command.rstrip()]


def _hundred_columns(prog: str) -> HelpFormatter:
    """argparse makes a formatter per option; asking the terminal for its width takes 3 ms."""
    return HelpFormatter(prog, width=100)
