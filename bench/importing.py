#!/usr/bin/env python3
"""What imports of colab-safe add to the start of Python, as multiples of `python -c pass`.

    python bench/importing.py [--rounds 31]

Whole processes in turns, without the site-packages of this environment. Prints medians of their processor time.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[1]
STATEMENTS = (
    "pass",
    "import colab_safe",
    "from colab_safe import mount_drive",
    "from colab_safe import install_private_library, mount_drive",
    "from colab_safe import *",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    rounds = parser.add_argument("--rounds", type=int, default=31) and parser.parse_args().rounds
    times: dict[str, list[float]] = {statement: [] for statement in STATEMENTS}
    for _ in range(rounds):
        for statement, seconds in times.items():
            seconds.append(processor_time(statement))
    base = median(times["pass"])
    for statement, seconds in times.items():
        middle = median(seconds)
        print(
            f"{middle * 1000:6.1f} ms ({middle / base:.2f} ×, {(middle - base) * 1000:+.1f} ms)  {statement}"
        )


def processor_time(statement: str) -> float:
    """Seconds of the user and of the system, for the whole process."""
    argv = [
        sys.executable,
        "-S",
        "-c",
        f"import sys; sys.path.append({str(PROJECT)!r}); {statement}",
    ]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(argv, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    main()
