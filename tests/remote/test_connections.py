"""Addresses with a server in them, against real ones: SFTP, whose keys count, and FTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from colab_safe.remote import retries
from colab_safe.remote.schemes import SCHEMES, address
from colab_safe.remote.source import opened
from tests.notebooks import code, dump, notebook, stream
from tests.remote.file_servers import SftpServer, ftp_server
from tests.remote.test_addresses import scan
from tests.tokens import github_token

TOKEN, PASSWORD = github_token(6), github_token(7)
LEAK = dump(notebook([code("x", [stream(f"{TOKEN}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))
ODD = "odd/c[1]?#.ipynb"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    top = tmp_path_factory.mktemp("files")
    for name, data in {"a.ipynb": LEAK, ODD: LEAK, "b/c/d.ipynb": CLEAN, "x.csv": b"1"}.items():
        (top / "team" / name).parent.mkdir(parents=True, exist_ok=True)
        (top / "team" / name).write_bytes(data)
    (top / "team/link.ipynb").symlink_to("a.ipynb")
    (top / "hidden").mkdir()  # it comes before `team` in most listings
    (top / "hidden/e.ipynb").write_bytes(LEAK)
    return top


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def sftp(folder: Path, home: Path) -> Iterator[SftpServer]:
    server = SftpServer(folder, home)
    yield server
    server.stop()


def result(home: Path, at: str, *arguments: str) -> tuple[int, str, str]:
    done = scan(at, *arguments, cwd=home, HOME=str(home), SSH_AUTH_SOCK="")
    assert TOKEN not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_sftp_reads_all_of_a_folder_and_names_the_server(sftp: SftpServer, home: Path) -> None:
    code, out, err = result(home, f"sftp://alice@{sftp.host}/team", "--format", "json")
    report = json.loads(out)
    found = sorted(each["path"] for each in report["findings"])
    before = f"sftp://{sftp.host}/team"
    assert found == [f"{before}/{name}" for name in ("a.ipynb", "link.ipynb", ODD)], err
    assert (code, report["errors"], report["summary"]["files"]) == (1, [], 4)
    assert "alice" not in out + err


def test_sftp_takes_user_port_and_name_from_the_settings_of_ssh(
    sftp: SftpServer, home: Path
) -> None:
    name, _, port = sftp.host.partition(":")
    settings = f"Host team\n HostName {name}\n Port {port}\n User alice\n"
    (home / ".ssh/config").write_text(settings)
    code, out, err = result(home, "sftp://team/team/a.ipynb")
    assert (code, "sftp://team/team/a.ipynb: cell 1" in out) == (1, True), err


def test_sftp_trusts_known_servers_alone(sftp: SftpServer, home: Path) -> None:
    at, known = f"sftp://alice@{sftp.host}/team", sftp.known_hosts.read_text()
    sftp.known_hosts.write_text("")
    nobody = result(home, at)
    unchanged = sftp.known_hosts.read_text()
    sftp.know(asyncssh.generate_private_key("ssh-ed25519"))
    other = result(home, at)
    sftp.known_hosts.write_text(known)
    assert (nobody[0], "is not in ~/.ssh/known_hosts" in nobody[2], unchanged) == (2, True, "")
    assert (other[0], "another key than in ~/.ssh/known_hosts" in other[2]) == (2, True)


def test_a_connection_that_ends_is_made_again(
    sftp: SftpServer, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.setattr(retries, "_FIRST_WAIT_S", 0.0)
    at = address(f"sftp://alice@{sftp.host}/team/b")
    assert at is not None
    source: Any = opened(at)
    entries = list(source.wanted(False))
    source._connection.client.close()
    assert [data for _, data in source.read(entries)] == [CLEAN]
    source._connection.client.close()


def test_sftp_without_a_key_says_how_to_sign_in(sftp: SftpServer, home: Path) -> None:
    key = home / ".ssh/id_ed25519"
    data = key.read_bytes()
    key.unlink()
    code, _, err = result(home, f"sftp://alice@{sftp.host}/team")
    key.write_bytes(data)
    assert (code, "use an ssh agent or a key in ~/.ssh" in err) == (2, True), err


def test_ftp_reads_all_and_reports_what_cannot_be_listed(folder: Path, home: Path) -> None:
    with ftp_server(folder, folder / "hidden") as host:
        code, out, _ = result(home, f"ftp://{host}/", "--format", "json")
    report = json.loads(out)
    found = sorted(each["path"] for each in report["findings"])
    assert found == [f"ftp://{host}/team/{name}" for name in ("a.ipynb", "link.ipynb", ODD)]
    (error,) = report["errors"]
    assert error["path"] == f"ftp://{host}/hidden"
    assert "this folder was not listed: access is refused" in error["error"]
    assert code == 1


CONNECTING = [name for name, each in SCHEMES.items() if each.connects]
ODD_HOSTS = ("", "/x", "host:port/x", "host:99999/x", "::1/x", "a b@c@d/x")


@pytest.mark.parametrize("scheme", CONNECTING)
def test_a_password_is_refused_and_never_shown(scheme: str, home: Path) -> None:
    code, out, err = result(home, f"{scheme}://alice:{PASSWORD}@host.example/x")
    assert code == 2 and PASSWORD not in out + err
    assert "leave out the user and the password" in err


@pytest.mark.parametrize("scheme", CONNECTING)
@pytest.mark.parametrize("rest", ODD_HOSTS)
def test_what_is_not_a_host_is_a_mistake_of_usage(scheme: str, rest: str) -> None:
    at = address(f"{scheme}://{rest}")
    assert at is not None
    with pytest.raises(Exception, match=r"not followed by a server|leave out the user"):
        opened(at)


@pytest.mark.parametrize("scheme", [name for name, each in SCHEMES.items() if each.has_host])
def test_all_readers_together_keep_to_the_limit_of_the_server(scheme: str) -> None:
    at = address(f"{scheme}://x/")
    assert at is not None
    assert at.requests * at.readers <= SCHEMES[scheme].at_once
    assert at.readers >= 8  # several read at the same time


def test_an_address_shows_its_server_without_the_user() -> None:
    at = address("sftp://alice@[::1]:2222/a/b?c#d.ipynb")
    assert at is not None and at.host is not None
    assert (at.shown, at.path) == ("sftp://[::1]:2222/a/b", "/a/b?c#d.ipynb")
    assert (at.host, at.host.shown) == (("alice", "::1", 2222), "[::1]:2222")
    assert at.is_private
