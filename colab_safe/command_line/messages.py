"""Where lines for people leave colab-safe: results on stdout, everything else on stderr.

Every line passes `visible`, so no text of a notebook, file name or setting acts on a terminal or a CI system; and no
token passes, such as one that was given where a path was expected.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from colab_safe.errors import FileError, ReaderGone
from colab_safe.regex import Regex
from colab_safe.visible import visible

# Every token has such a word: without one, a line is not searched, which saves the import of the rules.
_TOKEN_LIKE = Regex(r"(?=[A-Za-z_+/=-]*\d)[A-Za-z0-9_+/=-]{16,}")


def tell(*sentences: str) -> None:
    """Print sentences for the user on stderr, one per line, each after colab-safe's name.

    Args:
        sentences: Never with a secret in them.
    """
    complain(*(f"colab-safe: {sentence}" for sentence in sentences))


def complain(*lines: str) -> None:
    """Print lines on stderr.

    Args:
        lines: Without line ends; those in a value are written out.
    """
    if sys.stderr is None:  # closed; `print` would take stdout, where the report goes
        return
    try:
        for line in lines:
            print(_shown(line), file=sys.stderr)
    except OSError:  # a full disk, or the reader has gone: the exit code has to say it
        return


def say(*lines: str) -> None:
    """Print lines of a result on stdout.

    Args:
        lines: Without line ends; those in a value are written out.
    """
    write_report("".join(f"{_shown(line)}\n" for line in lines))


def say_diff(*lines: str) -> None:
    """Print lines of a diff on stdout, on a terminal in colours.

    Args:
        lines: Without line ends; those in a value are written out.
    """
    text = "".join(f"{_shown(line)}\n" for line in lines)
    if text and _shows_colours():
        from colab_safe.command_line.colour import coloured_diff

        text = coloured_diff(text)
    write_report(text)


def write_for_people(text: str, is_worth_a_look: bool) -> None:
    """Write a report for people to stdout, on a terminal in colours.

    Args:
        text: The report; nothing in it acts on a terminal.
        is_worth_a_look: Whether something was found; otherwise the text stays plain, which is faster.
    """
    if is_worth_a_look and _shows_colours():
        from colab_safe.command_line.colour import coloured_report

        text = coloured_report(text)
    write_report(text)


def _shows_colours() -> bool:
    from colab_safe.command_line.colour import wants_colour

    return wants_colour(sys.stdout)


def write_report(text: str) -> None:
    """Write text to stdout as it is.

    Args:
        text: A report, or lines of a result.

    Raises:
        FileError: stdout is closed, or cannot be written.
        ReaderGone: The reader has gone.
    """
    if sys.stdout is None:
        raise FileError("stdout cannot be written: it is closed")
    _with_stdout(lambda: sys.stdout.write(text))


def finish_report() -> None:
    """Write what is still buffered of stdout.

    Raises:
        FileError: It cannot be written.
        ReaderGone: The reader has gone.
    """
    if sys.stdout is not None:
        _with_stdout(sys.stdout.flush)


def _with_stdout(write: Callable[[], object]) -> None:
    try:
        write()
    except BrokenPipeError:
        raise ReaderGone from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise FileError(f"stdout cannot be written: {reason}") from None


def reveal(secret: str) -> None:
    """Print a secret on stdout, for `--show-secrets`.

    Args:
        secret: In clear text.
    """
    write_report(visible(f"    secret: {secret}") + "\n")


def _shown(line: str) -> str:
    if _TOKEN_LIKE.search(line):
        from colab_safe.lone_tokens import without_tokens

        [line] = without_tokens([line])
    return visible(line)
