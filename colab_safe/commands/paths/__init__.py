"""Drive paths of token files: replace them with placeholders, bring them back, look for them, list them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def _notebooks(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help="notebooks, or folders (default: .)",
    )


def _own_paths(parser: ArgumentParser) -> None:
    _notebooks(parser)
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="your path of a token file, to remember first",
    )


def _own_paths_or_staged(parser: ArgumentParser) -> None:
    _own_paths(parser)
    parser.add_argument(
        "--staged", action="store_true", help="change what is staged, not the files"
    )


def _module(name: str) -> Callable[[Namespace], int]:
    """Runs a sub-verb by its module in this package, which is imported only then."""

    def run(arguments: Namespace) -> int:
        code: int = import_module(f"{__name__}.{name}").run(arguments)
        return code

    return run


VERBS = {
    "hide": SubVerb(
        "replace the Drive paths of token files with placeholders",
        _module("hide"),
        _own_paths_or_staged,
    ),
    "restore": SubVerb("bring your own paths back", _module("restore"), _own_paths),
    "check": SubVerb(
        "look for Drive paths of token files, and change nothing", _module("check"), _notebooks
    ),
    "list": SubVerb("show the placeholders and paths that this clone remembers", _module("list")),
}


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, VERBS)


def run(arguments: Namespace) -> int:
    """1 when a notebook was changed by `hide`, shows a path to `check`, or could not be restored."""
    return run_sub_verb(arguments)
