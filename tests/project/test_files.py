"""Files are replaced whole, by one process at a time, and never through a link out of the repository."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.atomic_write import Was
from colab_safe.errors import FileChanged, FileError
from colab_safe.project.files import read_bytes, write_bytes
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

POSIX = pytest.mark.skipif(os.name == "nt", reason="links, pipes and owners of POSIX")
pytestmark = POSIX
LEAK = notebook(printed=github_token())
PATH = notebook('x = "/content/drive/MyDrive/keys/token.json"')
BASELINE = b"# colab-safe baseline\n"


def colab_safe(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    return repository.run(tool("colab-safe"), *arguments)


WRITERS = {
    "redact": ("a.ipynb", LEAK, ["redact", "a.ipynb"]),
    "paths hide": ("a.ipynb", PATH, ["paths", "hide", "a.ipynb"]),
    "baseline create": (".colab-safe.baseline", None, ["baseline", "create"]),
    "init": (".pre-commit-config.yaml", b"", ["init", "--yes"]),
    "init, CI": (".github/workflows/colab-safe.yml", None, ["init", "--yes", "--ci=github"]),
    "install-hook": ("hooks/pre-commit", None, ["install-hook"]),
    "scan --output": ("report.json", b"", ["scan", ".", "--format=json", "--output=report.json"]),
}


@pytest.mark.parametrize("via", ["file", "folder"])
@pytest.mark.parametrize("command", WRITERS)
def test_links_out_of_the_repository_are_not_followed(
    repository: Repository, tmp_path: Path, command: str, via: str
) -> None:
    name, content, arguments = WRITERS[command]
    if command == "install-hook":
        repository.git("config", "core.hooksPath", "hooks")
    outside = tmp_path / "outside"
    outside.mkdir()
    file = repository.root / name
    if via == "folder":
        if "/" not in name:
            name = f"folder/{name}"
            if command.startswith(("init", "baseline")):
                pytest.skip("the file is always at the top")
            arguments = [word.replace(file.name, name) for word in arguments]
        link = repository.root / name.partition("/")[0]
        inner = outside / name.partition("/")[2]
    else:
        link, inner = file, outside / file.name
        link.parent.mkdir(parents=True, exist_ok=True)
    if content is not None:
        inner.parent.mkdir(parents=True, exist_ok=True)
        inner.write_bytes(content)
    link.symlink_to(outside if via == "folder" else inner)
    repository.write("leak.ipynb", LEAK)
    done = colab_safe(repository, *arguments)
    assert done.returncode == 2, done.stdout + done.stderr
    assert re.search("outside of th(e|is) repository|no such file", done.stderr)
    assert link.is_symlink()
    there = [path for path in outside.rglob("*") if path.is_file()]
    assert [path.read_bytes() for path in there] == ([] if content is None else [content])
    assert content is not None or not list(outside.iterdir())


def test_output_follows_no_link_of_the_repository(repository: Repository) -> None:
    repository.write("a.ipynb", LEAK)
    repository.write("precious.txt", b"precious")
    (repository.root / "report.json").symlink_to("precious.txt")
    done = colab_safe(repository, "scan", ".", "--format=json", "--output=report.json")
    assert done.returncode == 2
    assert (repository.root / "precious.txt").read_bytes() == b"precious"


def test_links_inside_of_the_repository_are_followed(repository: Repository) -> None:
    repository.write("shared/a.ipynb", LEAK)
    (repository.root / "a.ipynb").symlink_to("shared/a.ipynb")
    assert colab_safe(repository, "redact", "a.ipynb").returncode == 1
    assert b"[REDACTED:" in (repository.root / "shared" / "a.ipynb").read_bytes()
    assert (repository.root / "a.ipynb").is_symlink()


def test_links_into_gits_own_folder_are_not_followed(repository: Repository) -> None:
    (repository.root / "a").symlink_to(".git/config")
    before = (repository.root / ".git" / "config").read_bytes()
    with pytest.raises(FileError, match="not written"):
        write_bytes(str(repository.root / "a"), b"x")
    assert (repository.root / ".git" / "config").read_bytes() == before


@pytest.mark.parametrize(
    "arguments", [["--format=filter-repo", "--show-secrets"], ["--format=json", "--show-secrets"]]
)
@pytest.mark.parametrize("before", [None, 0o644])
def test_reports_with_secrets_are_private(
    repository: Repository, arguments: list[str], before: int | None
) -> None:
    repository.write("a.ipynb", LEAK)
    report = repository.root / "report"
    if before is not None:
        report.write_bytes(b"")
        report.chmod(before)
    colab_safe(repository, "scan", ".", "--output=report", *arguments)
    assert github_token() in report.read_text()
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_what_another_program_wrote_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"theirs")
    for was in (Was(b"read before"), Was(None)):
        with pytest.raises(FileChanged, match="another program changed it"):
            write_bytes(str(file), b"mine", was)
    assert [path.name for path in tmp_path.iterdir()] == ["a"]
    assert file.read_bytes() == b"theirs"
    write_bytes(str(file), b"mine", Was(b"theirs"))
    assert file.read_bytes() == b"mine"


def test_parallel_updates_of_a_baseline_lose_nothing(repository: Repository) -> None:
    repository.write(".colab-safe.baseline", b"")
    repository.write("clean.ipynb", notebook())
    names = [f"{number}.ipynb" for number in range(8)]
    for number, name in enumerate(names):
        repository.write(name, notebook(printed=github_token(number)))
    (repository.root / ".colab-safe.baseline").unlink()
    colab_safe(repository, "baseline", "create", "clean.ipynb")
    running = [
        subprocess.Popen(
            [tool("colab-safe"), "baseline", "update", name],
            cwd=repository.root,
            stdout=subprocess.PIPE,
        )
        for name in names
    ]
    for process in running:
        process.communicate()
    text = (repository.root / ".colab-safe.baseline").read_text()
    assert [name for name in names if name not in text] == []


def test_redact_beside_hide_loses_no_hiding(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`hide` writes while `redact` is at work on the same notebook."""
    from colab_safe.command_line.main import main
    from colab_safe.project.project import Project

    both = notebook('x = "/content/drive/MyDrive/keys/token.json"', printed=github_token())
    file = repository.write("a.ipynb", both)
    monkeypatch.chdir(repository.root)
    redact = Project.redact

    def slow(*arguments: object) -> object:
        result = redact(*arguments)  # type: ignore[arg-type]
        assert colab_safe(repository, "paths", "hide", "a.ipynb").returncode == 1
        return result

    monkeypatch.setattr(Project, "redact", slow)
    assert main(["redact", "a.ipynb"]) == 2
    assert "another program changed it" in capsys.readouterr().err
    assert b"__DRIVE_TOKEN_PATH__" in file.read_bytes()
    monkeypatch.setattr(Project, "redact", redact)
    assert main(["redact", "a.ipynb"]) == 1
    assert b"__DRIVE_TOKEN_PATH__" in file.read_bytes()
    assert github_token().encode() not in file.read_bytes()


