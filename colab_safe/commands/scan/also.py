"""Further reports of the same scan: `--also sarif=report.sarif`."""

from __future__ import annotations

from argparse import ArgumentTypeError

from colab_safe import report as reports
from colab_safe.command_line.options import file_or_stream
from colab_safe.errors import unknown_name
from colab_safe.typed import NamedTuple


class Also(NamedTuple):
    """One more report."""

    format: str
    file: str | None  # None: stdout


def also(text: str) -> Also:
    """Return what an argument of `--also` asks for.

    Args:
        text: As the user wrote it.

    Raises:
        ArgumentTypeError: It is not a format and a file.
    """
    format, sign, file = text.partition("=")
    if not (format and sign and file):
        raise ArgumentTypeError("write FORMAT=FILE, such as sarif=report.sarif")
    if format not in reports.FORMATS:
        raise ArgumentTypeError(unknown_name("format", format, reports.FORMATS))
    return Also(format, file_or_stream(file))
