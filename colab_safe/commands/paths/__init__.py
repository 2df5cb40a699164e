"""Drive paths of token files: replace them with placeholders, bring them back, look for them, list them."""

from __future__ import annotations

from importlib import import_module

from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# Each is a module of this package with `run(arguments) -> exit code`.
VERBS = {
    "hide": "replace the Drive paths of token files with placeholders",
    "restore": "bring your own paths back",
    "check": "look for Drive paths of token files, and change nothing",
    "list": "show the placeholders and paths that this clone remembers",
}


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        verb = verbs.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        if name != "list":
            verb.add_argument(
                "paths",
                nargs="*",
                default=["."],
                metavar="PATH",
                help="notebooks, or folders (default: .)",
            )
        if name in ("hide", "restore"):
            verb.add_argument(
                "--path",
                action="append",
                default=[],
                metavar="[NAME=]PATH",
                help="your path of a token file, to remember first",
            )
        if name == "hide":
            verb.add_argument(
                "--staged", action="store_true", help="change what is staged, not the files"
            )


def run(arguments: Namespace) -> int:
    """1 when a notebook was changed by `hide`, shows a path to `check`, or could not be restored."""
    verb = import_module(f"{__name__}.{arguments.verb}")
    return int(verb.run(arguments))
