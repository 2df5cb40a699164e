"""What was hidden in which cell, and which cells are shown as they are."""

from __future__ import annotations

from html import escape

_LONGEST_NAME = 60  # characters


class Cells:
    """The cells that run now; they are known by the ids of their requests."""

    def __init__(self) -> None:
        self.next_is_shown = False
        self.hidden: set[str] = set()  # names of what was hidden so far in this session
        self.shown: set[str] = set()  # cells of which the user wants to see the secrets
        self._names: dict[str, set[str]] = {}

    def begin(self, cell: str) -> None:
        """A cell begins.

        Args:
            cell: Its id.
        """
        self._names[cell] = set()
        if self.next_is_shown:
            self.shown.add(cell)
            self.next_is_shown = False

    def hid(self, cell: str, names: frozenset[str]) -> None:
        """Remember what was hidden.

        Args:
            cell: In which one.
            names: Of the secrets.
        """
        self.hidden |= names
        if names and cell in self._names:
            self._names[cell] |= names

    def end(self, cell: str) -> dict[str, str]:
        """Return a line for the end of a cell, by MIME type; empty if nothing was hidden.

        Args:
            cell: Its id.
        """
        self.shown.discard(cell)
        names = sorted(self._names.pop(cell, ()))
        if not names:
            return {}
        what = ", ".join(name[:_LONGEST_NAME] for name in names)
        line = f"colab-safe hid {what}; `%colab_safe show` shows the next cell as it is"
        html = f'<small style="opacity: 0.6">{escape(line)}</small>'
        return {"text/plain": line, "text/html": html}
