"""The same notebooks in a folder, on Drive, in a bucket, and there with two workers of Dask: findings, seconds, requests, memory.

    python bench/everywhere.py [--notebooks 20000]

It makes the notebooks, each different, one of a hundred with a token that is made up for it, and serves them from this machine: by
moto's S3, and by the API of Drive in tests/. Then it kills a worker after a third of the files, and in another run the scan itself, which `--resume`
continues. While the workers are busy, it takes a dump of Dask's scheduler and workers, and searches it, all logs, all reports and the file
of `--resume` for the tokens. Exit code 1 if a finding is missing, is there twice or is another one, or if a token is somewhere.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.notebooks import code, dump, notebook, stream
from tests.remote.drive_server import DriveServer, service_account
from tests.remote.servers import s3_server
from tests.remote.test_cluster import Cluster
from tests.tokens import github_token

ONE_IN = 100  # notebooks that leak
OPTIONS = ("--format", "jsonl", "--no-cache", "--quiet")
SAME_EVERYWHERE = ("rule", "confidence", "cell", "byte_start", "byte_end")
Meanwhile = Callable[[subprocess.Popen[str]], None]
COLAB_SAFE = (sys.executable, "-m", "colab_safe")
FILL = """
import fsspec, sys
from pathlib import Path
fs = fsspec.filesystem("s3")
fs.mkdir("team")
files = sorted(Path(sys.argv[1]).glob("*.ipynb"))
fs.put([str(each) for each in files], [f"team/{each.name}" for each in files], batch_size=32)
"""
DRIVE = """
import sys
from colab_safe.remote.drive import api
from colab_safe.command_line.main import main
api.BASE = sys.argv[1]
sys.exit(main(sys.argv[2:]))
"""


class Run(NamedTuple):
    """What one scan came to."""

    findings: list[tuple[object, ...]]  # sorted; a finding that was reported twice is in it twice
    lines: list[str]  # of the report, sorted
    files: int
    seconds: float
    megabytes: float  # of the largest process
    said: str


def token(number: int) -> str:
    return github_token(1000 + number)


def made(number: int) -> bytes:
    """A small notebook like no other."""
    chance = random.Random(number)
    lines = "".join(f"x{each} = {chance.random()}\n" for each in range(20))
    shown = "".join(f"{chance.random():.6f} {chance.randrange(10**6)}\n" for _ in range(20))
    leak = f"{token(number)}\n" if number % ONE_IN == 0 else ""
    return dump(notebook([code(lines, [stream(shown)]), code("print(x)", [stream(leak or "1\n")])]))


def nothing(process: subprocess.Popen[str]) -> None:
    pass


def started(
    command: list[str], cwd: Path, environ: dict[str, str], meanwhile: Meanwhile
) -> tuple[str, str, float, float]:
    """The report of a scan, what it said, its seconds and megabytes."""
    begun = time.perf_counter()
    with (cwd / "out").open("w+") as out, (cwd / "err").open("w+") as err:
        process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=out, stderr=err, text=True)
        beside = Thread(target=meanwhile, args=(process,))
        beside.start()
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        beside.join()
        out.seek(0), err.seek(0)
        return out.read(), err.read(), seconds, used.ru_maxrss / 1000


def scanned(
    command: list[str], cwd: Path, environ: dict[str, str], meanwhile: Meanwhile = nothing
) -> Run:
    text, said, seconds, megabytes = started(command, cwd, environ, meanwhile)
    lines = [json.loads(line) for line in text.splitlines()]
    assert lines and lines[-1]["type"] == "summary", said
    assert not [each for each in lines if each["type"] == "error"], text[-2000:]
    found = sorted(
        (each["path"].rpartition("/")[2], *(each[name] for name in SAME_EVERYWHERE))
        for each in lines
        if each["type"] == "finding"
    )
    files = lines[-1]["summary"]["files"]
    return Run(found, sorted(text.splitlines()), files, seconds, megabytes, text + said)


def peak(pid: int) -> float:
    """The most megabytes that a running process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def dumped(address: str, file: Path) -> None:
    """What the scheduler and the workers know while they are busy, after the first tasks."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            tasks = client.run_on_scheduler(lambda dask_scheduler: len(dask_scheduler.tasks))
            if tasks > 1:
                break
            time.sleep(0.1)
        client.dump_cluster_state(str(file.with_suffix("")), format="msgpack")


def leaks(text: bytes, tokens: list[str]) -> int:
    """How many tokens are in a text, plain or in base64."""
    spelled = [each.encode() for each in tokens]
    whole = [base64.b64encode(each)[4:-4] for each in spelled]
    return sum(each[6:] in text for each in spelled) + sum(each in text for each in whole)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notebooks", type=int, default=20_000)
    count = parser.parse_args().notebooks
    tokens = [token(number) for number in range(0, count, ONE_IN)]
    with TemporaryDirectory() as place:
        top = Path(place)
        for name in ("files", "here", "cache"):
            (top / name).mkdir()
        size = 0
        for number in range(count):
            size += (top / f"files/n{number}.ipynb").write_bytes(made(number))
        print(
            f"{count:,} notebooks, {size / 1e6:.1f} MB, {len(tokens)} with a token; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        everywhere = Everywhere(top, count)
        everywhere.measure()
    runs, logs = everywhere.runs, everywhere.logs
    first = runs["folder"]
    same = all(each.findings == first.findings and each.files == count for each in runs.values())
    in_bucket = [each.lines for name, each in runs.items() if name.startswith("bucket")]
    equal = all(each == in_bucket[0] for each in in_bucket)
    found = {name: leaks(text, tokens) for name, text in logs.items()}
    print("same findings:", same, len(first.findings), "of", len(tokens))
    print("reports on the bucket equal, line by line:", equal)
    print("tokens in:", {name: (found[name], f"{len(logs[name]) / 1e6:.1f} MB") for name in found})
    good = same and equal and len(first.findings) == len(tokens)
    return 0 if good and not any(found.values()) else 1


class Everywhere:
    """The scans, one after the other."""

    def __init__(self, top: Path, count: int) -> None:
        self.runs: dict[str, Run] = {}
        self.logs: dict[str, bytes] = {}
        self._top, self._count = top, count
        self._base = dict(os.environ) | {"XDG_CACHE_HOME": str(top / "cache")}

    def measure(self) -> None:
        self._scan("folder", [str(self._top / "files")], self._base, lambda: 0)
        self._on_drive()
        with s3_server(self._top) as aws:
            environ = self._base | aws
            fill = [sys.executable, "-c", FILL, str(self._top / "files")]
            subprocess.run(fill, env=environ, check=True)
            os.environ |= aws
            self._scan("bucket", ["s3://team"], environ, self._asked)
            self._with_two_workers(environ)
            self._with_a_killed_worker(environ)
            self._with_a_killed_scan(environ)

    def _scan(
        self,
        name: str,
        arguments: list[str],
        environ: dict[str, str],
        asked: Callable[[], int],
        meanwhile: Meanwhile = nothing,
        start: tuple[str, ...] = COLAB_SAFE,
    ) -> None:
        before = asked()
        command = [*start, "scan", *arguments, *OPTIONS]
        run = self.runs[name] = scanned(command, self._top / "here", environ, meanwhile)
        self.logs[f"report of {name}"] = run.said.encode()
        self._row(name, run.seconds, asked() - before, run.megabytes)

    def _row(self, name: str, seconds: float, asked: int, megabytes: float) -> None:
        load = os.getloadavg()[0]
        print(f"| {name} | {seconds:.0f} s | {asked:,} | {megabytes:.0f} MB | {load:.1f} |", flush=True)  # fmt: skip

    def _on_drive(self) -> None:
        drive = DriveServer()
        drive.page = 1000
        for each in (self._top / "files").iterdir():
            drive.add(each.stem, each.read_bytes())
        account = service_account(self._top, drive.address)
        environ = self._base | {"GOOGLE_APPLICATION_CREDENTIALS": str(account)}
        start = (sys.executable, "-c", DRIVE, f"{drive.address}/drive/v3")
        self._scan("Drive", ["drive:"], environ, lambda: len(drive.asked), start=start)
        drive.stop()

    def _asked(self) -> int:
        log = (self._top / "moto.log").read_bytes()
        return log.count(b'"GET ') + log.count(b'"HEAD ')

    def _wait_for(self, requests: int) -> None:
        while self._asked() < requests:
            time.sleep(0.2)

    def _cluster(self, name: str) -> Cluster:
        (self._top / name).mkdir()
        return Cluster(self._top / name)

    def _end(self, name: str, cluster: Cluster) -> None:
        alive = [each.pid for each in cluster.workers if each.poll() is None]
        print("workers:", [f"{peak(each):.0f} MB" for each in alive], flush=True)
        cluster.stop()
        self.logs[f"logs of {name}"] = cluster.logs().encode()

    def _with_two_workers(self, environ: dict[str, str]) -> None:
        cluster = self._cluster("two")
        state = self._top / "state.msgpack"
        on_cluster = ["s3://team", "--scheduler", cluster.address]
        self._scan(
            "bucket, two workers",
            on_cluster,
            environ,
            self._asked,
            lambda _: dumped(cluster.address, state),
        )
        self._end("two workers", cluster)
        states = [gzip.decompress(each.read_bytes()) for each in self._top.glob("state*.gz")]
        self.logs["state of the cluster"] = b"".join(states)
        assert b"colab-safe-" in self.logs["state of the cluster"]  # it has the tasks

    def _with_a_killed_worker(self, environ: dict[str, str]) -> None:
        cluster = self._cluster("killed-worker")
        third = self._asked() + self._count // 3

        def kill(_: subprocess.Popen[str]) -> None:
            self._wait_for(third)
            cluster.workers[0].kill()
            cluster.workers[0].wait()

        on_cluster = ["s3://team", "--scheduler", cluster.address]
        self._scan("bucket, a worker killed", on_cluster, environ, self._asked, kill)
        self._end("a killed worker", cluster)

    def _with_a_killed_scan(self, environ: dict[str, str]) -> None:
        cluster = self._cluster("killed-scan")
        file, before = self._top / "finished.jsonl", self._asked()
        on_cluster = ["s3://team", "--scheduler", cluster.address, "--resume", str(file)]

        def kill(process: subprocess.Popen[str]) -> None:
            self._wait_for(before + self._count // 3)
            os.kill(process.pid, signal.SIGKILL)

        command = [*COLAB_SAFE, "scan", *on_cluster, *OPTIONS]
        text, said, seconds, megabytes = started(command, self._top / "here", environ, kill)
        assert '"summary"' not in text, "it was killed in the middle"
        self.logs["report of the killed scan"] = (text + said).encode()
        self._row("bucket, until it was killed", seconds, self._asked() - before, megabytes)
        self._scan("bucket, resumed", on_cluster, environ, self._asked)
        self._scan("bucket, resumed after it ended", on_cluster, environ, self._asked)
        self._end("a killed scan", cluster)
        self.logs["file of --resume"] = file.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
