"""`colab-safe scan ADDRESS`: real libraries against servers of this machine."""

from __future__ import annotations

import gzip
import json
import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.remote import inputs
from colab_safe.remote.deadline import within
from colab_safe.remote.failures import in_words, is_of_all, is_passing, status_of, told_to_wait
from colab_safe.remote.file_system import Entry
from colab_safe.remote.retries import pause, wished_wait
from colab_safe.remote.schemes import SCHEMES, address
from tests.notebooks import code, dump, notebook, stream
from tests.remote.servers import HttpServer, google_server, s3_server
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK = dump(notebook([code("x", [stream(f"{TOKEN}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))


def scan(*arguments: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [tool("colab-safe"), "scan", *arguments],
        cwd=cwd, env=os.environ | environ, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip


FILL = """
import fsspec, json, sys
fs = fsspec.filesystem("s3")
fs.mkdir("team")
for name, data in json.load(sys.stdin).items():
    fs.pipe(f"team/{name}", data.encode("latin-1"))
"""


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A bucket in which three of 41 notebooks leak: one is compressed, one has signs of patterns in its name."""
    files = {f"runs/{number % 4}/n{number}.ipynb": CLEAN for number in range(38)}
    files |= {
        "a.ipynb": LEAK,
        "old/b.ipynb.gz": gzip.compress(LEAK),
        "data/x.csv": b"1,2\n" * 99,
        "odd/c[1]?*.ipynb": LEAK,
    }
    with s3_server(tmp_path_factory.mktemp("s3")) as environ:
        given = json.dumps({name: data.decode("latin-1") for name, data in files.items()})
        done = subprocess.run([sys.executable, "-c", FILL], input=given, env=os.environ | environ, capture_output=True, encoding="utf-8", check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr
        yield environ


def test_a_bucket_gives_all_of_its_notebooks(bucket: dict[str, str], tmp_path: Path) -> None:
    done = scan("s3://team", "--format", "json", cwd=tmp_path, **bucket)
    assert done.returncode == 1, done.stderr
    report = json.loads(done.stdout)
    found = sorted(each["path"] for each in report["findings"])
    assert found[0] == "s3://team/a.ipynb"
    assert found[1] == "s3://team/odd/c[1]?*.ipynb"
    assert found[2].startswith("s3://team/old/b.ipynb.gz")
    assert report["summary"]["files"] == 41
    assert TOKEN not in done.stdout + done.stderr


def test_a_bucket_of_google_gives_all_of_its_notebooks(tmp_path: Path) -> None:
    files = {"a.ipynb": LEAK, "odd/c[1]?*.ipynb": LEAK, "b/c/d e.ipynb": CLEAN, "x.csv": b"1"}
    with google_server(files) as environ:
        done = scan("gs://team", "--format", "json", "--no-cache", cwd=tmp_path, **environ)
    assert (done.returncode, done.stderr) == (1, "")
    report = json.loads(done.stdout)
    found = {each["path"] for each in report["findings"]}
    assert found == {"gs://team/a.ipynb", "gs://team/odd/c[1]?*.ipynb"}
    assert report["summary"]["files"] == 3
    assert TOKEN not in done.stdout


def test_workers_find_the_same_and_run_nothing_of_the_folder(
    bucket: dict[str, str], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    for name in ("signal.py", "distributed.py", "s3fs.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')")
    resume = tmp_path / "resume.jsonl"
    workers = ("--scheduler", "local", "--jobs", "1", "--resume", str(resume))
    cache = {"XDG_CACHE_HOME": str(tmp_path_factory.mktemp("cache"))}
    done, again = (
        scan("s3://team", "--format", "json", *workers, cwd=tmp_path, **bucket, **cache)
        for _ in range(2)
    )
    assert done.returncode == 1, done.stderr
    assert (again.stdout, again.stderr) == (done.stdout, done.stderr)
    assert resume.read_text().count("report") == 1  # the second run has read nothing
    assert TOKEN not in resume.read_text()
    report = json.loads(done.stdout)
    assert (len(report["findings"]), report["summary"]["files"], report["errors"]) == (3, 41, [])
    assert not (tmp_path / "ran").exists()
    assert TOKEN not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("at", "code", "said"),
    [
        ("s3://team/a.ipynb", 1, "s3://team/a.ipynb: cell 1, output 1"),
        ("s3://team/runs/1", 0, "nothing found in 10 files"),
        ("s3://team/nothing/", 2, "there is nothing at this address"),
        ("s3://team/data", 2, "there is no notebook at this address"),
        ("s3://nobody", 2, "there is nothing at this address (status 404)"),
    ],
)
def test_what_an_address_may_lead_to(
    bucket: dict[str, str], tmp_path: Path, at: str, code: int, said: str
) -> None:
    done = scan(at, cwd=tmp_path, **bucket)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr


def test_without_credentials_it_says_how_to_sign_in(bucket: dict[str, str], tmp_path: Path) -> None:
    none = {
        "AWS_ACCESS_KEY_ID": "",
        "AWS_SECRET_ACCESS_KEY": "",
        "AWS_EC2_METADATA_DISABLED": "true",
        "HOME": str(tmp_path),
    }
    done = scan("s3://team", cwd=tmp_path, **{**bucket, **none})
    assert done.returncode == 2
    assert "run `aws configure`" in done.stderr


@pytest.fixture
def server() -> Iterator[HttpServer]:
    running = HttpServer()
    yield running
    running.stop()


BUSY = (503, b"")
ANSWERS: dict[str, tuple[list[tuple[int, bytes]], int, str]] = {
    "leaks": ([(200, LEAK)], 1, "/a.ipynb: cell 1, output 1"),
    "clean": ([(200, CLEAN)], 0, "nothing found in 1 file"),
    "busy twice": ([BUSY, (429, b""), (200, LEAK)], 1, "/a.ipynb: cell 1, output 1"),
    "busy for ever": ([BUSY], 2, "the server is busy (status 503): try again later"),
    "refused": ([(403, b"")], 2, "access is refused (status 403)"),
    "signed out": ([(401, b"")], 2, "access is refused (status 401)"),
    "missing": ([(404, b"")], 2, "there is nothing at this address"),
    "broken": ([(200, b'{"cells": [')], 2, "/a.ipynb"),
}


@pytest.mark.parametrize(("answers", "code", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_server_may_answer(
    server: HttpServer, tmp_path: Path, answers: list[tuple[int, bytes]], code: int, said: str
) -> None:
    server.answers["/a.ipynb"] = list(answers)
    signature = github_token(7)
    done = scan(f"{server.address}/a.ipynb?signature={signature}#x", cwd=tmp_path)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr
    assert signature not in done.stdout + done.stderr
    assert "signature=" not in done.stdout + done.stderr


OF_ACCOUNTS = {
    "abfs://team@acct.dfs.core.windows.net/b": ("acct", False),
    "abfss://$web@acct.blob.core.windows.net": ("acct", False),
    "az://team/b@c": ("", False),
    "abfs://Team_1@acct.dfs.core.windows.net/b": ("", True),
    "abfs://team:x@acct.dfs.core.windows.net/b": ("", True),
    "abfs://team@acct.dfs.core.windows.net@h.example/b": ("", True),
    "s3://team@acct.dfs.core.windows.net/b": ("", True),
}


@pytest.mark.parametrize(("text", "told"), OF_ACCOUNTS.items(), ids=OF_ACCOUNTS)
def test_a_container_of_azure_may_name_its_account(text: str, told: tuple[str, bool]) -> None:
    at = address(text)
    assert at is not None
    assert (at.account, at.has_user) == told
    if at.account:
        before = text.partition("net")[0] + "net/"
        assert (at.name_of("team/b/c"), at.root.account) == (f"{before}b/c", "acct")
        assert at.shown == text and not at.is_private


REFUSED = {
    "s5://x": "addresses of this kind are not read",
    "htps://x/a.ipynb": "Do you mean https://?",
    f"https://x:{TOKEN}@h.example/a.ipynb": "leave out the user and the password",
    f"{TOKEN}://x": "no such file",
    "zip://a.ipynb::s3://team/x.zip": "Known are s3",
    "s3://team/x.zip::zip://a": "archives are opened anyway",
}


@pytest.mark.parametrize(("at", "said"), REFUSED.items(), ids=range(len(REFUSED)))
def test_what_is_refused_in_words(tmp_path: Path, at: str, said: str) -> None:
    done = scan(at, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert TOKEN not in done.stdout + done.stderr


def test_the_settings_of_the_current_folder_apply_and_no_other(
    server: HttpServer, tmp_path: Path
) -> None:
    """A folder called like the address does not switch anything off."""
    server.answers["/a.ipynb"] = [(200, LEAK)]
    hostile = tmp_path / "http:" / server.address.removeprefix("http://")
    hostile.mkdir(parents=True)
    allowing = '[[allow]]\npaths = ["*"]\nreason = "mine"\n'
    (hostile / ".colab-safe.toml").write_text(allowing)
    assert scan(f"{server.address}/a.ipynb", cwd=tmp_path).returncode == 1


def test_addresses_go_alone(tmp_path: Path) -> None:
    done = scan("s3://team", "a.ipynb", cwd=tmp_path)
    assert (done.returncode, "scan addresses alone" in done.stderr) == (2, True)


def test_nothing_of_it_is_imported_for_files(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(CLEAN)
    told = "import sys; from colab_safe.command_line.main import main; main(['scan', 'a.ipynb']); print([*sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)  # fmt: skip
    assert "colab_safe.scan" in done.stdout
    assert "fsspec" not in done.stdout and "colab_safe.remote" not in done.stdout


@given(st.lists(st.one_of(st.none(), st.integers(0, 90_000_000)), max_size=200))
def test_batches_are_bounded(sizes: list[int | None]) -> None:
    entries = [Entry(str(number), "", size) for number, size in enumerate(sizes)]
    batches = list(inputs.batches(entries))
    assert [each for batch in batches for each in batch] == entries
    for batch in batches:
        known = sum(each.size or 0 for each in batch)
        assert len(batch) == 1 or (
            known <= inputs._BATCH_BYTES and len(batch) <= inputs._BATCH_FILES
        )


class Failure(Exception):
    def __init__(self, **fields: Any) -> None:
        super().__init__(f"https://x/?sig={TOKEN}")
        self.__dict__.update(fields)


class Answered(NamedTuple):
    status_code: int
    headers: dict[str, str] = {"Retry-After": "9"}  # noqa: RUF012


FAILURES = {
    "aiohttp": (Failure(status=429, headers={"Retry-After": "7"}), 429, True, "7"),
    "botocore": (
        Failure(
            response={
                "ResponseMetadata": {"HTTPStatusCode": 503, "HTTPHeaders": {"retry-after": "7"}}
            }
        ),
        503,
        True,
        "7",
    ),
    "gcsfs": (Failure(code="403"), 403, False, ""),
    "azure": (Failure(status_code=429, response=Answered(429)), 429, True, "9"),
    "httpx": (Failure(response=Answered(503)), 503, True, "9"),
    "no status": (Failure(), None, False, ""),
    "cut off": (ConnectionResetError(), None, True, ""),
    "too late": (TimeoutError(), None, True, ""),
    "gone": (FileNotFoundError(2, "x"), None, False, ""),
}


@pytest.mark.parametrize(("error", "status", "passing", "wait"), FAILURES.values(), ids=FAILURES)
def test_failures_of_each_library(
    error: Exception, status: int | None, passing: bool, wait: str
) -> None:
    assert (status_of(error), is_passing(error), told_to_wait(error)) == (status, passing, wait)
    assert TOKEN not in in_words(error, "sign in")


def aws(code: str) -> Failure:
    return Failure(response={"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 400}})


@pytest.mark.parametrize("code", ["ExpiredToken", "InvalidAccessKeyId", "RequestExpired"])
def test_credentials_that_expire_end_the_scan(code: str) -> None:
    error = PermissionError()
    error.__cause__ = aws(code)
    assert is_of_all(error) and not is_passing(error)
    assert "they have expired: sign in" in in_words(error, "sign in")
    assert not is_of_all(aws("InvalidRequest"))


WISHED = {
    "seconds": ("7", 7.0),
    "nothing": ("", None),
    "no number": ("-1", None),
    "other digits": ("\u0663", None),
    "a date that is over": ("Fri, 31 Dec 1999 23:59:59 GMT", None),
    "no date": ("Fri, 99 Foo 99999 99:99:99 GMT", None),
    "a huge number": ("9" * 400, math.inf),
}


@pytest.mark.parametrize(("told", "seconds"), WISHED.values(), ids=WISHED)
def test_how_long_a_server_wants_to_be_left_alone(told: str, seconds: float | None) -> None:
    assert wished_wait(told) == seconds
    soon = formatdate(time.time() + 20, usegmt=True)
    assert 15 < (wished_wait(soon) or 0) <= 20


PAUSES = {
    "as told": (Failure(status=429, headers={"Retry-After": "7"}), 0.0, 7.0),
    "too long": (Failure(status=429, headers={"Retry-After": "86400"}), 0.0, None),
    "tried for long": (Failure(status=429), 301.0, None),
    "refused": (Failure(status=403), 0.0, None),
}


@pytest.mark.parametrize(("error", "ago", "seconds"), PAUSES.values(), ids=PAUSES)
def test_when_it_is_asked_again(error: Exception, ago: float, seconds: float | None) -> None:
    assert pause(error, 0, time.monotonic() - ago) == seconds


def test_what_hangs_is_ended() -> None:
    forever = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.05, forever.wait)
    forever.set()
    with pytest.raises(ZeroDivisionError):
        within(1, lambda: 1 // 0)
    assert within(1, lambda: None) is None


@pytest.mark.parametrize("scheme", [name for name, each in SCHEMES.items() if each.has_host])
def test_every_scheme_is_an_address(scheme: str) -> None:
    assert address(f"{scheme}://x/y?sig=1").shown == f"{scheme}://x/y"
    assert "sig" not in repr(address(f"{scheme}://x/y?sig=1"))


@pytest.mark.parametrize(
    "path",
    ["C:/a.ipynb", "s3:x", "a:b/c.ipynb", "./drive:x", "a://", "./s3://x", "a.ipynb", "c://x"],
)
def test_paths_stay_paths(path: str) -> None:
    assert address(path) is None or path == "a://"
