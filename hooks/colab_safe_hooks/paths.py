"""colab-safe-paths: hides the Drive paths of token files, then fails, so that the fixed notebook is looked at and staged."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from colab_safe.command_line.main import guarded, program, run_command
from colab_safe.typed import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: run_command("paths", ["hide", *arguments], "colab-safe-paths"))


def run() -> NoReturn:
    """The console script."""
    program(main)
