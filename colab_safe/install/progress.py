"""One line that tells how far a download is. It is rewritten in place, and gone at the end.

It is made of words of this module and numbers: git's (`--progress`), pip's (`--progress-bar=raw`), the time, and the name of
the server that git is fetching from. So it can contain neither a URL nor anything else that a server or a build prints.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable

_FROM, _EVERY = 2.0, 1.0  # seconds until it appears, and until it changes
# "Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s", and the same of the server after "remote: ".
_GIT = re.compile(
    r"(?:remote: )?(?P<work>(?:Enumerating|Counting|Compressing|Receiving) objects|Resolving deltas|Updating files|Filtering"
    r" content): +(?:(?P<percent>\d+)%|\d+)(?: \(\d+/\d+\))?(?:, (?P<size>[\d.]+ [KMGT]?i?B|[\d.]+ bytes))?[^\r\n]*[\r\n]+"
)
# What git prints besides, unless it is quiet: "From URL", and " * [new branch] main -> origin/main".
_GITS_OTHER = re.compile(
    r"^(?:remote: Total \d|From |   [0-9a-f]{4,}\.\.| [*+=t-] (?:\[|[0-9a-f]{4,}\.\.))[^\r\n]*[\r\n]+",
    re.MULTILINE,
)
_PIP = re.compile(r"Progress (?P<now>\d+) of (?P<all>\d+)[\r\n]+")


def can_be_rewritten() -> bool:
    """Return whether stdout is a terminal or a notebook's cell, where a carriage return begins the line again."""
    is_terminal = getattr(sys.stdout, "isatty", bool)()
    return bool(is_terminal) or type(sys.stdout).__module__.startswith("ipykernel.")


class Progress:
    """The line of one program that runs."""

    def __init__(
        self,
        write: Callable[[str], object],
        server: Callable[[], str | None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start the time.

        Args:
            write: Shows a text at once.
            server: Returns the name of the server that git is fetching from; None if it is not.
            clock: Returns the time in seconds.
        """
        self._write, self._server, self._clock = write, server, clock
        self._start = clock()
        self._next = self._start + _FROM
        self._known = ""  # what git or pip said last
        self._width = 0  # of what is shown
        self._is_new_line = True

    def without_reports(self, text: str) -> str:
        """Return the output of a program without what it reports of its progress, which is remembered.

        Args:
            text: Whole lines, or the last part of one.
        """
        for match in _GIT.finditer(text):
            parts = (match["percent"] and f"{match['percent']} %", match["size"])
            said = f"{match['work']}: {', '.join(filter(None, parts))}".rstrip(": ")
            self._known = (
                "" if ", done." in match[0] else said
            )  # git may be silent for a while after it
        for match in _PIP.finditer(text):
            total = int(match["all"])
            self._known = f"downloading: {_megabytes(int(match['now']))}" + (
                f" of {_megabytes(total)}" if total else ""
            )
        for reports in (_GIT, _PIP, _GITS_OTHER):
            text = reports.sub("", text)
        return text

    def make_way(self, text: str) -> None:
        """Remove the line before a text is written.

        Args:
            text: What is written next.
        """
        self.remove()
        self._known = ""
        self._is_new_line = text.endswith(("\n", "\r"))

    def show(self) -> None:
        """Show what is known, if it is time for that."""
        now = self._clock()
        if now < self._next or not self._is_new_line:
            return
        server = None if self._known else self._server()
        known = self._known or (f"git is fetching from {server}" if server else "")
        if not known:
            return
        self._next = now + _EVERY
        line = f"{known} ({now - self._start:.0f} s)"
        self._write(f"\r{line:<{self._width}}")
        self._width = len(line)

    def remove(self) -> None:
        """Remove the line."""
        if self._width:
            self._write(f"\r{'':<{self._width}}\r")
        self._width = 0


def _megabytes(number: int) -> str:
    return f"{number / 1e6:.1f} MB"
