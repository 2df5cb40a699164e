"""The settings that apply to a file are those nearest above it, wherever the command was started, and by every way."""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from colab_safe_hooks.push import main as push_hook

from colab_safe.command_line.main import main
from colab_safe.project.nearest import SettingsFinder
from colab_safe.project.project import Projects
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token

TOKEN = github_token()
DRIVE = 'open("/content/drive/MyDrive/keys/github.json")'
DATA = notebook(DRIVE, printed=TOKEN)
ACCEPTS = """\
[[{0}allow]]
rules = ["github-pat", "drive-token-path"]
paths = ["/sub/"]
reason = "of {1}"
"""
# Each team accepts what is in its own `sub`, and in no other.
FILES = {
    "team-a/pyproject.toml": ACCEPTS.format("tool.colab-safe.", "a"),
    "team-b/.colab-safe.toml": ACCEPTS.format("", "b"),
    "team-b/deep/pyproject.toml": "[project]\nname = 'x'\n",  # without settings of colab-safe
    ".colab-safe.toml": ACCEPTS.format("", "top"),
}
ACCEPTED = ["sub/x.ipynb", "team-a/sub/x.ipynb", "team-b/sub/x.ipynb"]
FOUND = [
    "team-a/deep/sub/x.ipynb",
    "team-a/x.ipynb",
    "team-b/deep/sub/x.ipynb",
    "team-c/sub/x.ipynb",
    "x.ipynb",
]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """A function that runs a command in a folder: exit code, stdout, stderr."""

    def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(folder)
        capsys.readouterr()
        code = main(arguments)
        return code, *capsys.readouterr()

    return run


@pytest.fixture
def monorepo(repository: Repository) -> Repository:
    for name, text in FILES.items():
        repository.write(name, text)
    for name in ACCEPTED + FOUND:
        repository.write(name, DATA)
    repository.git("add", ".")
    return repository


