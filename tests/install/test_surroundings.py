"""What surrounds an install: files that requirements include, inherited variables, and half-removed distributions."""

from __future__ import annotations

import http.client
from pathlib import Path

import pytest

from colab_safe.errors import InstallError
from colab_safe.install.forges.forge import Call
from colab_safe.install.http import request
from colab_safe.install.packages.installed import describe, modules, snapshot
from colab_safe.install.packages.requirements_file import (
    refuse_credentials_in_arguments,
    refuse_credentials_in_file,
)

from .forge import Forge
from .lab import Lab
from .packages import package
from .test_private_install import fails, install, succeeds

URL = "x @ git+https://alice:secret@h/a/b.git"
FILES = {
    "included": {"r.txt": b"-r in/a.txt\n", "in/a.txt": f"\n{URL}".encode()},
    "included by its long name": {"r.txt": b"--requirement=in/a.txt", "in/a.txt": URL.encode()},
    "twice": {"r.txt": b"-r in/b.txt", "in/b.txt": b"-r a.txt", "in/a.txt": URL.encode()},
    "constraint": {"r.txt": b"y\n-c in/a.txt\n", "in/a.txt": URL.encode()},
    "quoted": {"r.txt": b"-r 'in/a b.txt'\n", "in/a b.txt": URL.encode()},
    "UTF-16": {"r.txt": URL.encode("utf-16")},
    "UTF-8 with a mark": {"r.txt": URL.encode("utf-8-sig")},
    "continued": {"r.txt": b"x @ git+https://alice:se\\\ncret@h/a/b.git\n"},
    "a variable": {"r.txt": b"x @ git+https://${TOKEN}@h/a/b.git\n"},
}  # fmt: skip


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_credentials_in_any_file_that_pip_reads_are_refused(
    tmp_path: Path, files: dict[str, bytes]
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    for arguments in (["-r", str(tmp_path / "r.txt")], [f"--constraint={tmp_path / 'r.txt'}"]):
        with pytest.raises(InstallError, match=r"line \d of .*txt contains credentials") as raised:
            refuse_credentials_in_arguments(arguments)
        assert "secret" not in str(raised.value)


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("-r b.txt\nname @ git+https://h/a/b.git@v1\n")
    (tmp_path / "b.txt").write_text("-r a.txt\n-r nosuch.txt\n")
    refuse_credentials_in_file(str(tmp_path / "a.txt"))


def test_an_included_token_is_in_no_command_line(lab: Lab, forge: Forge) -> None:
    address = forge.url.replace("://", f"://x:{lab.token}@")
    (lab.root / "inner.txt").write_text(f"privpkg @ git+{address}/alice/privpkg.git\n")
    (lab.root / "r.txt").write_text("-r inner.txt\n")
    file = str(lab.root / "r.txt")
    run = install(lab, file, function="install_requirements", watch=True)
    fails(lab, run, "line 1 of inner.txt contains credentials")
    assert not lab.leaks_in(run.argvs())


INHERITED = {
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_NO_LAZY_FETCH": "1",
    "PYTHONINSPECT": "1",
    "PYTHONWARNINGS": "error",
    "PYTHONSTARTUP": "/nosuch.py",
}


@pytest.mark.parametrize(
    "options", [{"installer": "pip"}, {"installer": "uv"}, {"editable": True}], ids=repr
)
def test_inherited_variables_are_not_in_the_way(
    lab: Lab, forge: Forge, options: dict[str, object]
) -> None:
    netrc = lab.home / ".netrc"
    netrc.write_text("machine 127.0.0.1 login old password stale-password\n")
    netrc.chmod(0o600)
    environ = {**INHERITED, "NETRC": str(netrc)}
    succeeds(lab, install(lab, quiet=True, environ=environ, **options), "RESULT privpkg 0.1")  # type: ignore[arg-type]


def test_half_removed_distributions_and_a_closed_stdout(lab: Lab, forge: Forge) -> None:
    below = f"privpkg @ git+{forge.url}/alice/privpkg.git"
    forge.add("alice/over", package("over", requires=(below,)))
    succeeds(lab, install(lab, "over", quiet=True))
    site = next(lab.venv.rglob("site-packages"))
    (site / "gone-1.dist-info").symlink_to("/nosuch")
    (site / "file-1.dist-info").write_text("")
    for name in ("empty", "bytes"):
        (site / f"{name}-1.dist-info").mkdir()
    (site / "bytes-1.dist-info" / "METADATA").write_bytes(b"Name: b\xff\xfe\nVersion: 1\n")
    (site / "bytes-1.dist-info" / "direct_url.json").write_text('{"vcs_info": {"commit_id": "a"}}')
    newest = forge.add("alice/over", {"over/news.py": ""})
    before = "import sys; old, sys.stdout = sys.stdout, None\n"
    after = "\nsys.stdout = old; print('commit', result.commit)"
    succeeds(lab, install(lab, "over", before=before, after=after), f"commit {newest}")


def test_a_distribution_without_metadata_has_the_name_of_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site-packages" / "some_name-1.2.dist-info"
    info.mkdir(parents=True)
    (info / "RECORD").write_bytes(b"b\xff.py,,\na\x00b,,\n")
    monkeypatch.setattr("sys.path", [str(info.parent)])
    assert str(info) in snapshot()
    assert describe(str(info))[:2] == ("some_name", "1.2")
    assert len(list(modules(str(info)))) <= 1


def test_http_clients_debugging_prints_no_header(
    forge: Forge, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(http.client.HTTPConnection, "debuglevel", 1)
    request(forge.url, Call("GET", "/x", {"Authorization": "Bearer secret"}))
    assert capfd.readouterr().out == ""
