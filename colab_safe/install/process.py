"""Run a program, show its output live and without tokens, and leave no child behind."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import IO, NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.credentials.event_listener import Events
from colab_safe.install.credentials.git_headers import Header
from colab_safe.install.credentials.redactor import Redactor
from colab_safe.install.current_folder import folder_for_programs
from colab_safe.install.progress import Progress

_PAUSE = 0.1  # seconds without output after which an unfinished line is shown
_GRACE = 2.0  # seconds between SIGTERM and SIGKILL
_AFTERWARDS = 1.0  # seconds that a grandchild may keep the pipe open after the program has ended


class Outcome(NamedTuple):
    """How a program ended."""

    status: int  # exit code; negative for a signal
    output: str  # what it and its children printed, redacted
    program: str = ""  # "git", "pip" or "uv"
    events: Events = Events()  # what git and pip reported about themselves
    headers: tuple[
        Header, ...
    ] = ()  # of the user's git settings that carry a login; looked up after a failure


def show(text: str) -> None:
    """Print a text at once, without adding a line end.

    Args:
        text: Without any token.
    """
    if sys.stdout is not None:  # as under pythonw, and where a program has closed it
        sys.stdout.write(text)
        sys.stdout.flush()


def run(
    argv: Sequence[str],
    environ: Mapping[str, str],
    redactor: Redactor,
    timeout_s: float,
    write: Callable[[str], object],
    progress: Progress | None = None,
) -> Outcome:
    """Run a program with stdout and stderr together and an empty stdin. Raise InstallError at the time limit.

    Args:
        argv: The program and its arguments.
        environ: Its environment.
        redactor: Takes tokens out of its output.
        timeout_s: Seconds that it may take.
        write: Shows a part of its output.
        progress: Shown while it runs; None to show none.
    """
    shown: list[str] = []

    def put(text: str) -> None:
        text = progress.without_reports(text) if progress else text
        shown.append(text)
        if text:
            progress.make_way(text) if progress else None
            write(text)
        elif progress:
            progress.show()

    try:
        process = _start(argv, environ)
    except FileNotFoundError:
        raise InstallError(
            f"the program {os.path.basename(argv[0])!r} is not installed or not on PATH"
        ) from None
    try:
        _follow(process, redactor, time.monotonic() + timeout_s, put)
        status = process.wait()
    finally:
        _end(process)
        if progress:
            progress.remove()
    return Outcome(status, "".join(shown))


def _start(argv: Sequence[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start it in its own session: it has no terminal to ask on, and one signal reaches all its children."""
    return subprocess.Popen(
        argv,
        env=dict(environ),
        cwd=folder_for_programs(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        bufsize=0,
        start_new_session=True,
    )


def _follow(
    process: subprocess.Popen[bytes],
    redactor: Redactor,
    deadline: float,
    put: Callable[[str], None],
) -> None:
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    chunks: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    assert process.stdout is not None
    threading.Thread(target=_read, args=(process.stdout, chunks.put), daemon=True).start()
    last = time.monotonic()  # when something came, or the end was noticed
    ended = False
    while True:
        try:
            chunk = chunks.get(timeout=_PAUSE)
        except queue.Empty:
            put(redactor.pause())
            chunk = None
        now = time.monotonic()
        if chunk == b"" or (ended and now - last > _AFTERWARDS):
            break
        had_ended, ended = ended, process.poll() is not None
        if chunk or (ended and not had_ended):
            last = now
        if chunk:
            put(redactor.feed(decoder.decode(chunk)))
        if now > deadline:
            put(redactor.finish())
            raise InstallError(
                "the time limit was reached: check the network, or pass a longer timeout=…"
            )
    put(redactor.feed(decoder.decode(b"", final=True)) + redactor.finish())


def _read(pipe: IO[bytes], put: Callable[[bytes], None]) -> None:
    """A thread, because Windows cannot wait for a pipe with a time limit. Ends with an empty chunk."""
    with pipe, contextlib.suppress(OSError, ValueError):
        while chunk := os.read(pipe.fileno(), 65_536):
            put(chunk)
    put(b"")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program's whole group, whatever happened (an error, Ctrl-C, the time limit)."""
    for stop in ("SIGTERM", "SIGKILL"):
        if not _signal_group(process, stop):
            break
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
    process.wait()


def _signal_group(process: subprocess.Popen[bytes], name: str) -> bool:
    """Return whether anyone was left."""
    if os.name == "nt":
        if process.poll() is not None:
            return False
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
        )
        return True
    try:
        os.killpg(process.pid, getattr(signal, name))
    except (ProcessLookupError, PermissionError):
        return False
    return True