def report(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def found(out: str, below: str = "") -> list[str]:
    return sorted({each["path"].removeprefix(below) for each in report(out)["findings"]})


STARTS = ["", "sub", "team-a", "team-a/sub", "team-b/deep/sub", "team-c"]


@pytest.mark.parametrize("start", STARTS)
def test_files_of_a_scan(monorepo: Repository, run: Run, start: str) -> None:
    folder = monorepo.root / start
    _, out, _ = run(folder, "scan", str(monorepo.root), "--format", "json")
    assert found(out, f"{monorepo.root}/") == FOUND
    assert report(out)["summary"]["accepted"] == len(ACCEPTED)


@pytest.mark.parametrize("start", ["", "team-b"])
def test_files_by_relative_names(monorepo: Repository, run: Run, start: str) -> None:
    names = ["../" * bool(start) + name for name in ACCEPTED + FOUND]
    _, out, _ = run(monorepo.root / start, "scan", *names, "--format", "json")
    assert found(out, "../" * bool(start)) == FOUND


def test_from_outside_and_through_a_link(monorepo: Repository, run: Run, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(monorepo.root)
    (tmp_path / ".colab-safe.toml").write_text("engines = 'nonsense'")  # above the repository
    for name in ACCEPTED:
        assert run(tmp_path, "scan", f"repository/{name}")[0] == 0
        assert run(tmp_path, "scan", f"link/{name}")[0] == 0
    for name in FOUND:
        assert run(tmp_path, "scan", f"repository/{name}")[0] == 1
        assert run(tmp_path, "scan", f"link/{name}")[0] == 1


def test_on_all_cores(monorepo: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("colab_safe.commands.scan._MUCH", 0)
    _, out, _ = run(monorepo.root, "scan", ".", "--jobs", "2", "--format", "json")
    assert found(out) == FOUND


@pytest.mark.parametrize("start", STARTS)
def test_staged(monorepo: Repository, run: Run, start: str) -> None:
    folder = monorepo.root / start
    _, out, _ = run(folder, "scan", "--staged", "--format", "json")
    assert found(out) == FOUND
    _, out, _ = run(folder, "scan", "--staged", str(monorepo.root), "--format", "json")
    assert found(out) == FOUND


def test_a_named_file_that_is_not_staged_is_named_from_the_top(
    monorepo: Repository, run: Run
) -> None:
    """`pre-commit run --all-files` names files that are committed already."""
    monorepo.git("commit", "--quiet", "--no-verify", "--message", "all")
    for start, names in (("team-b", ["sub/x.ipynb"]), ("team-c", ["sub/x.ipynb"])):
        _, out, _ = run(monorepo.root / start, "scan", "--staged", *names, "--format", "json")
        assert found(out) == (["team-c/sub/x.ipynb"] if start == "team-c" else [])


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("what", ["--history", "--range=HEAD"])
def test_commits(monorepo: Repository, run: Run, start: str, what: str) -> None:
    """A notebook is clean for one team and not for another, although its bytes are the same."""
    monorepo.git("commit", "--quiet", "--no-verify", "--message", "all")
    for _ in range(2):  # the second time by what was remembered
        _, out, _ = run(monorepo.root / start, "scan", what, "--format", "json")
        assert found(out) == FOUND


def test_push(
    monorepo: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monorepo.git("commit", "--quiet", "--no-verify", "--message", "all")
    line = (
        f"refs/heads/main {monorepo.git('rev-parse', 'HEAD').strip()} refs/heads/main {'0' * 40}\n"
    )
    for start in STARTS:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line.encode())))
        monkeypatch.chdir(monorepo.root / start)
        code, out = push_hook(["origin", "nowhere"]), capsys.readouterr().out
        assert code == 1
        for rule in ("github-pat", "drive-token-path"):
            entries = [each for each in out.split("\n\n") if f"({rule})" in each]
            places = re.findall(r"^ *(\S+\.ipynb) \(", "\n".join(entries), re.MULTILINE)
            assert sorted(set(places)) == FOUND, out


RULE = "[[rules]]\nid = 'own'\nregex = '''\\bown_[0-9]{8}\\b'''\n"


def test_what_is_remembered_belongs_to_the_rules(repository: Repository, run: Run) -> None:
    """A blob that is clean by the rules at the top may not be so by those of a team, also if these change."""
    secret = notebook("x = 'own_12345678'")
    commit(repository, "a/x.ipynb", secret)
    commit(repository, "b/x.ipynb", secret)
    repository.write("b/own.toml", RULE)

    def scan(*extra: str) -> list[str]:
        _, out, _ = run(repository.root, "scan", "--history", "--format", "json", *extra)
        return found(out)

    assert scan() == []
    repository.write("b/.colab-safe.toml", "rules = 'own.toml'")
    assert scan() == ["b/x.ipynb"]
    assert scan() == ["b/x.ipynb"]
    repository.write("b/own.toml", RULE.replace("own_", "other_"))
    assert scan() == []
    repository.write(".colab-safe.toml", "rules = 'b/own.toml'")
    repository.write("b/own.toml", RULE)
    (repository.root / "b/.colab-safe.toml").unlink()
    assert scan() == ["a/x.ipynb", "b/x.ipynb"]
    assert scan("--isolated") == []


def test_redact(monorepo: Repository, run: Run) -> None:
    run(monorepo.root / "team-b", "redact", "..")
    for name in ACCEPTED + FOUND:
        is_left = TOKEN.encode() in (monorepo.root / name).read_bytes()
        assert is_left == (name in ACCEPTED), name


@pytest.mark.parametrize("start", ["", "team-b"])
@pytest.mark.parametrize("staged", [False, True], ids=["files", "staged"])
def test_paths(monorepo: Repository, run: Run, start: str, staged: bool) -> None:
    folder, top = monorepo.root / start, "../" * bool(start)
    out = run(folder, "paths", "check", top or ".")[1]
    visible = re.findall(r"^(\S+\.ipynb): .*is visible$", out, re.MULTILINE)
    assert sorted(each.removeprefix(top) for each in visible) == FOUND
    run(folder, "paths", "hide", *(["--staged"] if staged else [top or "."]))
    for name in ACCEPTED + FOUND:
        data = monorepo.blob(f":{name}") if staged else (monorepo.root / name).read_bytes()
        assert (b"keys/github" in data) == (name in ACCEPTED), name


@pytest.mark.parametrize("start", ["", "team-a", "team-c"])
def test_baselines(monorepo: Repository, run: Run, start: str) -> None:
    """Each configuration has its own baseline, with paths from its folder."""
    folder = monorepo.root / start
    assert run(folder, "baseline", "create", str(monorepo.root))[0] == 0
    written = {
        file.relative_to(monorepo.root).as_posix(): re.findall(
            r'"path": "([^"]+)"', file.read_text()
        )
        for file in sorted(monorepo.root.rglob(".colab-safe.baseline"))
    }
    assert written == {
        ".colab-safe.baseline": ["team-c/sub/x.ipynb", "x.ipynb"],
        "team-a/.colab-safe.baseline": ["deep/sub/x.ipynb", "x.ipynb"],
        "team-b/.colab-safe.baseline": ["deep/sub/x.ipynb"],
    }
    assert run(folder, "scan", str(monorepo.root))[0] == 0
    (monorepo.root / "team-b/deep/sub/x.ipynb").write_bytes(notebook())
    (monorepo.root / "team-a/x.ipynb").unlink()
    _, out, _ = run(folder, "baseline", "update", str(monorepo.root))
    assert re.findall(r"^- (\S+): ", out, re.MULTILINE) == ["x.ipynb", "deep/sub/x.ipynb"]
    assert "0 added, 1 removed, 1 kept" in out


def test_one_baseline_file_for_several_configurations_is_an_error(
    monorepo: Repository, run: Run
) -> None:
    code, _, err = run(monorepo.root, "baseline", "create", "--file", "all.baseline")
    assert code == 2
    assert "team-a/pyproject.toml" in err
    assert run(monorepo.root, "baseline", "create", "team-b", "--file", "b.baseline")[0] == 0


OTHER = "[[allow]]\nrules = ['gitlab-pat']\npaths = ['x/']\nreason = 'nothing of this'\n"


@pytest.mark.parametrize("start", ["", "team-b"])
@pytest.mark.parametrize("what", [["."], ["--staged"], ["--history"]], ids=" ".join)
def test_config_and_isolated_replace_all(
    monorepo: Repository, run: Run, tmp_path: Path, start: str, what: list[str]
) -> None:
    monorepo.git("commit", "--quiet", "--no-verify", "--message", "all")
    monorepo.git("rm", "-r", "--cached", "--quiet", ".")
    monorepo.git("commit", "--quiet", "--no-verify", "--allow-empty", "--message", "none")
    monorepo.git("add", ".")
    paths = [str(monorepo.root) if each == "." else each for each in what]
    base = tmp_path / "base"
    base.mkdir()
    folder, prefix = monorepo.root / start, f"{monorepo.root}/" if what == ["."] else ""
    everything = sorted(ACCEPTED + FOUND)
    for options in (["--isolated"], ["--config", str(base)]):
        _, out, _ = run(folder, "scan", *paths, *options, "--format", "json")
        assert found(out, prefix) == everything
    (base / ".colab-safe.toml").write_text(ACCEPTS.format("", "the base"))
    _, out, _ = run(folder, "scan", *paths, "--config", str(base), "--format", "json")
    assert found(out, prefix) == sorted({*everything} - {"sub/x.ipynb"})


def test_the_search_ends_at_the_top_of_a_repository(monorepo: Repository, run: Run) -> None:
    inner = Repository.new(monorepo.root / "team-a/inner")
    inner.write("sub/x.ipynb", DATA)
    assert run(monorepo.root, "scan", "team-a/inner/sub/x.ipynb")[0] == 1
    inner.write(".colab-safe.toml", ACCEPTS.format("", "inner"))
    assert run(monorepo.root, "scan", "team-a/inner/sub/x.ipynb")[0] == 0


def test_outside_of_a_repository_all_folders_above_count(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a/sub/b/x.ipynb"
    file.parent.mkdir(parents=True)
    file.write_bytes(DATA)
    assert run(file.parent, "scan", "x.ipynb")[0] == 1
    (tmp_path / "a/.colab-safe.toml").write_text(ACCEPTS.format("", "a"))
    for folder in (file.parent, tmp_path, Path("/")):
        assert run(folder, "scan", str(file))[0] == 0


def test_what_another_user_put_above_does_not_count(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anyone may write into `/tmp`."""
    import os

    file = tmp_path / "sub/x.ipynb"
    file.parent.mkdir()
    file.write_bytes(DATA)
    (tmp_path / ".colab-safe.toml").write_text(ACCEPTS.format("", "somebody"))
    assert run(tmp_path, "scan", "sub/x.ipynb")[0] == 0
    if os.geteuid() == 0:
        os.chown(tmp_path / ".colab-safe.toml", 12345, -1)
        assert run(tmp_path, "scan", "sub/x.ipynb")[0] == 1


def zipped(name: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(name, DATA)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("member", "code"),
    [("sub/x.ipynb", 1), ("../team-b/sub/x.ipynb", 1), ("/../../team-b/sub/x.ipynb", 1)],
)
def test_a_member_of_an_archive_belongs_to_the_archive(
    monorepo: Repository, run: Run, member: str, code: int
) -> None:
    """Its own name leads neither to the settings of another folder nor out of the archive."""
    monorepo.write("team-a/x.zip", zipped(member))
    monorepo.write("team-a/sub/x.zip", zipped(member))
    assert run(monorepo.root, "scan", "team-a/x.zip")[0] == code
    assert run(monorepo.root, "scan", "team-a/sub/x.zip")[0] == 0


def test_a_folder_may_be_called_like_an_archive(monorepo: Repository, run: Run) -> None:
    monorepo.write("x.zip!/.colab-safe.toml", ACCEPTS.format("", "it"))
    monorepo.write("x.zip!/sub/x.ipynb", DATA)
    assert run(monorepo.root, "scan", "x.zip!/sub/x.ipynb")[0] == 0


def test_a_mistake_in_other_settings_does_not_matter(monorepo: Repository, run: Run) -> None:
    monorepo.write("team-c/.colab-safe.toml", "engines = []")
    assert run(monorepo.root / "team-c", "scan", "../team-a/sub/x.ipynb")[0] == 0
    code, out, err = run(monorepo.root, "scan", "team-a/x.ipynb", "team-c/sub/x.ipynb")
    assert (code, out) == (2, "")
    assert "team-c/.colab-safe.toml: engines is empty" in err


@pytest.mark.parametrize("command", [["redact"], ["paths", "hide"], ["paths", "check"]])
def test_a_mistake_does_not_end_the_other_files(
    monorepo: Repository, run: Run, command: list[str]
) -> None:
    monorepo.write("team-a/pyproject.toml", "[tool.colab-safe]\nnonsense = 3\n")
    code, out, err = run(monorepo.root, *command, ".")
    assert code in (1, 2)
    assert err.count("team-a/pyproject.toml: unknown setting") == 3
    assert "x.ipynb: " in out and "team-c/sub/x.ipynb: " in out


def test_many_folders_are_each_looked_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr("colab_safe.project.nearest.settings_in", asked.append)
    finder = SettingsFinder(str(tmp_path))
    for number in range(50):
        for name in ("x.ipynb", "y.ipynb"):
            assert finder.of(f"a/{number}/{name}") is finder.of("z.ipynb")
    assert len(asked) == len(set(asked))


def test_a_deep_path_is_no_problem(tmp_path: Path) -> None:
    finder = SettingsFinder(str(tmp_path))
    assert finder.of("a/" * 3000 + "x.ipynb") is finder.of("x.ipynb")


@pytest.mark.parametrize("name", ["engines", "rules", "paths"])
def test_what_nearer_settings_replace_is_said(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    texts = {
        "engines": "engines = ['builtin', 'detect-secrets']\n",
        "rules": "rules = 'own.toml'\n",
        "paths": "[paths]\nall = true\n",
    }
    repository.write("own.toml", RULE)
    repository.write(".colab-safe.toml", texts[name])
    repository.write("a/.colab-safe.toml", "")
    repository.write("a/x.ipynb", notebook())
    said = (
        "a/.colab-safe.toml replaces .colab-safe.toml in its folder, "
        f"so `{name}` of that file do not apply"
    )
    monkeypatch.chdir(repository.root)
    assert said in Projects().of("a/x.ipynb").switched_off
    repository.write("a/.colab-safe.toml", texts[name].replace("own.toml", "../own.toml"))
    assert said not in Projects().of("a/x.ipynb").switched_off


def test_a_bare_repository_has_the_settings_of_its_folder(
    repository: Repository, run: Run, tmp_path: Path
) -> None:
    commit(repository, "sub/x.ipynb", DATA)
    bare = tmp_path / "bare.git"
    shutil.copytree(repository.root / ".git", bare)
    Repository(bare).git("config", "core.bare", "true")
    assert run(bare, "scan", "--history")[0] == 1
    (bare / ".colab-safe.toml").write_text(ACCEPTS.format("", "the server"))
    (bare / "sub").mkdir()
    (bare / "sub/.colab-safe.toml").write_text("nonsense")
    assert run(bare, "scan", "--history")[0] == 0
