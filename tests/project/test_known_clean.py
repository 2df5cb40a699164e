"""What earlier runs found clean is not looked at again, as long as nothing that decides about it has changed."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest

from colab_safe.commands.scan import _MUCH
from colab_safe.model import Report, total
from colab_safe.project.file_scan import scan_files
from colab_safe.project.known_clean.rules_by_path import RulesByPath
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.parallel import ScanOptions
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
CLEAN, LEAK = notebook("x = 1"), notebook(printed=TOKEN)
ONE = ScanOptions(jobs=1)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder outside of any repository, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    (work / "a.ipynb").write_bytes(CLEAN)
    return work


def scan(options: ScanOptions = ONE, *names: str) -> Report:
    return total(scan_files(names or ("a.ipynb",), options))


def known(options: ScanOptions = ONE, *names: str) -> int:
    return scan(options, *names).coverage.known_clean


def without_number(report: Report) -> Report:
    return report._replace(coverage=report.coverage._replace(known_clean=0))


def test_a_second_scan_reports_the_same_and_looks_at_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "b.ipynb").write_bytes(LEAK)
    first = scan(ONE, "a.ipynb", "b.ipynb")
    second = scan(ONE, "a.ipynb", "b.ipynb")
    assert (first.coverage.known_clean, second.coverage.known_clean) == (0, 1)
    assert without_number(second) == first
    monkeypatch.setattr("colab_safe.project.project.scan", None)
    assert known() == 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_processes_remember_for_all(folder: Path, jobs: int) -> None:
    names = [f"{number}.ipynb" for number in range(40)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(notebook(f"x = {number}"))
    options = ScanOptions(jobs=jobs)
    assert [known(options, *names) for _ in range(2)] == [0, 40]
    (folder / "7.ipynb").write_bytes(LEAK)
    report = scan(options, *names)
    assert (report.coverage.known_clean, len(report.findings)) == (39, 1)


def test_a_memory_of_other_files_costs_few_look_ups(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan()
    read: list[str] = []
    look = "colab_safe.project.known_clean.files._digest"
    monkeypatch.setattr(look, lambda path: read.append(path))
    names = [f"{number}.ipynb" for number in range(200)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(notebook(f"y = {number}"))
    assert known(ONE, *names) == 0
    assert len(read) < 70


@pytest.mark.parametrize("same", ["size", "size and time"])
def test_other_bytes_are_looked_at(folder: Path, same: str) -> None:
    file, size = folder / "a.ipynb", max(len(CLEAN), len(LEAK))
    file.write_bytes(CLEAN.ljust(size))
    scan()
    assert known() == 1
    before = file.stat()
    file.write_bytes(LEAK.ljust(size))
    if same == "size and time":
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(scan().findings) == 1
    file.write_bytes(CLEAN.ljust(size))
    assert known() == 1


def test_a_secret_in_another_name_is_found(folder: Path) -> None:
    scan()
    name = f"{TOKEN}.ipynb"
    (folder / name).write_bytes(CLEAN)
    assert len(scan(ONE, name).findings) == 1
    assert len(scan(ONE, name).findings) == 1


def packed_text(secret: bytes) -> bytes:
    """A picture with compressed text."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")
        )

    text = b"Comment\0\0" + zlib.compress(secret)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"zTXt", text) + chunk(b"IEND", b"")


# Files of which the bytes alone are clean: what is in them is looked at by itself each time.
WITH_CONTENT = {
    "picture": ("a.png", packed_text(TOKEN.encode())),
    "picture with a notebook's name": ("b.ipynb", packed_text(TOKEN.encode())),
    "archive": ("a.ipynb.gz", gzip.compress(LEAK)),
    "archive with a notebook's name": ("b.ipynb", gzip.compress(LEAK)),
}


