"""The pre-commit hooks, one module each: a command of colab-safe with its first arguments given."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from colab_safe.command_line.main import guarded, program, run_command
from colab_safe.typed import NoReturn


def hook(
    prog: str, command: str, *first: str
) -> tuple[Callable[[Sequence[str] | None], int], Callable[[], NoReturn]]:
    """Return the functions `main` and `run` of a hook's module.

    Args:
        prog: What the hook's help calls it.
        command: The command that it runs.
        *first: The command's first arguments; those of the hook follow.
    """

    def main(argv: Sequence[str] | None = None) -> int:
        """Run the hook and return its exit code."""
        arguments = [*first, *(sys.argv[1:] if argv is None else argv)]
        return guarded(lambda: run_command(command, arguments, prog))

    def run() -> NoReturn:
        """Run as the console script."""
        program(lambda: main(None))

    return main, run
