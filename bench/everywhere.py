"""The same notebooks in a folder, a bucket, on Drive, and in the bucket with two workers of Dask: findings, seconds, requests, memory.

    python bench/everywhere.py [--notebooks 20000]

It makes the notebooks, each different, one of a hundred with a token that is made up for it, and serves them from this machine: by
moto's S3, and by the API of Drive in tests/. While the workers are busy, it takes a dump of Dask's scheduler and workers, and searches it,
all logs and all reports for the tokens. Exit code 1 if the findings differ, or a token is somewhere.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import json
import os
import random
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

    findings: frozenset[tuple[str, str, int]]
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


def scanned(command: list[str], cwd: Path, environ: dict[str, str]) -> Run:
    begun = time.perf_counter()
    with (cwd / "out").open("w+") as out, (cwd / "err").open("w+") as err:
        process = subprocess.Popen(command, cwd=cwd, env=environ, stdout=out, stderr=err)
        _, _, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        out.seek(0), err.seek(0)
        text, said = out.read(), err.read()
    lines = [json.loads(line) for line in text.splitlines()]
    found = frozenset(
        (each["path"].rpartition("/")[2], each["rule"], each["byte_start"])
        for each in lines
        if each["type"] == "finding"
    )
    assert lines[-1]["type"] == "summary", said
    assert not [each for each in lines if each["type"] == "error"], text[-2000:]
    files = lines[-1]["summary"]["files"]
    return Run(found, files, seconds, used.ru_maxrss / 1000, text + said)


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
        for name in ("files", "here", "cluster", "cache"):
            (top / name).mkdir()
        size = 0
        for number in range(count):
            size += (top / f"files/n{number}.ipynb").write_bytes(made(number))
        print(
            f"{count:,} notebooks, {size / 1e6:.1f} MB, {len(tokens)} with a token; load {os.getloadavg()[0]:.1f}",
            flush=True,
        )
        runs, logs = measured(top)
    first = runs["folder"]
    same = all(each.findings == first.findings and each.files == count for each in runs.values())
    found = {name: leaks(text, tokens) for name, text in logs.items()}
    print("same findings:", same, len(first.findings), "of", len(tokens))
    print("tokens in:", {name: (found[name], f"{len(logs[name]) / 1e6:.1f} MB") for name in found})
    return 0 if same and not any(found.values()) and len(first.findings) == len(tokens) else 1


def measured(top: Path) -> tuple[dict[str, Run], dict[str, bytes]]:
    here = top / "here"
    base = dict(os.environ) | {"XDG_CACHE_HOME": str(top / "cache")}
    options = ["--format", "jsonl", "--no-cache", "--quiet"]
    runs: dict[str, Run] = {}
    logs: dict[str, bytes] = {}

    def add(
        name: str,
        command: list[str],
        environ: dict[str, str],
        requests: Callable[[], int],
        cwd: Path = here,
    ) -> None:
        before = requests()
        run = runs[name] = scanned(command, cwd, environ)
        logs[f"report of {name}"] = run.said.encode()
        print(
            f"| {name} | {run.seconds:.0f} s | {requests() - before:,} | {run.megabytes:.0f} MB | load {os.getloadavg()[0]:.1f}",
            flush=True,
        )

    add("folder", [*COLAB_SAFE, "scan", str(top / "files"), *options], base, lambda: 0)
    drive = DriveServer()
    drive.page = 1000
    for each in (top / "files").iterdir():
        drive.add(each.stem, each.read_bytes())
    account = service_account(top, drive.address)
    signed = base | {"GOOGLE_APPLICATION_CREDENTIALS": str(account)}
    of_drive = [
        sys.executable,
        "-c",
        DRIVE,
        f"{drive.address}/drive/v3",
        "scan",
        "drive:",
        *options,
    ]
    add("Drive", of_drive, signed, lambda: len(drive.asked))
    drive.stop()
    with s3_server(top) as aws:
        environ = base | aws
        subprocess.run([sys.executable, "-c", FILL, str(top / "files")], env=environ, check=True)
        log = top / "moto.log"

        def asked() -> int:
            return log.read_bytes().count(b'"GET ') + log.read_bytes().count(b'"HEAD ')

        add("bucket", [*COLAB_SAFE, "scan", "s3://team", *options], environ, asked)
        os.environ |= aws
        cluster = Cluster(top / "cluster")
        spy = Thread(target=dumped, args=(cluster.address, top / "state.msgpack"))
        spy.start()
        command = [*COLAB_SAFE, "scan", "s3://team", "--scheduler", cluster.address, *options]
        add("bucket, two workers", command, environ, asked)
        spy.join()
        pids = [each.pid for each in cluster.workers]
        print("workers:", [f"{peak(each):.0f} MB" for each in pids])
        cluster.stop()
        logs["logs of Dask"] = cluster.logs().encode()
        states = [gzip.decompress(each.read_bytes()) for each in top.glob("state*.gz")]
        logs["state of the cluster"] = b"".join(states)
        assert b"colab-safe-" in logs["state of the cluster"]  # it has the tasks
    return runs, logs


if __name__ == "__main__":
    sys.exit(main())
