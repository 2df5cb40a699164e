"""What cells print: shown as it comes, but for the end that may be the beginning of a secret."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from time import monotonic

from colab_safe.guard.cleaning import Cleaned, Cleaner, UnfinishedText
from colab_safe.guard.outgoing import Outgoing
from colab_safe.typed import Any, NamedTuple

_KEPT_CELLS = 32  # with streams, that have ended


class _Stream(NamedTuple):
    """The text of one stream of one cell, and how to send more of it."""

    text: UnfinishedText
    last: Outgoing


class Streams:
    """The streams of all cells; nothing here is safe in threads."""

    def __init__(
        self,
        cleaner: Cleaner,
        refresh: Callable[[], None],
        hid: Callable[[str, frozenset[str]], None],
        failed: Callable[[Exception], str],
        kernel: int,
    ) -> None:
        """Start without any.

        Args:
            cleaner: What knows the secrets.
            refresh: Lets it learn new ones.
            hid: Called with a cell and the names of the secrets that were hidden in it.
            failed: Notes an error, and returns what is shown in place of the text.
            kernel: The id of the kernel's process; this one may be a fork.
        """
        self._cleaner = cleaner
        self._refresh = refresh
        self._hid = hid
        self._failed = failed
        self._kernel = kernel
        self._by_cell: dict[str, dict[str, _Stream]] = {}  # then by their names

    @property
    def are_waiting(self) -> bool:
        """Whether something is kept back that `release_due` will show."""
        return any(stream.text.due is not None for stream in self._all())

    def send(self, message: Outgoing) -> Any:
        """Send what can be shown now of a stream, and return what the session returns.

        Args:
            message: The next piece of the stream.
        """
        name = str(message.content.get("name", ""))
        self.make_way(message.cell, is_soft=True, but=name)
        streams = self._by_cell.pop(message.cell, {})
        known = streams.pop(name, None)
        stream = _Stream(known.text if known else UnfinishedText(self._cleaner), message)
        streams[name] = stream  # the newest last
        self._by_cell[message.cell] = streams
        sent = self._send_part(stream, self._fed)
        if os.getpid() != self._kernel:
            # The child may end at any time, without calling anybody.
            sent = self._send_part(stream, _paused) or sent
        return sent

    def make_way(self, cell: str, is_soft: bool = False, but: str = "") -> None:
        """Show the rest of a cell's streams before another message comes.

        Args:
            cell: Whose streams.
            is_soft: Whether what certainly begins a secret may wait: the message is not shown between the two.
            but: A stream that goes on.
        """
        if cell not in self._by_cell:
            return
        for name, stream in list(self._by_cell[cell].items()):
            if name != but and stream.text.is_waiting:
                self._send_part(stream, _paused if is_soft else _finished)

    def finish(self) -> None:
        """Show the rest of all streams."""
        for stream in self._all():
            self._send_part(stream, _finished)

    def forget_old(self) -> None:
        """Forget all but the last cells: output of child processes comes after the end of its cell, perhaps with the rest of a secret."""
        for cell in list(self._by_cell)[:-_KEPT_CELLS]:
            del self._by_cell[cell]

    def release_due(self) -> float | None:
        """Show what was kept back for long enough, and return the seconds until more is due; None if nothing waits."""
        for stream in self._all():
            if stream.text.due is not None and stream.text.due <= monotonic():
                self._send_part(stream, _paused)
        return min(self._waiting(), default=None)

    def _fed(self, stream: _Stream) -> Cleaned:
        self._refresh()
        return stream.text.feed(stream.last.content.get("text", ""))

    def _send_part(self, stream: _Stream, part: Callable[[_Stream], Cleaned]) -> Any:
        try:
            text, names = part(stream)
        except Exception as error:
            stream.text.forget()
            text, names = self._failed(error), frozenset()
        self._hid(stream.last.cell, names)
        return stream.last.sent_as_text(text) if text else None

    def _all(self) -> list[_Stream]:
        return [stream for streams in self._by_cell.values() for stream in streams.values()]

    def _waiting(self) -> Iterator[float]:
        now = monotonic()
        return (each.text.due - now for each in self._all() if each.text.due is not None)


def _paused(stream: _Stream) -> Cleaned:
    return stream.text.pause()


def _finished(stream: _Stream) -> Cleaned:
    return stream.text.finish()
