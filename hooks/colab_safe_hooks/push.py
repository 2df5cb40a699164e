"""colab-safe-push: stops a push of commits with a secret, or with the Drive path of a token file, in any notebook."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from colab_safe.command_line.main import guarded, program, run_command
from colab_safe.typed import NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: run_command("push", arguments, "colab-safe-push"))


def run() -> NoReturn:
    """The console script."""
    program(main)
