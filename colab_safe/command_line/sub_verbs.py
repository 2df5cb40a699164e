"""Commands with sub-verbs, such as `colab-safe baseline create`: one table of them per command."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from colab_safe.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _no_arguments(parser: ArgumentParser) -> None:
    """The sub-verb takes none."""


class SubVerb(NamedTuple):
    """One sub-verb."""

    help: str | None  # an imperative without a full stop; None: not listed, for programs only
    run: Callable[[Namespace], int]  # returns the exit code
    add_arguments: Callable[[ArgumentParser], None] = _no_arguments


def add_sub_verbs(parser: ArgumentParser, sub_verbs: Mapping[str, SubVerb]) -> None:
    """Declare the sub-verbs of a command; `run_sub_verb` calls the chosen one.

    Args:
        parser: The command's parser; the help of each sub-verb ends with its examples of that one.
        sub_verbs: By their names, in the order of the help.
    """
    parsers = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    examples = getattr(parser, "examples", ())
    for name, sub_verb in sub_verbs.items():
        text = sub_verb.help
        listed: dict[str, Any] = {}
        if text:
            listed = {"help": text, "description": f"{text[0].upper()}{text[1:]}."}
        below: Any = parsers.add_parser(name, **listed)
        own = f"{below.prog} "
        below.examples = [each for each in examples if f"{each} ".startswith(own)]
        sub_verb.add_arguments(below)
        below.set_defaults(run_sub_verb=sub_verb.run)


def run_sub_verb(arguments: Namespace) -> int:
    """Run the sub-verb that the command line names, and return its exit code.

    Args:
        arguments: What a parser with `add_sub_verbs` returned.
    """
    code: int = arguments.run_sub_verb(arguments)
    return code
