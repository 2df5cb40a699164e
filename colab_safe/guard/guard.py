"""The guard of a kernel: everything that its session sends to the front end goes through here."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from time import monotonic

from colab_safe.errors import internal_error
from colab_safe.guard.cells import Cells
from colab_safe.guard.cleaning import Cleaned, Cleaner, UnfinishedText
from colab_safe.guard.messages import COMMS, STREAM, clean_content, is_left_alone, withheld
from colab_safe.guard.passwords import PasswordFields
from colab_safe.guard.recognised import Recognised
from colab_safe.guard.sources import Sources
from colab_safe.guard.timer import ReleaseTimer
from colab_safe.guard.watched import Watched
from colab_safe.typed import Any, NamedTuple

Send = Callable[..., Any]


class Message(NamedTuple):
    """A message that is about to be sent, whichever form of `Session.send` was called."""

    send: Send  # the session's own
    socket: Any
    whole: Mapping[str, Any] | None  # the message, in the form that passes one
    kind: str
    content: Mapping[str, Any]
    parent: Mapping[str, Any]  # the header of the request that it belongs to
    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def sent(self, content: Mapping[str, Any]) -> Any:
        """Send the message with another content, and return what the session returns.

        Args:
            content: Without secrets.
        """
        if self.whole is not None:
            # Nearly all are sent as they came: a copy would be made for nothing.
            changed = self.whole if content is self.content else {**self.whole, "content": content}
            return self.send(self.socket, changed, *self.args, **self.kwargs)
        parent = self.parent or None
        return self.send(self.socket, self.kind, content, parent, *self.args, **self.kwargs)

    def sent_as_text(self, text: str) -> Any:
        """Send a new message with some text of the same stream, and return what the session returns.

        Args:
            text: Without secrets.
        """
        content = {**self.content, "text": text}
        args = () if self.whole is not None else self.args
        return self.send(self.socket, self.kind, content, self.parent or None, *args, **self.kwargs)

    @property
    def cell(self) -> str:
        """The id of the request that it belongs to."""
        return str(self.parent.get("msg_id", ""))

    @property
    def begins_cell(self) -> bool:
        """Whether the kernel now runs a cell of the user's."""
        return self.kind == "execute_input"

    @property
    def ends_request(self) -> bool:
        """Whether the kernel has done what it was asked for."""
        return self.kind == "status" and self.content.get("execution_state") == "idle"


class _Stream(NamedTuple):
    """The text of one stream of one cell, and how to send more of it."""

    text: UnfinishedText
    last: Message


_KEPT_CELLS = 32  # with streams, that have ended


