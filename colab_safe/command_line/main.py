"""How argv becomes the call of a command, and how its errors become exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module

from colab_safe.command_line.exit_codes import FAILED, INTERRUPTED
from colab_safe.command_line.plain_parser import PlainParser, Unknown
from colab_safe.commands import COMMANDS
from colab_safe.errors import ColabSafeError
from colab_safe.typed import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from argparse import ArgumentParser, HelpFormatter


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Exit codes: 0 nothing found, 1 findings or changed files, 2 the job could not be done."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _run(arguments))


def program(main: Callable[[], int]) -> NoReturn:
    """`main` as a process of its own, which ends at once: taking the interpreter apart in order would take 7 ms."""
    import gc

    gc.set_threshold(
        100_000
    )  # the trees of notebooks hold no cycles, and looking for some takes a tenth of the time
    code = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):  # who reads us has gone
        code = code or FAILED
    os._exit(code)


def run() -> NoReturn:
    """The console script."""
    program(main)


def run_command(name: str, argv: Sequence[str], prog: str | None = None) -> int:
    """One command with its own parser: the others are not even imported."""
    command = import_module(f"colab_safe.commands.{name.replace('-', '_')}")
    code: int = command.run(_arguments(command, argv, prog or f"colab-safe {name}"))
    return code


def _arguments(command: Any, argv: Sequence[str], prog: str) -> Any:
    try:
        plain = PlainParser()
        command.add_arguments(plain)
        return plain.parse_args(argv)
    except Unknown:
        parser = _parser(prog, description=command.__doc__)
        command.add_arguments(parser)
        return parser.parse_args(argv)


def _parser(prog: str, description: str) -> ArgumentParser:
    from argparse import ArgumentParser, HelpFormatter

    def hundred_columns(prog: str) -> HelpFormatter:
        """argparse makes a formatter for each option; asking the terminal for its width takes 3 ms."""
        return HelpFormatter(prog, width=100)

    return ArgumentParser(prog, description=description, formatter_class=hundred_columns)


def guarded(run: Callable[[], int]) -> int:
    """The one place where errors become exit codes; an unexpected one names its place, and no value."""
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        return run()
    except ColabSafeError as error:
        print(f"colab-safe: {error}", file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # who reads us has gone; the interpreter would complain once more at its end
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _report_bug(error)


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments[0], arguments[1:])
    parser = _parser("colab-safe", "Secrets in notebooks: found, hidden, never shown.")
    parser.add_argument("--version", action="version", version=_version())
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        commands.add_parser(name, help=summary)
    parser.parse_args(arguments)
    return FAILED  # not reached: without a known command argparse exits with 2


def _version() -> str:
    from colab_safe import __version__

    return f"colab-safe {__version__}"


def _report_bug(error: Exception) -> int:
    import traceback

    if os.environ.get("COLAB_SAFE_DEBUG"):
        raise error
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}, line {place.lineno}"
    print(
        f"colab-safe: a bug of ours ({type(error).__name__} in {where}); the scan is not complete.\n"
        "Please report it; COLAB_SAFE_DEBUG=1 shows the traceback, which may hold parts of your notebook.",
        file=sys.stderr,
    )
    return FAILED
