"""Options that several commands have, each declared once."""

from __future__ import annotations

from colab_safe.detect.engine import ENGINES
from colab_safe.model import CONFIDENCES
from colab_safe.project.nearest import ProjectOptions
from colab_safe.report import WITH_CELLS
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_paths(parser: ArgumentParser) -> None:
    """Add the notebooks and folders that a command works on.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "paths", nargs="*", default=["."], metavar="PATH", help="notebooks or folders (default: .)"
    )


def add_force_exclude(parser: ArgumentParser) -> None:
    """Add `--force-exclude`.

    Args:
        parser: The parser of a command that hooks run.
    """
    parser.add_argument(
        "--force-exclude",
        action="store_true",
        help="leave out what `exclude` in the configuration matches, even if it is named, as hooks name it",
    )


def add_all_files(parser: ArgumentParser, where: str = "in folders") -> None:
    """Add `--all-files`.

    Args:
        parser: The command's parser.
        where: What the option applies to.
    """
    parser.add_argument(
        "--all-files",
        action="store_true",
        help=f"{where}, also scan all other text files",
    )


def add_show_secrets(parser: ArgumentParser) -> None:
    """Add `--show-secrets`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--show-secrets", action="store_true", help="print secrets in clear text (never in CI)"
    )


def add_project(parser: ArgumentParser) -> None:
    """Add `--engine`, `--only-engine`, `--config` and `--isolated`; `project_options` reads them.

    Args:
        parser: The command's parser.
    """
    names = ", ".join(ENGINES)
    parser.add_argument(
        "--engine",
        action="append",
        metavar="NAME",
        help=f"use this engine as well: {names} (repeatable)",
    )
    parser.add_argument(
        "--only-engine",
        action="append",
        metavar="NAME",
        help="use this engine instead of those configured (repeatable)",
    )
    parser.add_argument(
        "--config",
        metavar="FILE",
        help="take the configuration from FILE, or from a folder such as a checkout of the base branch",
    )
    parser.add_argument(
        "--isolated", action="store_true", help="ignore all configuration and default baselines"
    )


def add_min_confidence(parser: ArgumentParser, help: str) -> None:
    """Add `--min-confidence`; `project_options` reads it.

    Args:
        parser: The command's parser.
        help: What the command does with findings of a lower confidence.
    """
    parser.add_argument("--min-confidence", choices=CONFIDENCES, metavar="LEVEL", help=help)


def add_known_values(parser: ArgumentParser) -> None:
    """Add `--known-values`.

    Args:
        parser: The command's parser.
    """
    parser.add_argument(
        "--known-values",
        action="store_true",
        help="also look for your own credentials: those in ~/.netrc and similar files,"
        " untracked .env files and the environment",
    )


def add_diff(parser: ArgumentParser) -> None:
    """Add `--diff`.

    Args:
        parser: The parser of a command that changes files.
    """
    parser.add_argument(
        "--diff",
        action="store_true",
        help="show what would change, with secrets blotted out, and change nothing",
    )


def positive(text: str) -> int:
    """Return the number of an option.

    Args:
        text: As the user wrote it.

    Raises:
        ArgumentTypeError: It is not a positive integer.
    """
    from argparse import ArgumentTypeError

    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise ArgumentTypeError("must be a positive integer")
    return int(text)


def file_or_stream(text: str) -> str | None:
    """Return the file that an option names; None for `-`, which is stdin or stdout.

    Args:
        text: As the user wrote it.
    """
    return None if text == "-" else text


def written_file(text: str) -> str:
    """Return the file or folder that an option names for what is never written to stdout.

    Args:
        text: As the user wrote it.

    Raises:
        ArgumentTypeError: It is `-`.
    """
    from argparse import ArgumentTypeError

    if text == "-":
        raise ArgumentTypeError("it is not written to stdout: write ./- if you mean that name")
    return text


def project_options(arguments: Namespace) -> ProjectOptions:
    """Return what the command line says about the project.

    Args:
        arguments: Of a parser with `add_project`, and perhaps with `add_baseline`, `add_known_values` and `--verify`.
    """
    given = vars(arguments)
    return ProjectOptions(
        tuple(arguments.engine or ()),
        tuple(arguments.only_engine or ()),
        tuple(given.get("baseline") or ()),
        given.get("verify", False),
        arguments.config,
        arguments.isolated,
        given.get("min_confidence") or "",
        given.get("known_values", False),
        not {given.get("format"), *dict(given.get("also") or ())}.isdisjoint(WITH_CELLS),
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
