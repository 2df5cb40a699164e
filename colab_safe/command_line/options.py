"""Options that several commands have, each declared once."""

from __future__ import annotations

from colab_safe.detect.engine import ENGINES
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser


def add_paths(parser: ArgumentParser) -> None:
    """Add the notebooks and folders that a command works on.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="notebooks or folders (default: .)"
    )


def add_all_files(parser: ArgumentParser) -> None:
    """Add `--all-files`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--all-files", action="store_true", help="in folders, also scan all other text files"
    )


def add_show_secrets(parser: ArgumentParser) -> None:
    """Add `--show-secrets`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--show-secrets", action="store_true", help="print secrets in clear text (never in CI)"
    )


def add_engine(parser: ArgumentParser) -> None:
    """Add `--engine`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--engine",
        action="append",
        metavar="NAME",
        help=f"detection engine: {', '.join(ENGINES)} (repeatable)",
    )


def add_baseline(parser: ArgumentParser) -> None:
    """Add `--baseline`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--baseline",
        action="append",
        metavar="FILE",
        help="baseline of accepted findings, in colab-safe or detect-secrets format (repeatable)",
    )