@pytest.mark.parametrize(("name", "data"), WITH_CONTENT.values(), ids=WITH_CONTENT)
def test_what_is_in_a_file_is_looked_at(folder: Path, name: str, data: bytes) -> None:
    (folder / name).write_bytes(data)
    scan()
    for _ in range(2):
        assert len(scan(ONE, "a.ipynb", name).findings) == 1


ACCEPTED = notebook(f"t = '{TOKEN}'  # colab-safe: ignore")
UNCLEAN = {
    "a finding": ("a.ipynb", LEAK, ""),
    "accepted": ("a.ipynb", ACCEPTED, ""),
    "left out": ("a.ipynb", notebook("print(os.environ['API_KEY'])"), 'min-confidence = "high"'),
    "not a notebook": ("a.ipynb", b"{", ""),
    "not text": ("a.bin", b"\0\1\2\3" * 100, ""),
}


@pytest.mark.parametrize(("name", "data", "settings"), UNCLEAN.values(), ids=UNCLEAN)
def test_what_is_not_wholly_clean_is_looked_at_again(
    folder: Path, name: str, data: bytes, settings: str
) -> None:
    (folder / ".colab-safe.toml").write_text(settings)
    (folder / name).write_bytes(data)
    first = scan(ONE, name)
    assert not first.is_clean
    assert without_number(scan(ONE, name)) == first


RULES = '[[rules]]\nid = "x"\nregex = "y = (1)"\n'
# The settings file before and after, and the rule file after.
CHANGES = {
    "a rule file is added": ("", 'rules = ["rules.toml"]\n', RULES),
    "a rule is changed": ('rules = ["rules.toml"]\n', 'rules = ["rules.toml"]\n', RULES + " "),
    "a text notebook is named": ("", 'text-notebooks = ["*.py"]\n', ""),
    "an engine is added": ("", 'engines = ["builtin", "detect-secrets"]\n', ""),
    "known values are looked for": ("", "known-values = true\n", ""),
}


@pytest.mark.parametrize(("before", "after", "rules"), CHANGES.values(), ids=CHANGES)
def test_other_settings_look_again(folder: Path, before: str, after: str, rules: str) -> None:
    settings = folder / ".colab-safe.toml"
    (folder / "rules.toml").write_text(RULES)
    settings.write_text(before)
    scan()
    assert known() == 1
    settings.write_text(after)
    (folder / "rules.toml").write_text(rules or RULES)
    assert known() == 0


OPTIONS = {
    "an engine more": ProjectOptions(engines=("detect-secrets",)),
    "another engine": ProjectOptions(only_engines=("detect-secrets",)),
    "known values": ProjectOptions(known_values=True),
}


@pytest.mark.parametrize("option", OPTIONS.values(), ids=OPTIONS)
def test_other_options_look_again(folder: Path, option: ProjectOptions) -> None:
    scan()
    assert known(ONE._replace(project=option)) == 0


def test_a_scan_for_known_values_is_never_remembered(folder: Path) -> None:
    options = ONE._replace(project=ProjectOptions(known_values=True))
    scan(options)
    assert known(options) == known() == 0


FILTERS = {
    "none": ([], True),
    "by a pattern": ([{"path": "detect_secrets.filters.regex.should_exclude_line", "pattern": ["a"]}], True),
    "by a list of words": ([{"path": "detect_secrets.filters.wordlist.should_exclude_secret"}], False),
    "by a model": ([{"path": "detect_secrets.filters.gibberish.should_exclude_secret"}], False),
}  # fmt: skip


@pytest.mark.parametrize(("filters", "expected"), FILTERS.values(), ids=FILTERS)
def test_what_detect_secrets_excludes_by_another_file_is_not_remembered(
    folder: Path, filters: list[dict[str, Any]], expected: bool
) -> None:
    """The file may change while the baseline stays."""
    baseline = {"plugins_used": [{"name": "KeywordDetector"}], "filters_used": filters}
    (folder / ".secrets.baseline").write_text(
        json.dumps(baseline | {"results": {}, "version": "1.5.0"})
    )
    (folder / ".colab-safe.toml").write_text(
        'engines = ["builtin", "detect-secrets"]\nbaseline = [".secrets.baseline"]\n'
    )
    assert RulesByPath(ONE).may_be_remembered("a.ipynb") is expected


