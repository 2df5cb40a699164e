"""Notes the argv and environment of every program that a test starts: with strace, or without it by looking at /proc."""

from __future__ import annotations

import re
import shutil
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from tests.tools import not_run_here


class Program(NamedTuple):
    argv: str
    environ: str


class Unwatched:
    def __init__(self, prefix: tuple[str, ...]) -> None:
        self.prefix, self.processes = prefix, list[Program]()

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        pass


def watching(root: Path) -> Unwatched:
    """`root` is in the environment of the programs that are meant, and of no others."""
    if shutil.which("strace"):
        return _Traced(root / "trace")
    if sys.platform == "linux":
        return _Polled(root)
    not_run_here("strace is missing: install it, on Linux")


class _Traced(Unwatched):
    """strace misses nothing."""

    def __init__(self, trace: Path) -> None:
        options = (
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-e",
            "trace=execve",
            "-e",
            "signal=none",
            "-v",
            "-s",
            "100000",
        )
        super().__init__(("strace", *options, "-o", str(trace)))
        self.trace = trace

    def __exit__(self, *_: object) -> None:
        lines = self.trace.read_text(errors="replace").splitlines()
        calls = [re.split(r"\], \[", line, maxsplit=1) for line in lines if "execve(" in line]
        self.processes = [Program(call[0], call[-1]) for call in calls]


class _Polled(Unwatched):
    """Sees what lives for more than some milliseconds, which pip, git and git's transfers do."""

    def __init__(self, root: Path) -> None:
        super().__init__(())
        self.root, self.seen, self.stop = str(root).encode(), set[Program](), threading.Event()
        self.thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self.thread.start()

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join()
        self.processes = sorted(self.seen)

    def _look(self) -> None:
        while not self.stop.wait(0.001):
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    self._note(entry)

    def _note(self, process: Path) -> None:
        try:
            environ = (process / "environ").read_bytes()
            argv = (process / "cmdline").read_bytes()
        except OSError:
            return
        if self.root in environ:
            words = (part.replace(b"\0", b" ").decode(errors="replace") for part in (argv, environ))
            self.seen.add(Program(*words))