class Guard:
    """Cleans what is sent, in the order in which it is sent."""

    def __init__(self) -> None:
        self.watched = Watched()
        self.sources = Sources(self.watched)
        self.cells = Cells()
        self.failures = 0  # messages that were withheld
        self.is_active = True
        self._passwords = PasswordFields(self.sources.add_certain)
        self._cleaner = Cleaner(self.watched, Recognised())
        self._pid = os.getpid()
        self._start_anew()
        _call_in_forks(weakref.WeakMethod(self._start_anew))

    def _start_anew(self) -> None:
        """Forget what other threads were doing: a forked process has none of them, but a copy of their locks."""
        self._lock = threading.RLock()
        self._streams: dict[str, dict[str, _Stream]] = {}  # by their cells, then by their names
        self._timer = ReleaseTimer(self._release_due)

    def wrapped(self, send: Send) -> Send:
        """Return a function to call in place of a session's `send`.

        Args:
            send: The session's own.
        """

        def guarded(
            stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, *args: Any, **kwargs: Any
        ) -> Any:  # fmt: skip
            message = _message(send, stream, msg_or_type, content, parent, args, kwargs)
            if not self.is_active or message is None:
                return send(stream, msg_or_type, content, parent, *args, **kwargs)
            if is_left_alone(message.kind):
                if message.begins_cell or message.ends_request:
                    self._mark(message)
                return send(stream, msg_or_type, content, parent, *args, **kwargs)
            with self._lock:
                return self._pass_on(message)

        return guarded

    def end(self) -> None:
        """Show what was kept back, and let everything pass from now on."""
        with self._lock:
            for stream in self._all_streams():
                self._send_part(stream, _finished)
            self.is_active = False
        self._timer.end()
        self.sources.restore()

    def _mark(self, message: Message) -> None:
        """A cell begins or ends with this message; the rest of its output is sent before."""
        with self._lock:
            if message.begins_cell:
                self.cells.begin(message.cell)
            else:
                self._end_cell(message)

    def _pass_on(self, message: Message) -> Any:
        if self.cells.is_shown(message.cell):
            return message.sent(message.content)
        if message.kind == STREAM:
            return self._send_text(message)
        self._make_way(message.cell, is_soft=message.kind in COMMS)
        return message.sent(self._clean(message))

    def _end_cell(self, message: Message) -> None:
        self._make_way(message.cell)
        self._forget_old_streams()
        if note := self.cells.end(message.cell):
            content = {"data": note, "metadata": {}, "transient": {}}
            message.send(message.socket, "display_data", content, message.parent)

    def _forget_old_streams(self) -> None:
        """Output of child processes comes after the end of its cell, perhaps with the rest of a secret: the last cells are kept."""
        for cell in list(self._streams)[:-_KEPT_CELLS]:
            del self._streams[cell]

    def _clean(self, message: Message) -> Mapping[str, Any]:
        try:
            self._refresh()
            content = message.content
            if message.kind in COMMS:
                content = self._passwords.hidden(content)
            cleaned = clean_content(message.kind, content, self._cleaner)
        except Exception as error:
            return withheld(message.kind, message.content, self._note(error))
        if cleaned.names:
            self.cells.hid(message.cell, cleaned.names)
        return cleaned.content

    def _refresh(self) -> None:
        self.sources.refresh()
        self._passwords.refresh()

    def _send_text(self, message: Message) -> Any:
        name = str(message.content.get("name", ""))
        self._make_way(message.cell, is_soft=True, but=name)
        streams = self._streams.pop(message.cell, {})
        known = streams.pop(name, None)
        stream = _Stream(known.text if known else UnfinishedText(self._cleaner), message)
        streams[name] = stream  # the newest last
        self._streams[message.cell] = streams
        sent = self._send_part(stream, self._fed)
        if os.getpid() != self._pid:
            # The child may end at any time, without calling anybody.
            sent = self._send_part(stream, _paused) or sent
        elif stream.text.due is not None:
            self._timer.wake()
        return sent

    def _fed(self, stream: _Stream) -> Cleaned:
        self._refresh()
        return stream.text.feed(stream.last.content.get("text", ""))

    def _send_part(self, stream: _Stream, part: Callable[[_Stream], Cleaned]) -> Any:
        try:
            text, names = part(stream)
        except Exception as error:
            stream.text.forget()
            text, names = self._note(error), frozenset()
        self.cells.hid(stream.last.cell, names)
        return stream.last.sent_as_text(text) if text else None

    def _make_way(self, cell: str, is_soft: bool = False, but: str = "") -> None:
        """Show the rest of a cell's streams before another message comes.

        Args:
            cell: Whose streams.
            is_soft: Whether what certainly begins a secret may wait: the message is not shown between the two.
            but: A stream that goes on.
        """
        for name, stream in list(self._streams.get(cell, {}).items()):
            if name != but and stream.text.is_waiting:
                self._send_part(stream, _paused if is_soft else _finished)

    def _all_streams(self) -> list[_Stream]:
        return [stream for streams in self._streams.values() for stream in streams.values()]

    def _release_due(self) -> float | None:
        with self._lock:
            if not self.is_active:
                return None
            for stream in self._all_streams():
                if stream.text.due is not None and stream.text.due <= monotonic():
                    self._send_part(stream, _paused)
            return min(self._waiting(), default=None)

    def _waiting(self) -> Iterator[float]:
        now = monotonic()
        streams = self._all_streams()
        return (each.text.due - now for each in streams if each.text.due is not None)

    def _note(self, error: Exception) -> str:
        self.failures += 1
        return f"[colab-safe: output withheld: {internal_error(error)}]\n"


def _paused(stream: _Stream) -> Cleaned:
    return stream.text.pause()


def _finished(stream: _Stream) -> Cleaned:
    return stream.text.finish()


def _message(
    send: Send, socket: Any, message: Any, content: Any, parent: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Message | None:  # fmt: skip
    """The message of a call of `Session.send`; None if there is nothing to search."""
    if isinstance(message, Mapping):
        kind = message.get("msg_type") or message.get("header", {}).get("msg_type", "")
        found = message.get("content") or {}
        header = message.get("parent_header") or {}
        rest = tuple(args)
        if content is not None or parent is not None or args:
            rest = (content, parent, *args)
        return Message(send, socket, message, kind, found, header, rest, kwargs)
    if not isinstance(message, str) or not isinstance(content, Mapping):
        return None
    header = parent or {}
    header = header.get("header", header) if isinstance(header, Mapping) else {}
    return Message(send, socket, None, message, content, header, args, kwargs)


def _call_in_forks(method: weakref.WeakMethod[Callable[[], None]]) -> None:
    def call() -> None:
        if found := method():
            found()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call)
