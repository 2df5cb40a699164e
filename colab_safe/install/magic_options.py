"""The options of a magic, made from the signature and the docstring of the function that it calls.

So `%private_install --help`, what the magic accepts, and what the function takes cannot disagree.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Callable, Mapping
from inspect import Parameter, getdoc, signature
from typing import Any, NoReturn

from colab_safe.errors import UsageError, closest

_ARGUMENT = re.compile(r"^ {4}(\w+): (.+(?:\n {8}.+)*)", re.MULTILINE)
# What a docstring calls None is, in a line, an option that is not there.
_IN_A_LINE = (("if None", "if left out"), ("or None to search", "or nothing, to search"))


def _number(text: str) -> float | str:
    """What is no number is left for the function to refuse: argparse would repeat it."""
    try:
        return float(text)
    except ValueError:
        return text


# By the annotation without "| None": how argparse reads the value.
_READ: dict[str, dict[str, Any]] = {
    "Config": {"metavar": "CONFIG"},
    "bool": {"action": "store_true"},
    "float": {"type": _number, "metavar": "SECONDS"},
    "str": {},
    "Sequence[str]": {"action": "extend", "type": lambda text: text.split(","), "metavar": "NAME[,NAME]"},
}  # fmt: skip


class MagicParser(argparse.ArgumentParser):
    """Reads the line of a magic; an error is a UsageError that repeats nothing of the line."""

    def error(self, message: str) -> NoReturn:
        """Raise UsageError, without what argparse quotes: it may be a token.

        Args:
            message: From argparse.

        Raises:
            UsageError: Always.
        """
        words = (
            self._unknown(message.split()[2])
            if message.startswith("unrecognized")
            else message.partition("'")[0]
        )
        raise UsageError(
            f"{words.rstrip(' :')}; {' '.join(self.format_usage().split())}, or --help"
        )

    def _unknown(self, word: str) -> str:
        close = closest(word.partition("=")[0], self._option_string_actions)
        return f"unknown option: did you mean {close}?" if close else "unknown arguments"


def magic_parser(
    magic: str, usage: str, function: Callable[..., object], left_out: Mapping[str, str]
) -> MagicParser:
    """Return a parser for the line of a magic; its namespace has only what the line names.

    Args:
        magic: Its name, such as "%private_install".
        usage: What follows the name, in short.
        function: Its parameter `config` is the option `--token`; others keep their name.
        left_out: {parameter: reason} of those that the magic does not have.
    """
    parser = MagicParser(
        prog=magic,
        usage=f"%(prog)s {usage}",
        description=(getdoc(function) or "").partition("\n")[0],
        add_help=False,
        allow_abbrev=False,
        argument_default=argparse.SUPPRESS,
    )
    parser.color = False  # type: ignore[attr-defined,unused-ignore] # Python 3.14 colours messages, too
    for parameter in signature(function).parameters.values():
        if parameter.name not in left_out:
            _add(parser, parameter, described_arguments(function)[parameter.name])
    return parser


def _add(parser: MagicParser, parameter: Parameter, text: str) -> None:
    text = text.replace("%", "%%")
    if parameter.name == "repo":
        parser.add_argument("repo", nargs="+", help=text)
        return
    option = "--token" if parameter.name == "config" else "--" + parameter.name.replace("_", "-")
    read = _READ[str(parameter.annotation).removesuffix(" | None")]
    parser.add_argument(option, dest=parameter.name, help=text, **read)


def described_arguments(function: Callable[..., object]) -> dict[str, str]:
    """Return {parameter: what its docstring says}, as it holds for an option.

    Args:
        function: With an `Args:` section.
    """
    section = (getdoc(function) or "").partition("Args:\n")[2].partition("\n\n")[0]
    found = {}
    for name, text in _ARGUMENT.findall(section):
        words = " ".join(text.split()).replace("`", "")
        for before, after in _IN_A_LINE:
            words = words.replace(before, after)
        found[name] = words
    return found


def words_of(line: str) -> list[str]:
    """Return the words of a magic's line, as a shell would split it.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: A quotation mark or backslash is not closed.
    """
    try:
        return shlex.split(line)
    except ValueError:
        raise UsageError("a quotation mark or backslash has no partner") from None
