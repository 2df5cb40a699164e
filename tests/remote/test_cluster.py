"""`colab-safe scan ADDRESS --scheduler`: Dask's own scheduler and workers, one of which is killed in the middle."""

from __future__ import annotations

import json
import os
import pickle
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

from colab_safe.errors import UsageError
from colab_safe.model import Report
from colab_safe.project.parallel import unpacked
from colab_safe.project.project import Project, Projects
from colab_safe.project.project_parts import parts_of
from colab_safe.remote.cluster import connection
from colab_safe.remote.cluster.keyed import keyed
from colab_safe.remote.cluster.no_answer import no_answer
from colab_safe.remote.cluster.work import Run, Task, begin, end, version, work
from colab_safe.remote.schemes import Address
from colab_safe.remote.source import Entry
from tests.certificates import make_certificate
from tests.notebooks import code, dump, notebook, stream
from tests.remote.servers import HttpServer
from tests.remote.test_addresses import scan
from tests.tokens import github_token

ROLES = ("SCHEDULER", "WORKER", "CLIENT")
TOKEN, SIGNATURE = github_token(3), github_token(4)
LEAK = dump(notebook([code("x", [stream(f"{TOKEN}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))


@pytest.fixture
def server() -> Iterator[HttpServer]:
    running = HttpServer()
    yield running
    running.stop()


class Cluster:
    """A scheduler and two workers, each a process with a log."""

    def __init__(self, folder: Path, **environ: str) -> None:
        self._folder, self._environ = folder, environ
        self._processes: list[subprocess.Popen[bytes]] = []
        self._host = "tls://127.0.0.1" if environ else "127.0.0.1"
        about = folder / "scheduler.json"
        scheduler = self._start("scheduler", "--host", self._host, "--port", "0", "--no-dashboard", "--scheduler-file", str(about))  # fmt: skip
        while not about.exists() or not about.read_text():
            assert scheduler.poll() is None, self.logs()
            time.sleep(0.05)
        self.address: str = json.loads(about.read_text())["address"]
        worker = ("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))  # fmt: skip
        self.workers = [self._start(*worker) for _ in range(2)]

    def _start(self, kind: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = (self._folder / f"{kind}-{len(self._processes)}.log").open("wb")
        environ = os.environ | {"DASK_LOGGING__DISTRIBUTED": "debug"} | self._environ
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
        with log:
            process = subprocess.Popen(command, stdout=log, stderr=log, env=environ)
        self._processes.append(process)
        return process

    def logs(self) -> str:
        return "".join(log.read_text("utf-8") for log in self._folder.glob("*.log"))

    def stop(self) -> None:
        for process in reversed(self._processes):
            with suppress(ProcessLookupError):
                process.kill()
            process.wait(10)


def of_tls(folder: Path) -> dict[str, str]:
    """What sets Dask's TLS for all three kinds of process: https://distributed.dask.org/en/stable/tls.html"""
    folder.mkdir()
    authority = folder / "authority.pem"
    both = str(make_certificate(folder, authority))
    own = {f"DASK_DISTRIBUTED__COMM__TLS__{each}__CERT": both for each in ROLES}
    encrypted = {"DASK_DISTRIBUTED__COMM__REQUIRE_ENCRYPTION": "True"}
    return encrypted | own | {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(authority)}


@pytest.fixture
def tls(tmp_path: Path) -> dict[str, str]:
    return of_tls(tmp_path / "tls")


@pytest.fixture
def cluster(tmp_path: Path, tls: dict[str, str]) -> Iterator[Cluster]:
    running = Cluster(tmp_path, **tls)
    yield running
    running.stop()


class KillOne:
    """Kills the first worker as soon as both are waiting for a file."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._lock = cluster, Lock()
        self._asked, self.done = 0, Event()

    def __call__(self, path: str) -> None:
        with self._lock:
            self._asked += 1
            if self._asked == 2:
                self._cluster.workers[0].send_signal(signal.SIGKILL)
                self._cluster.workers[0].wait(10)
                self.done.set()
        assert self.done.wait(60)


def test_a_killed_worker_loses_nothing_and_no_log_has_a_secret(
    cluster: Cluster, tls: dict[str, str], server: HttpServer, tmp_path: Path
) -> None:
    for number in range(12):
        answer = (200, LEAK if number % 4 == 0 else CLEAN)
        server.answers[f"/n{number}.ipynb"] = [answer]
    server.answers |= {"/broken.ipynb": [(200, b'{"cells": [')], "/none.ipynb": [(404, b"")]}
    wanted = [f"{server.address}{path}" for path in server.answers]
    wanted += [f"{server.address}/n0.ipynb?signature={SIGNATURE}"]
    output = ("--format", "json")
    plain = scan(*wanted, *output, "--no-cache", cwd=tmp_path)
    kill = server.before = KillOne(cluster)
    assert cluster.address.startswith("tls://")
    done = scan(*wanted, *output, "--scheduler", cluster.address, cwd=tmp_path, **tls)
    assert kill.done.is_set()
    assert done.returncode == plain.returncode == 1, done.stderr
    assert json.loads(done.stdout) == json.loads(plain.stdout)
    assert len(json.loads(done.stdout)["findings"]) == 4
    said = done.stdout + done.stderr + cluster.logs()
    assert "colab-safe-" in cluster.logs()  # the keys are there, so a token would be, too
    assert re.search("colab-safe-[0-9a-f]{16}-http://", cluster.logs()), "workers read in turns"
    assert TOKEN not in said and SIGNATURE not in said and "signature=" not in said
    others = of_tls(tmp_path / "others")
    refused = scan(*wanted, "--scheduler", cluster.address, cwd=tmp_path, **others)
    assert (refused.returncode, "do not trust each other's" in refused.stderr) == (2, True)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    began = Run("ab", b"k" * 32, parts_of(Projects().of("")), version())
    begin(began)
    yield began
    end("ab")


def result(run_id: str, *entries: Entry) -> tuple[bytes, Report]:
    answer = work(run_id, pickle.dumps(Task(Address("http", ""), entries)))
    return answer, unpacked(pickle.loads(answer).report)


def test_what_a_worker_answers_contains_no_secret(run: Run, server: HttpServer) -> None:
    server.answers["/a.ipynb"] = [(200, LEAK)]
    at = f"{server.address}/a.ipynb"
    answer, report = result("ab", Entry(at, at, None))
    (finding,) = report.findings
    own = Projects().of("").scanner()(LEAK, at).findings[0]
    assert finding.fingerprint == own.fingerprint
    assert TOKEN.encode() not in answer
    assert finding.secret.reveal() not in (TOKEN, "")


def test_a_worker_reads_when_it_is_its_turn_and_scans_when_it_is_not(
    run: Run, server: HttpServer
) -> None:
    server.answers["/a.ipynb"] = [(200, LEAK)]
    happened: list[str] = []

    @contextmanager
    def turn() -> Iterator[None]:
        happened.append("begin")
        yield
        happened.append("end")

    server.before = happened.append
    begin(run, lambda at: turn())
    at = f"{server.address}/a.ipynb"
    _, report = result("ab", Entry(at, at, None))
    assert (happened, len(report.findings)) == (["begin", "/a.ipynb", "end"], 1)


SAID: dict[str, tuple[Any, str]] = {
    "another version": (lambda run: run._replace(version="colab-safe 0"), "instead of colab-safe 0"),
    "another engine": (lambda run: run._replace(parts=run.parts._replace(engines=("x",))), "unknown engine"),
    "something unexpected": (lambda run: run._replace(parts=None), "internal error (AttributeError"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), SAID.values(), ids=SAID)
def test_what_fails_on_a_worker_is_a_problem_of_each_file(run: Run, change: Any, said: str) -> None:
    begin(change(run))
    _, report = result("ab", Entry("/a", "a", 1), Entry("/b", "b", 1))
    assert [each.path for each in report.problems] == ["a", "b"]
    assert said in report.problems[0].error


def test_a_worker_that_knows_nothing_of_the_run_says_so() -> None:
    _, report = result("unknown", Entry("/a", "a", 1))
    assert "it was not read" in report.problems[0].error


def test_codes_are_the_same_for_the_same_secret_of_one_run_alone() -> None:
    report = Projects().of("").scanner()(LEAK, "a.ipynb")
    codes = [unpacked(keyed(report, key)).findings[0].secret.reveal() for key in (b"1", b"1", b"2")]
    assert codes[0] == codes[1] != codes[2]


SETTINGS = """
exclude = ["old/**"]
engines = ["builtin", "detect-secrets"]
rules = ["team.toml"]
[[allow]]
paths = ["**/accepted.ipynb"]
reason = "a sample"
"""
TEAM = '[[rules]]\nid = "acme"\ndescription = "Acme"\nregex = "acme-[0-9]{6}"\n'


def test_a_project_works_the_same_elsewhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".colab-safe.toml").write_text(SETTINGS)
    (tmp_path / "team.toml").write_text(TEAM)
    here = Projects().of("")
    sent = pickle.dumps(parts_of(here))
    for file in tmp_path.iterdir():
        file.unlink()
    monkeypatch.chdir("/")
    there: Project = pickle.loads(sent).project()
    data = dump(notebook([code("x", [stream(f"{TOKEN} acme-123456\n")])]))
    for path in ("s3://b/a.ipynb", "s3://b/accepted.ipynb"):
        assert there.scanner()(data, path) == here.scanner()(data, path)
    assert {each.rule for each in there.scanner()(data, "s3://b/a.ipynb").findings} >= {"acme"}


REFUSED = {
    "files": ((".", "--scheduler", "local"), "--scheduler goes with addresses"),
    "drive": (("drive:", "--scheduler", "local"), "does not go with drive"),
    "secrets": (("s3://b", "--show-secrets", "--scheduler", "local"), "no secret leaves"),
    "known values": (("s3://b", "--known-values", "--scheduler", "local"), "no secret leaves"),
    "resume alone": (("s3://b", "--resume", "x"), "--resume goes with --scheduler"),
    "nobody there": (("s3://b", "--scheduler", "tcp://127.0.0.1:1"), "no scheduler of Dask answers"),
    "no certificates": (("s3://b", "--scheduler", "tls://127.0.0.1:1"), "name no certificates"),
    "no address": (("s3://b", "--scheduler", "nonsense"), "no scheduler of Dask answers"),
}  # fmt: skip


@pytest.mark.parametrize(("arguments", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    done = scan(*arguments, cwd=tmp_path, DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT="1s")
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_listens_and_is_no_scheduler_is_not_waited_for_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(connection, "_seconds_to_connect", lambda: 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(UsageError, match="no scheduler of Dask answers"):
            next(connection._client(address, 1).gen)


SETTINGS_OF_TLS: dict[str, tuple[str, Exception, str]] = {
    "no such file": ("tls://x:1", FileNotFoundError(), "distributed.comm.tls"),
    "another key": ("tls://x:1", ssl.SSLError(), "distributed.comm.tls"),
    "encryption required": ("tcp://x:1", RuntimeError(), "does not begin with tls://"),
    "the greeting of an SSH server": ("tcp://x:1", MemoryError(), "no scheduler of Dask answers"),
}


@pytest.mark.parametrize(("at", "error", "said"), SETTINGS_OF_TLS.values(), ids=SETTINGS_OF_TLS)
def test_why_there_is_no_connection(at: str, error: Exception, said: str) -> None:
    assert said in no_answer(at, error)
