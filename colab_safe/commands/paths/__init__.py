"""Hide the Drive paths of token files behind placeholders, restore them, look for them, list them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from colab_safe.command_line.options import add_diff, add_force_exclude, add_paths
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


EXAMPLES = (
    "colab-safe paths check .                    # which notebooks show a path",
    "colab-safe paths hide analysis.ipynb",
    "colab-safe paths restore analysis.ipynb",
    "colab-safe paths restore --path keys/github.json analysis.ipynb   # a teammate's notebook",
    "colab-safe paths list",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, _SUB_VERBS)


def run(arguments: Namespace) -> int:
    """Run the sub-verb; 1 if `hide` changed a notebook, `check` sees a path, or one was not restored."""
    return run_sub_verb(arguments)


def _in_module(name: str) -> Callable[[Namespace], int]:
    """The `run` of a module of this package, which is imported when it is called."""
    return lambda arguments: int(import_module(f"{__name__}.{name}").run(arguments))


def _add_own_path(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="[NAME=]PATH",
        help="where your token file is on your Drive, such as keys/github.json; this clone remembers it",
    )


def _add_hide_arguments(parser: ArgumentParser) -> None:
    add_paths(parser)
    add_force_exclude(parser)
    _add_own_path(parser)
    parser.add_argument(
        "--staged", action="store_true", help="change what is staged, not the files"
    )
    add_diff(parser)


def _add_restore_arguments(parser: ArgumentParser) -> None:
    add_paths(parser)
    _add_own_path(parser)
    add_diff(parser)


_SUB_VERBS = {
    "hide": SubVerb(
        "replace the Drive paths of token files with placeholders",
        _in_module("hide"),
        _add_hide_arguments,
    ),
    "restore": SubVerb(
        "replace placeholders with your own paths", _in_module("restore"), _add_restore_arguments
    ),
    "check": SubVerb(
        "look for Drive paths of token files, and change nothing", _in_module("check"), add_paths
    ),
    "list": SubVerb(
        "show the placeholders and paths that this clone remembers", _in_module("list")
    ),
}
