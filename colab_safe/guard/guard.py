"""The guard of a kernel: everything that its session sends to the front end goes through here."""

from __future__ import annotations

import os
import threading
import weakref
from collections.abc import Callable, Mapping

from colab_safe.errors import internal_error
from colab_safe.guard.cells import Cells
from colab_safe.guard.cleaning import Cleaner
from colab_safe.guard.messages import COMMS, STREAM, clean_content, is_left_alone, withheld
from colab_safe.guard.outgoing import Outgoing, Send
from colab_safe.guard.passwords import PasswordFields
from colab_safe.guard.recognised import Recognised
from colab_safe.guard.sources import Sources
from colab_safe.guard.streams import Streams
from colab_safe.guard.timer import ReleaseTimer
from colab_safe.guard.watched import Watched
from colab_safe.typed import Any


class Guard:
    """Cleans what is sent, in the order in which it is sent.

    A display takes 350 µs without it, in which the processor's caches lose all of this: each call and each object costs
    several times what it does in a loop.
    """

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
        self._streams = Streams(
            self._cleaner, self._refresh, self.cells.hid, self._note, kernel=self._pid
        )
        self._timer = ReleaseTimer(self._release_due)

    def wrapped(self, send: Send) -> Send:
        """Return a function to call in place of a session's `send`.

        Args:
            send: The session's own.
        """

        def guarded(
            stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, *args: Any, **kwargs: Any
        ) -> Any:  # fmt: skip
            message = Outgoing(send, stream, msg_or_type, content, parent, args, kwargs)
            if not self.is_active or is_left_alone(message.kind):
                self._mark(message)
                return message.sent(message.content)
            with self._lock:
                return self._pass_on(message)

        return guarded

    def end(self) -> None:
        """Show what was kept back, and let everything pass from now on."""
        with self._lock:
            self._streams.finish()
            self.is_active = False
        self._timer.end()
        self.sources.restore()

    def _mark(self, message: Outgoing) -> None:
        """If a cell begins or ends with this message, the rest of its output is sent before."""
        if not self.is_active:
            return
        if message.begins_cell:
            with self._lock:
                self.cells.begin(message.cell)
        elif message.ends_request:
            with self._lock:
                self._end_cell(message)

    def _pass_on(self, message: Outgoing) -> Any:
        if message.cell in self.cells.shown:
            return message.sent(message.content)
        if message.kind != STREAM:
            self._streams.make_way(message.cell, is_soft=message.kind in COMMS)
            return message.sent(self._clean(message))
        sent = self._streams.send(message)
        if self._streams.are_waiting:
            self._timer.wake()
        return sent

    def _end_cell(self, message: Outgoing) -> None:
        self._streams.make_way(message.cell)
        self._streams.forget_old()
        if note := self.cells.end(message.cell):
            content = {"data": note, "metadata": {}, "transient": {}}
            message.sent_new("display_data", content)

    def _clean(self, message: Outgoing) -> Mapping[str, Any]:
        try:
            self._refresh()
            content = message.content
            if message.kind in COMMS:
                content = self._passwords.hidden(content)
            cleaned = clean_content(message.kind, content, self._cleaner)
        except Exception as error:
            return withheld(message.kind, message.content, self._note(error))
        if cleaned is None:
            return content
        self.cells.hid(message.cell, cleaned.names)
        return cleaned.content

    def _refresh(self) -> None:
        self.sources.refresh()
        self._passwords.refresh()

    def _release_due(self) -> float | None:
        with self._lock:
            return self._streams.release_due() if self.is_active else None

    def _note(self, error: Exception) -> str:
        self.failures += 1
        return f"[colab-safe: output withheld: {internal_error(error)}]\n"


def _call_in_forks(method: weakref.WeakMethod[Callable[[], None]]) -> None:
    def call() -> None:
        if found := method():
            found()

    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=call)
