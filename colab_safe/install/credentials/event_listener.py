"""Listen to git's and pip's own reports of what went wrong, apart from the text that they and build scripts print.

git writes them itself (GIT_TRACE2_EVENT, https://git-scm.com/docs/api-trace2), pip through packages/run_pip.py. They arrive
over a private socket and stay in memory: command lines in them can contain what the user's own settings put into URLs.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import threading
from collections.abc import Sequence
from types import TracebackType
from typing import NamedTuple

from colab_safe.install.credentials.socket_path import fits_a_socket, folder_for_sockets
from colab_safe.install.credentials.url_credentials import (
    has_url_credentials,
    without_url_credentials,
)

VARIABLE = "COLAB_SAFE_EVENTS"  # tells run_pip.py the address
_LONGEST_EVENT = 65_536  # bytes
_KEPT = 10_000  # events; an install writes about 100
_END = b"end"
_HOST = re.compile(r"\w+://(?:[^/@]*@)?([A-Za-z0-9.-]{1,100})(?=[:/]|\Z)")


class GitCommand(NamedTuple):
    """A git command that the installer, or a build script, started; with those that it started itself."""

    argv: tuple[str, ...]
    status: int | None  # exit code; None if it was killed
    errors: tuple[str, ...] = ()  # and warnings, in order, of the command and of its helpers
    addresses: tuple[str, ...] = ()  # URLs in its command line and in those of its helpers
    is_running: bool = True


class PipEvent(NamedTuple):
    """One line that pip logged, and the exception that it is about."""

    kind: str  # the exception's class; "" for a line about none
    message: str
    command: str = (
        ""  # that failed, as pip describes it: "git clone …", "Preparing metadata (pyproject.toml)"
    )
    status: int | None = None  # its exit code, negative for a signal
    output: str = ""  # what it printed


class Events(NamedTuple):
    """What the programs of one run reported."""

    git: tuple[GitCommand, ...] = ()
    pip: tuple[PipEvent, ...] = ()
    shown_credentials: tuple[str, ...] = ()  # URLs, without the credentials in git's command lines


class EventListener:
    """A context manager; `environ` makes git and run_pip.py report to it. Without Unix sockets it hears nothing."""

    def __init__(self, folder: str) -> None:
        self._address = ""
        self._folder = folder_for_sockets(folder)
        self._events: list[dict[str, object]] = []
        self._socket: socket.socket | None = None
        self.environ: dict[str, str] = {}

    def __enter__(self) -> EventListener:
        self._address = os.path.join(self._folder.__enter__(), "e")
        if not hasattr(socket, "AF_UNIX") or not fits_a_socket(self._address):
            return self
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self._address)
        os.chmod(self._address, 0o600)
        self._thread = threading.Thread(target=self._listen, args=(self._socket,), daemon=True)
        self._thread.start()
        self.environ = {
            "GIT_TRACE2_EVENT": f"af_unix:dgram:{self._address}",
            "GIT_TRACE2_EVENT_NESTING": "0",
            VARIABLE: self._address,
        }
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._socket is not None:
            self._stop(self._socket)
        self._folder.__exit__(None, None, None)

    def _stop(self, listening: socket.socket) -> None:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
            line.sendto(_END, self._address)  # after all that is still in the queue
            self._thread.join()
        listening.close()
        with contextlib.suppress(OSError):
            os.unlink(self._address)

    def _listen(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while (data := line.recv(_LONGEST_EVENT)) != _END:
                self._keep(data)

    def _keep(self, data: bytes) -> None:
        try:
            event = json.loads(data)
        except ValueError:  # cut off, or not from git
            return
        if isinstance(event, dict) and event.get("event") in _READ and len(self._events) < _KEPT:
            self._events.append(event)

    def server(self) -> str | None:
        """Return the host of the server that a git command is fetching from; None if no command is."""
        for command in _git_commands(list(self._events)):
            host = _HOST.match(command.addresses[-1]) if command.addresses else None
            if command.is_running and host:
                return host[1]
        return None

    def events(self) -> Events:
        """Return what was reported; after the block, that is all of it."""
        pip = tuple(_pip_event(event) for event in self._events if event["event"] == "pip")
        git = _git_commands(self._events)
        shown = dict.fromkeys(
            without_url_credentials(word)
            for command in git
            for word in command.addresses
            if has_url_credentials(word)
        )
        return Events(git, pip, tuple(shown))


_READ = ("start", "error", "exit", "signal", "pip")


def _pip_event(event: dict[str, object]) -> PipEvent:
    kind, message, command, output = (
        str(event.get(field, "")) for field in ("kind", "message", "command", "output")
    )
    status = event.get("status")
    return PipEvent(kind, message, command, status if isinstance(status, int) else None, output)


def _git_commands(events: Sequence[dict[str, object]]) -> tuple[GitCommand, ...]:
    """A helper's id is its parent's, a slash, and its own part, see `sid` in the format's description."""
    commands: dict[str, GitCommand] = {}
    for event in events:
        sid, name = str(event.get("sid", "")), event["event"]
        root = sid.partition("/")[0]
        known = commands.get(root, GitCommand((), None))
        if name == "error":
            known = known._replace(errors=(*known.errors, str(event.get("msg", ""))))
        elif name == "start":
            words = event.get("argv")
            argv = tuple(map(str, words)) if isinstance(words, list) else ()
            urls = (word for word in argv if "://" in word)
            known = known._replace(
                argv=argv if sid == root else known.argv, addresses=(*known.addresses, *urls)
            )
        elif sid == root and name == "exit":
            code = event.get("code")
            known = known._replace(status=code if isinstance(code, int) else None, is_running=False)
        elif sid == root and name == "signal":
            known = known._replace(is_running=False)
        if name != "pip":
            commands[root] = known
    return tuple(commands.values())
