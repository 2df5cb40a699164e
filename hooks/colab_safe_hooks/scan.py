"""colab-safe-scan: stops a commit of a notebook that holds a secret, whatever stands in the working copy."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from colab_safe.command_line.main import guarded, program, run_command
from colab_safe.typed import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    arguments = ["--staged", *(sys.argv[1:] if argv is None else argv)]
    return guarded(lambda: run_command("scan", arguments, "colab-safe-scan"))


def run() -> NoReturn:
    """The console script."""
    program(main)
