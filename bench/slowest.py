"""The rate of each notebook of a folder on one core: what a commit of the slowest would take.

    python bench/slowest.py FOLDER [--rows 10]

Prints the notebooks that take longest, in megabytes per second of processor time, and how many of those that take more than
50 ms are slower than 20 MB/s.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from pathlib import Path
from time import process_time
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.sets import MEGABYTE
from colab_safe.detect.engine import Engine, load
from colab_safe.scan import scan

SLOW, LONG = 20.0, 0.05  # megabytes per second; seconds


class Scanned(NamedTuple):
    """A notebook, and what its scan took."""

    seconds: float  # of processor time
    megabytes: float
    path: Path

    @property
    def rate(self) -> float:
        return self.megabytes / self.seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=10)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")  # of escapes in the code of notebooks
    engines = [load("builtin")]
    files = sorted(arguments.folder.rglob("*.ipynb"))
    for file in files[:3]:  # patterns are compiled at their first use
        scan(file.read_bytes(), "a.ipynb", engines)
    rows = sorted((scanned(file, engines) for file in files), reverse=True)
    for row in rows[: arguments.rows]:
        print(
            f"{row.rate:7.1f} MB/s  {row.seconds:6.3f} s  {row.megabytes:6.2f} MB  {row.path.name}"
        )
    total = sum(row.seconds for row in rows)
    slow = sum(row.rate < SLOW and row.seconds > LONG for row in rows)
    print(f"{len(rows)} notebooks in {total:.2f} s; slower than {SLOW:.0f} MB/s: {slow}")


def scanned(file: Path, engines: list[Engine]) -> Scanned:
    """Scan a file once.

    Args:
        file: A notebook.
        engines: What to scan with.
    """
    data = file.read_bytes()
    start = process_time()
    scan(data, "a.ipynb", engines)
    return Scanned(process_time() - start, len(data) / MEGABYTE, file)


if __name__ == "__main__":
    main()
