"""Whole processes measured in turns, so that all meet the same load of the machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Command = Sequence[str]

# A process's peak is never below that of the one which started it, so a small one starts what is measured.
_STARTER = """
import os, sys, time
nothing = os.open(os.devnull, os.O_RDWR)
actions = [(os.POSIX_SPAWN_DUP2, nothing, stream) for stream in (0, 1, 2)]
start = time.perf_counter()
process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=actions)
_, status, used = os.wait4(process, 0)
print(time.perf_counter() - start, used.ru_maxrss / 1000, os.waitstatus_to_exitcode(status))
"""


class Taken(NamedTuple):
    """What one run of a command took; the peak is that of its largest process."""

    seconds: float
    peak: float  # MB
    code: float


def run(command: Command, folder: Path, caches: Path | None = None) -> Taken:
    """`caches`: a folder for what programs keep between two runs, in place of the user's."""
    starter = [sys.executable, "-S", "-E", "-c", _STARTER, *command]
    environment = os.environ | ({"XDG_CACHE_HOME": str(caches)} if caches else {})
    done = subprocess.run(
        starter, cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    return Taken(*map(float, done.stdout.split()))


def in_turns(commands: Mapping[str, Command], folder: Path, rounds: int) -> dict[str, Taken]:
    """For each command the medians of all rounds but a first one, which fills caches."""
    runs: dict[str, list[Taken]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            taken = run(command, folder)
            if number:
                runs[name].append(taken)
    return {
        name: Taken(*map(statistics.median, zip(*taken, strict=True)))
        for name, taken in runs.items()
    }


def instructions(command: Command, folder: Path) -> int:
    """How many the command takes under valgrind, in its first process: the same on a busy machine."""
    with_valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command]
    environment = os.environ | {"PYTHONHASHSEED": "0"}
    done = subprocess.run(
        with_valgrind, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    collected = next(line for line in done.stderr.splitlines() if "Collected" in line)
    return int(collected.split(":")[1])
