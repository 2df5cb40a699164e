"""Code of other languages as Python, as far as assignments and calls go, without moving a character."""

from __future__ import annotations

import re
from collections.abc import Sequence

from colab_safe.code.parsed import ParsedCells
from colab_safe.code.program import Program

_R = re.compile(
    r"\bSys\.getenv\b|\blibrary\(|\b(?:keyring|rstudioapi|askpass)::|\baskpass\(|^\s*%%R\b",
    re.MULTILINE,
)
# One is in whatever `_R` matches: found at once, where `_R` takes as long as parsing.
_R_WORDS = ("Sys.getenv", "library(", "::", "askpass(", "%%R")
_R_MAGIC = re.compile(r"\s*%%R\b[^\n]*")
_R_SIGNS = re.compile(r"<<-|<-|::|\$(?=\w)")
_R_IN_PYTHON = {"<<-": "=  ", "<-": "= ", "::": ". ", "$": "."}
# `let key = …` parses once the blank is a semicolon.
_DECLARATION = re.compile(
    r"^((?:val|var|let|const|local|auto|final|def) +)(?=\w+ *=)", re.MULTILINE
)


def is_r(cells: Sequence[str]) -> bool:
    """Return whether a notebook's code is R, as far as calls of R show that.

    Args:
        cells: The sources of the code cells.
    """
    code = "\0".join(cells)
    return any(sign in code for sign in _R_WORDS) and any(map(_R.search, cells))


def program_of(cells: Sequence[str], parsed: ParsedCells) -> Program:
    """Return the program of a notebook's cells, with those lines of other languages that parse as Python.

    Args:
        cells: The sources of the code cells.
        parsed: Remembers what is parsed.
    """
    written = [_from_r(cell) for cell in cells] if is_r(cells) else list(cells)
    program = Program(written, parsed)
    unread = [number for number, cell in enumerate(written) if cell and number not in program.trees]
    if not unread or program.limits:
        return program
    for number in unread:
        written[number] = _parsing_lines(written[number], parsed)
    return Program(written, parsed)


def _from_r(cell: str) -> str:
    magic = _R_MAGIC.match(cell)
    blanks = " " * magic.end() if magic else ""
    return blanks + _R_SIGNS.sub(lambda sign: _R_IN_PYTHON[sign[0]], cell[len(blanks) :])


def _parsing_lines(cell: str, parsed: ParsedCells) -> str:
    """The lines that parse by themselves, and blanks for all others."""
    lines = _DECLARATION.sub(lambda word: f"{word[1][:-1]};", cell).split("\n")
    return "\n".join(line if parsed[line].tree else " " * len(line) for line in lines)
