"""From argv to the call of a command, and from its errors to an exit code."""

# ruff: noqa: E402

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence

# The trees of notebooks contain no cycles; looking for some takes a tenth of the time, and 3.5 million instructions while `re`
# is imported. Only programs import this module.
gc.set_threshold(100_000)

from colab_safe.command_line.exit_codes import FAILED, INTERRUPTED
from colab_safe.command_line.messages import complain, finish_report, tell
from colab_safe.command_line.plain_parser import PlainParser, Unknown
from colab_safe.commands import COMMANDS
from colab_safe.errors import ColabSafeError, internal_error
from colab_safe.typed import Any, NoReturn


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the command line names.

    Args:
        argv: The command line without the program; that of this process if None.

    Returns:
        0 nothing found, 1 findings or changed files, 2 part of the job could not be done.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    return guarded(lambda: _run(arguments))


def run() -> NoReturn:
    """Run as the console script."""
    program(main)


def program(main: Callable[[], int]) -> NoReturn:
    """Run `main` as a process of its own, and end it at once.

    Tearing down the interpreter would take 7 ms of the 37 of a commit's check.

    Args:
        main: Returns the exit code.
    """
    _forget_the_current_folder()
    _forget_relative_folders_of_programs()
    code = main()
    try:
        for stream in filter(None, (sys.stdout, sys.stderr)):  # None: closed
            stream.flush()
    except (OSError, ValueError):  # whoever reads the output has gone
        code = code or FAILED
    os._exit(code)


def _forget_the_current_folder() -> None:
    """Take the current folder out of `sys.path`: what is imported from now on comes from elsewhere.

    It gets there by `python -m` or by an empty entry of PYTHONPATH, also in worker processes, which
    inherit the path. A checkout in which colab-safe itself is developed stays.
    """
    own = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    current = _identity(os.curdir)
    if current != _identity(own):
        sys.path[:] = [path for path in sys.path if path and _identity(path) != current]


def _forget_relative_folders_of_programs() -> None:
    """Take relative folders out of PATH: inside of a repository, `./node_modules/.bin` is the repository's.

    Windows looks for programs in the current folder first, unless a variable forbids it:
    https://learn.microsoft.com/en-us/windows/win32/api/processenv/nf-processenv-needcurrentdirectoryforexepathw
    """
    if os.name == "nt":
        os.environ["NODEFAULTCURRENTDIRECTORYINEXEPATH"] = "1"
    folders = os.environ.get("PATH", "").split(os.pathsep)
    absolute = [folder for folder in folders if os.path.isabs(folder)]
    if absolute != folders:
        os.environ.pop("PATH", None)  # without it, the system's own folders are searched
        os.environ |= {"PATH": os.pathsep.join(absolute)} if absolute else {}


def _identity(folder: str) -> tuple[int, int] | None:
    """Tell folders apart with one call each, which `os.path.realpath` does not."""
    try:
        found = os.stat(folder)
    except OSError:
        return None
    return found.st_dev, found.st_ino


def run_command(name: str, argv: Sequence[str], prog: str | None = None) -> int:
    """Run one command and return its exit code; the other commands are not even imported.

    Args:
        name: A key of COMMANDS, or the name of a command that only a hook has.
        argv: Its arguments.
        prog: What its help calls it, if not `colab-safe NAME`.
    """
    command = __import__(f"colab_safe.commands.{name.replace('-', '_')}", fromlist=["run"])
    code: int = command.run(_parsed(command, argv, prog or f"colab-safe {name}"))
    return code


def _parsed(command: Any, argv: Sequence[str], prog: str) -> Any:
    try:
        plain = PlainParser()
        command.add_arguments(plain)
        return plain.parse_args(argv)
    except Unknown:
        from colab_safe.command_line.argument_parser import parser_of

        return parser_of(command, prog).parse_args(argv)


def _run(arguments: list[str]) -> int:
    if arguments and arguments[0] in COMMANDS:
        return run_command(arguments[0], arguments[1:])
    from colab_safe.command_line.overview import overview  # for people, and not for hooks

    return overview(arguments)


def guarded(run: Callable[[], int]) -> int:
    """Return the exit code of `run`; the one place where errors become exit codes.

    Args:
        run: Does the work. An unexpected exception is reported with its place and no value.
    """
    for stream in (sys.stdout, sys.stderr):
        getattr(stream, "reconfigure", lambda **_: None)(errors="backslashreplace")
    try:
        code = run()
        finish_report()
        return code
    except ColabSafeError as error:
        message, *lines = error.args or ("",)
        tell(message)
        complain(*lines)
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone; the interpreter would complain again
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception as error:
        return _report_internal_error(error)


def _report_internal_error(error: Exception) -> int:
    if os.environ.get("COLAB_SAFE_DEBUG"):
        raise error
    from colab_safe.published import PLEASE_REPORT

    tell(f"{internal_error(error)}; the scan is incomplete. {PLEASE_REPORT}")
    complain("COLAB_SAFE_DEBUG=1 shows the traceback, which may contain parts of your notebook.")
    return FAILED