KILLED = """\
import os, signal
from colab_safe.project.files import write_bytes
os.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
write_bytes("sub/a.ipynb", b"x" * 100)
"""


@pytest.mark.parametrize("kind", ["clone", "linked worktree"])
def test_kill_leaves_nothing_that_git_would_add(
    repository: Repository, tmp_path: Path, kind: str
) -> None:
    repository.add("sub/a.ipynb", notebook())
    repository.git("commit", "--quiet", "--message", "x")
    if kind == "linked worktree":
        repository.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
        repository = Repository(tmp_path / "linked")
    assert repository.run(sys.executable, "-c", KILLED).returncode == -9
    assert repository.git("status", "--porcelain", "--ignored") == ""


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (lambda path: os.mkfifo(path), "pipe"),
        (lambda path: path.symlink_to("/dev/zero"), "device"),
        (lambda path: path.symlink_to("/nowhere"), "no such file"),
    ],
    ids=["pipe", "endless device", "dangling link"],
)
@pytest.mark.parametrize("command", [("scan",), ("redact",), ("paths", "hide"), ("paths", "check")])
def test_what_is_not_a_file_is_an_error_in_words(
    repository: Repository, make: Callable[[Path], None], word: str, command: tuple[str, ...]
) -> None:
    make(repository.root / "x.ipynb")
    repository.write("a.ipynb", LEAK if command != ("paths", "hide") else PATH)
    done = colab_safe(repository, *command, "x.ipynb", "a.ipynb")
    assert done.returncode in (1, 2)
    assert "x.ipynb: " in done.stderr
    assert word in done.stderr
    assert "internal error" not in done.stderr
    alone = colab_safe(repository, *command, "x.ipynb")
    assert alone.returncode == 2


def test_the_null_device_is_empty() -> None:
    assert read_bytes(os.devnull) == b""


