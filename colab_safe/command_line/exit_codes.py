"""The exit codes of every command and hook; 0: everything was scanned, and nothing was found."""

from __future__ import annotations

FOUND = 1  # findings, or files that a fixer changed
FAILED = 2  # part of the job could not be done
INTERRUPTED = 130  # as shells report Ctrl-C: 128 and the number of SIGINT
