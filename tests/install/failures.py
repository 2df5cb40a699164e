"""Calls that fail, many in one process: what colab-safe says of each, and which row of the table of failures that is."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .lab import Lab

# Each call gets its own folder and environment; `said` maps its name to the row and the message.
_SCRIPT = """
import json, os, sys, tempfile, threading, time
import colab_safe
from colab_safe.install.packages import diagnosis

rows, diagnose = [], diagnosis.diagnose
def watched(failure):
    found = diagnose(failure)
    rows.append(found.cause.name if found.cause else None)
    return found
diagnosis.diagnose = watched

def kill(name):
    '''Kill the first program of this name: what the system does when memory runs out.'''
    def look():
        while True:
            for pid in filter(str.isdigit, os.listdir("/proc")):
                try:
                    words = open(f"/proc/{pid}/cmdline", "rb").read().split(b"\\0")
                    names = map(os.path.basename, words)
                    if int(pid) != os.getpid() and name.encode() in names and MARK in open(f"/proc/{pid}/environ", "rb").read():
                        return os.kill(int(pid), 9)
                except OSError:
                    pass
            time.sleep(0.002)
    threading.Thread(target=look, daemon=True).start()

calls, plain, said, start = json.load(open(sys.argv[1])), dict(os.environ), {}, os.getcwd()
MARK = ("HOME=" + plain["HOME"]).encode()
for name, function, arguments, options, environ in calls:
    folder = os.path.join(start, "in", name.replace("/", "-"))
    os.makedirs(folder, exist_ok=True)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(plain, **environ)
    rows.clear()
    tempfile.tempdir = None  # look at TMPDIR again
    if victim := options.pop("kill", None):
        kill(victim)
    try:
        message = "no failure: " + repr(getattr(colab_safe, function)(*arguments, quiet=True, **options))
    except colab_safe.errors.ColabSafeError as error:
        message = str(error)
    said[name] = (rows[-1] if rows else None, message)
    print(name, "→", *said[name], flush=True)
json.dump(said, open(sys.argv[2], "w"))
"""


class Call(NamedTuple):
    """A call that fails, and what it must say: the row of the table, and words of the message."""

    row: str | None
    words: str
    function: str
    arguments: Sequence[object]
    options: Mapping[str, object] = {}
    environ: Mapping[str, str] = {}


class Said(NamedTuple):
    row: str | None
    message: str


def fail(lab: Lab, calls: Mapping[str, Call], prefix: Sequence[str] = ()) -> dict[str, Said]:
    """Make the calls in one process of the lab; its whole output must be without the token.

    Args:
        lab: Where they run.
        calls: By name.
        prefix: A program that starts Python.
    """
    done = lab.root / "said.json"
    argv = [*prefix, str(lab.python_program), *script(lab, calls, done)]
    run = lab.run(argv, timeout=300)
    assert run.status == 0, run.output
    assert not lab.leaks_in(run.output)
    assert list(lab.temporary.iterdir()) == []
    return {name: Said(*said) for name, said in json.loads(done.read_text()).items()}


def script(lab: Lab, calls: Mapping[str, Call], done: Path) -> list[str]:
    """Write the script that makes the calls; return it with its arguments.

    Args:
        lab: Where they run.
        calls: By name.
        done: The file that gets what was said.
    """
    rows = [
        (name, call.function, call.arguments, call.options, call.environ)
        for name, call in calls.items()
    ]
    todo = write(lab.root / "calls.json", json.dumps(rows))
    return [write(lab.root / "calls.py", _SCRIPT), todo, str(done)]


def check(calls: Mapping[str, Call], said: Mapping[str, Said]) -> None:
    """Compare what was said with what must be said; show all differences at once."""
    wrong = {
        name: (said[name].row, said[name].message[:600])
        for name, call in calls.items()
        if said[name].row != call.row or call.words not in said[name].message
    }
    assert not wrong, "\n\n".join(
        f"{name}: {row}: {message}" for name, (row, message) in wrong.items()
    )


def write(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return str(path)
