"""Whole processes measured in turns, so that all meet the same load of the machine."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

Command = Sequence[str]


class Taken(NamedTuple):
    """What one run of a command took; the peak is that of its largest process."""

    seconds: float
    peak: float  # MB
    code: int


def run(command: Command, folder: Path) -> Taken:
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Taken(seconds, used.ru_maxrss / 1000, process.returncode)


def in_turns(commands: Mapping[str, Command], folder: Path, rounds: int) -> dict[str, Taken]:
    """For each command the medians of all rounds but a first one, which fills caches."""
    runs: dict[str, list[Taken]] = {name: [] for name in commands}
    for number in range(rounds + 1):
        for name, command in commands.items():
            taken = run(command, folder)
            if number:
                runs[name].append(taken)
    return {name: Taken(*map(statistics.median, zip(*taken, strict=True))) for name, taken in runs.items()}


def instructions(command: Command, folder: Path) -> int:
    """How many the command takes under valgrind, in its first process: the same on a busy machine."""
    done = subprocess.run(
        ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", *command],
        cwd=folder,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    collected = next(line for line in done.stderr.splitlines() if "Collected" in line)
    return int(collected.split(":")[1])
