"""What a check of the open notebook says, as a table; it contains no secret."""

from __future__ import annotations

import html
import os
from collections.abc import Iterator

from colab_safe.errors import FileError
from colab_safe.model import Hidden
from colab_safe.report.text import count
from colab_safe.typed import NamedTuple
from colab_safe.visible import visible

_CLEAN, _FOUND = "colab-safe: nothing found", "colab-safe: {} to do before this notebook is shared"
_HEADINGS = ("Where", "What", "What to do")


class Row(NamedTuple):
    """One place of the notebook."""

    where: str  # the cell, and the place in it
    what: str  # the kind of credential
    to_do: str
    link: str = ""  # leads to the cell where the front end can
    blocks: bool = True  # False if it is only worth a look


class NotebookCheck(NamedTuple):
    """What a check found: true if nothing is to be done before the notebook is shared.

    `print` and the notebook show it as a table, without secrets. `save_copy()` gives a redacted copy.
    """

    rows: tuple[Row, ...]
    problems: tuple[str, ...]  # what was not checked
    notes: tuple[str, ...]  # what was covered, accepted, switched off; what to know before sharing
    redacted: Hidden  # the bytes of the copy, and its name

    def __bool__(self) -> bool:
        return not (self.problems or any(row.blocks for row in self.rows))

    def __repr__(self) -> str:
        return "\n".join(map(visible, self._lines()))

    def _lines(self) -> Iterator[str]:
        yield self._verdict
        for row in self.rows:
            yield f"{row.where}: {row.what}"
            yield f"    {row.to_do}"
        yield from self.problems
        yield from self.notes

    @property
    def _verdict(self) -> str:
        blocking = sum(row.blocks for row in self.rows)
        if blocking:
            return _FOUND.format(count(blocking, "thing"))
        return "colab-safe: not checked" if self.problems else _CLEAN

    def _repr_html_(self) -> str:
        """Return the same for a notebook: every text in it is escaped, and nothing in it runs."""
        head = "".join(f"<th>{name}</th>" for name in _HEADINGS)
        rows = "".join(map(_html_row, self.rows))
        table = f"<table><tr>{head}</tr>{rows}</table>" if rows else ""
        lines = "".join(f"<p>{_escaped(line)}</p>" for line in (*self.problems, *self.notes))
        return f"<p><b>{_escaped(self._verdict)}</b></p>{table}{lines}"

    def save_copy(self, path: str | None = None) -> str:
        """Write a copy in which outputs and metadata are redacted, and return its path; Colab's page downloads it.

        Secrets in the source are still in it: the table says what to write instead.

        Args:
            path: Of a new file; None for the notebook's name with "-redacted", in the current folder.

        Raises:
            FileError: The file is there already, or cannot be written.
        """
        data, name = self.redacted.reveal()
        path = path or f"{os.path.splitext(name)[0]}-redacted.ipynb"
        try:
            number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
            with open(number, "wb") as file:
                file.write(data)
        except OSError as error:
            raise FileError(f"{path}: cannot be written: {error.strerror}") from None
        _download(path)
        return path


_BINARY = getattr(os, "O_BINARY", 0)  # Windows


def _download(path: str) -> None:
    """https://colab.research.google.com/notebooks/io.ipynb: the browser saves the file."""
    try:
        from google.colab import files
    except ImportError:
        return
    files.download(path)


def _html_row(row: Row) -> str:
    where = _escaped(row.where)
    if row.link:
        where = f'<a href="{html.escape(row.link)}" target="_blank">{where}</a>'
    cells = (where, _escaped(row.what), _escaped(row.to_do))
    aligned = "".join(f'<td style="text-align: left">{cell}</td>' for cell in cells)
    return f"<tr>{aligned}</tr>"


def _escaped(text: str) -> str:
    return html.escape(visible(text))