def test_no_cache_neither_asks_nor_remembers(folder: Path) -> None:
    options = ONE._replace(remember=False)
    scan(options)
    assert not (folder.parent / "cache").exists()
    scan()
    assert known(options) == 0
    assert known() == 1


def test_another_folder_with_the_same_name_has_its_own_settings(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan()
    other = folder.parent / "other"
    other.mkdir()
    shutil.copy(folder / "a.ipynb", other)
    (folder.parent / "rules.toml").write_text(RULES.replace("y = ", "x = "))
    (other / ".colab-safe.toml").write_text('rules = ["../rules.toml"]\n')
    monkeypatch.chdir(other)
    assert [finding.rule for finding in scan().findings] == ["x"]


@pytest.fixture
def large(repository: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Repository:
    """Notebooks that are more than one process scans before a second one has started."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    line = "print('nothing to see')\n"
    for number in range(4):
        source = f"# {number}\n" + line * (_MUCH // 3 // len(line))
        repository.add(f"{number}.ipynb", notebook(source))
    return repository


def command(repository: Repository, *arguments: str) -> tuple[int, dict[str, int]]:
    done = repository.run(tool("colab-safe"), "scan", "--format=json", *arguments)
    assert done.returncode in (0, 1), done.stderr
    return done.returncode, json.loads(done.stdout)["summary"]


def test_the_command_remembers_in_gits_folder(large: Repository) -> None:
    code, first = command(large)
    assert (code, first["files"], first["known_clean"]) == (0, 4, 0)
    assert command(large) == (0, first | {"known_clean": 4})
    assert command(large, "--no-cache") == (0, first)
    assert not list((large.root.parent / "cache").rglob("files-*"))
    text = large.run(tool("colab-safe"), "scan").stdout
    assert "; known clean from an earlier run: 4 files" in text
    large.write("0.ipynb", LEAK)
    assert command(large, "--jobs=1")[0] == 1


def test_a_prepared_memory_in_gits_folder_is_not_believed(
    large: Repository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    command(large)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another user"))
    assert command(large)[1]["known_clean"] == 0
    assert command(large)[1]["known_clean"] == 4
    shutil.copytree(large.root, tmp_path / "copy")
    assert command(Repository(tmp_path / "copy"))[1]["known_clean"] == 0


def test_neither_gits_attributes_nor_its_index_decide_what_is_clean(large: Repository) -> None:
    """They let git call a file unchanged that is not."""
    command(large)
    large.write(".gitattributes", "*.ipynb filter=none ident text eol=crlf\n")
    large.git("update-index", "--assume-unchanged", "1.ipynb")
    large.write("1.ipynb", LEAK)
    assert large.git("status", "--short", "1.ipynb") == "A  1.ipynb\n"
    assert command(large) == (1, command(large)[1])
    assert command(large)[1]["known_clean"] == 3


@pytest.mark.skipif(os.name == "nt", reason="Windows reports a killed process differently")
def test_a_killed_run_leaves_what_it_remembered(large: Repository) -> None:
    killed = (
        "import os, signal\n"
        "from colab_safe.project.known_clean.memory import Memory\n"
        "append = Memory._append\n"
        "def cut_short(memory, data):\n"
        "    append(memory, data)\n"
        "    append(memory, data[:-20])\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "Memory._append = cut_short\n"
        "from colab_safe.command_line.main import run\n"
        "run()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", killed, "scan", "--jobs=1"], cwd=large.root, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert 0 < command(large)[1]["known_clean"] <= 4
    assert command(large)[1]["known_clean"] == 4