@pytest.mark.parametrize("command", [("scan",), ("redact",), ("paths", "hide"), ("paths", "check")])
def test_folder_called_like_a_notebook(repository: Repository, command: tuple[str, ...]) -> None:
    (repository.root / "x.ipynb").mkdir()
    repository.write("x.ipynb/a.ipynb", notebook())
    repository.write("y.ipynb/z.txt", b"")
    done = colab_safe(repository, *command, "x.ipynb")
    assert done.returncode == 0, done.stderr
    assert "internal error" not in colab_safe(repository, *command, "y.ipynb").stderr


def test_hard_links_that_are_lost_are_reported(repository: Repository, tmp_path: Path) -> None:
    file = repository.write("a.ipynb", LEAK)
    (tmp_path / "other.ipynb").hardlink_to(file)
    done = colab_safe(repository, "redact", "a.ipynb")
    assert done.returncode == 1
    assert "a.ipynb: 1 other name of it (a hard link) keeps the old content" in done.stderr


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
def test_owner_and_mode_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a"
    file.write_bytes(b"old")
    os.chown(file, 1234, 2345)
    file.chmod(0o4750)
    write_bytes(str(file), b"new")
    now = file.stat()
    assert (now.st_uid, now.st_gid, stat.S_IMODE(now.st_mode)) == (1234, 2345, 0o4750)


STORES = {
    "no table": "[]",
    "paths": '{"version": 1, "paths": [], "written": {}}',
    "path": '{"version": 1, "paths": {"__DRIVE_TOKEN_PATH__": "x"}, "written": {}}',
    "paths of a placeholder": '{"version": 1, "paths": {"__DRIVE_TOKEN_PATH__": [3]}, "written": {}}',
    "written": '{"version": 1, "paths": {}, "written": 3}',
    "lines": '{"version": 1, "paths": {}, "written": {"x": []}}',
    "originals": '{"version": 1, "paths": {}, "written": {"x": {"a.ipynb": [3]}}}',
    "deep": "[" * 100_000,
    "not UTF-8": b"\xff",
}


@pytest.mark.parametrize("command", ["hide", "restore", "list", "check"])
@pytest.mark.parametrize("store", STORES)
def test_damaged_path_store(repository: Repository, store: str, command: str) -> None:
    repository.add("a.ipynb", PATH)
    content = STORES[store]
    repository.write(".git/colab-safe/paths.json", content)
    done = colab_safe(repository, "paths", command)
    assert "internal error" not in done.stderr
    assert done.returncode == (1 if command == "check" and done.returncode == 1 else 2)
    kept = (repository.root / ".git" / "colab-safe" / "paths.json").read_bytes()
    assert kept == (content if isinstance(content, bytes) else content.encode())


@pytest.mark.parametrize("damage", ["[" * 100_000, "3", '{"revisions": 3}', "\x00"])
def test_damaged_memory(repository: Repository, damage: str) -> None:
    repository.add("a.ipynb", notebook())
    repository.git("commit", "--quiet", "--message", "x")
    assert colab_safe(repository, "scan", "--history").returncode == 0
    for file in (repository.root / ".git" / "colab-safe").iterdir():
        file.write_text(damage)
    done = colab_safe(repository, "scan", "--history")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", [".colab-safe.toml", "pyproject.toml"])
def test_deep_toml(repository: Repository, name: str) -> None:
    repository.write("a.ipynb", notebook())
    repository.write(name, "tool = {'colab-safe' = " + "[" * 50_000)
    done = colab_safe(repository, "scan", ".")
    assert done.returncode == 2
    assert f"{name}: invalid TOML" in done.stderr


OUTPUTS = {"full disk": ">/dev/full", "closed": ">&-"}


@pytest.mark.parametrize("content", [LEAK, notebook()], ids=["leak", "clean"])
@pytest.mark.parametrize("report", ["json", "text"])
@pytest.mark.parametrize("output", OUTPUTS)
def test_report_that_cannot_be_written(
    repository: Repository, output: str, report: str, content: bytes
) -> None:
    repository.write("a.ipynb", content)
    command = f"'{tool('colab-safe')}' scan . --format {report} {OUTPUTS[output]}"
    done = repository.run("sh", "-c", command)
    assert done.returncode == 2
    assert "cannot be written" in done.stderr
    assert "internal error" not in done.stderr


@pytest.mark.parametrize("stderr", ["2>/dev/full", "2>&-"])
def test_messages_that_cannot_be_written(repository: Repository, stderr: str) -> None:
    """The exit code says it, and the report on stdout stays a report."""
    repository.write("a.ipynb", notebook())
    repository.write("broken.ipynb", b"{")
    done = repository.run("sh", "-c", f"'{tool('colab-safe')}' scan . --format json {stderr}")
    assert done.returncode == 2
    assert json.loads(done.stdout)["summary"]["errors"] == 1
