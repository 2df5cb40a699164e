"""How long a scan of many notebooks takes on many workers: a simulation, with what a scan of FOLDER takes on this machine.

    python bench/scale.py FOLDER [--notebooks 10000000] [--workers 1 10 100] [--latency 0.05] [--bandwidth 25] [--lost 0.01]

Each worker reads a task (64 files or 4 MB), then scans it. The server answers so many requests and bytes per second to all workers
together; some tasks are lost with their worker and repeated. Sizes and speeds are drawn from the notebooks in FOLDER. It prints
a row for each source and number of workers: hours, requests, and what limits the scan.
"""

from __future__ import annotations

import argparse
import heapq
import random
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.slowest import Scanned, scanned
from colab_safe.detect.engine import load

FILES, MEGABYTES = 64, 4.0  # of a task
AT_ONCE = 8  # files that a worker reads at the same time
LISTED = 1000  # files per request of a list
HOUR, DAY = 3600.0, 86_400.0  # seconds


class Server(NamedTuple):
    """What a server answers to all workers together, as its documentation says."""

    name: str
    requests: float  # that bring a file, per second
    daily: float  # of these, per day
    megabytes: float  # per day
    has_workers: bool  # whether `--scheduler` takes it


SERVERS = (
    # 5,500 per second and prefix: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
    Server("a bucket, one prefix", 5500, 1e12, 1e12, True),
    # A download takes 200 of 325,000 units a minute and user, 1,000,000 a minute and project, 400,000,000 a day, and 1 TB a day:
    # https://developers.google.com/workspace/drive/api/guides/limits
    Server("Drive, one user", 325_000 / 200 / 60, 400e6 / 200, 1e6, False),
)


class Task(NamedTuple):
    """Files that a worker reads and scans together."""

    files: int
    megabytes: float
    seconds: float  # of processor time


class Cost(NamedTuple):
    """What a scan comes to."""

    seconds: float
    requests: int
    busy: float  # share of the workers' time in which they scan


class Network(NamedTuple):
    """Between one worker and a server."""

    latency: float  # seconds per request
    bandwidth: float  # megabytes per second


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--notebooks", type=int, default=10_000_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--latency", type=float, default=0.05)
    parser.add_argument("--bandwidth", type=float, default=25.0)
    parser.add_argument("--lost", type=float, default=0.01)
    wishes = parser.parse_args()
    known = measured(wishes.folder)
    network = Network(wishes.latency, wishes.bandwidth)
    print("| source | workers | hours | requests | workers scan |\n| --- | --- | --- | --- | --- |")
    for server in SERVERS:
        for workers in wishes.workers if server.has_workers else [1]:
            drawn = tasks(known, wishes.notebooks, random.Random(1))
            cost = simulated(drawn, server, network, workers, wishes.lost)
            print(
                f"| {server.name} | {workers} | {cost.seconds / HOUR:,.1f} | {cost.requests:,} | {cost.busy:.0%} |"
            )


def measured(folder: Path) -> list[Scanned]:
    """Scan the notebooks of a folder, and print what a thousand of them take.

    Args:
        folder: It should contain different notebooks.
    """
    warnings.simplefilter("ignore")  # of escapes in the code of notebooks
    engines = [load("builtin")]
    files = sorted(folder.rglob("*.ipynb"))
    scanned(files[0], engines)  # patterns are compiled at their first use
    known = [scanned(file, engines) for file in files]
    seconds, megabytes = (sum(getattr(each, name) for each in known) for name in ("seconds", "megabytes"))  # fmt: skip
    thousand = 1000 / len(known)
    print(
        f"1,000 of these {len(known)} notebooks: {megabytes * thousand:.0f} MB, "
        f"{seconds * thousand:.1f} s of processor time, 1,001 requests\n"
    )
    return known


def tasks(known: list[Scanned], notebooks: int, chance: random.Random) -> Iterator[Task]:
    """Yield tasks of notebooks that are drawn from known ones, as the scan makes them.

    Args:
        known: What a scan of each takes.
        notebooks: How many to draw.
        chance: What draws.
    """
    files, megabytes, seconds = 0, 0.0, 0.0
    for _ in range(notebooks):
        each = known[int(chance.random() * len(known))]
        if files and (files == FILES or megabytes + each.megabytes > MEGABYTES):
            yield Task(files, megabytes, seconds)
            files, megabytes, seconds = 0, 0.0, 0.0
        files, megabytes = files + 1, megabytes + each.megabytes
        seconds += each.seconds
    yield Task(files, megabytes, seconds)


def simulated(
    drawn: Iterator[Task], server: Server, network: Network, workers: int, lost: float
) -> Cost:
    """Return what a scan costs: the worker that is free first takes the next task.

    Args:
        drawn: The tasks.
        server: Answers requests one after the other, at its rates.
        network: Between it and each worker.
        workers: How many.
        lost: The share of tasks that is repeated, because a worker ended.
    """
    chance = random.Random(2)
    free = [0.0] * workers
    answered, requests, scanning = 0.0, 0, 0.0
    for task in drawn:
        for _ in range(1 + (chance.random() < lost)):
            start = heapq.heappop(free)
            answered = max(answered, start) + _at_server(task, server)
            read = max(start + _on_the_way(task, network), answered)
            heapq.heappush(free, read + task.seconds)
            requests += task.files
            scanning += task.seconds
    end = max(free)
    return Cost(end, requests + requests // LISTED, scanning / (end * workers))


def _at_server(task: Task, server: Server) -> float:
    """Seconds that the server's limits take for a task."""
    per_day = max(task.files / server.daily, task.megabytes / server.megabytes)
    return max(task.files / server.requests, per_day * DAY)


def _on_the_way(task: Task, network: Network) -> float:
    """Seconds until a worker has the files."""
    return -(-task.files // AT_ONCE) * network.latency + task.megabytes / network.bandwidth


if __name__ == "__main__":
    main()
