"""`exclude` in the configuration: what it leaves out of folders, commits and hooks is counted, never unseen."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from colab_safe_hooks.paths import main as paths_hook
from colab_safe_hooks.push import main as push_hook
from colab_safe_hooks.redact import main as redact_hook
from colab_safe_hooks.scan import main as scan_hook

from colab_safe.command_line.main import main
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token

DATA = notebook('open("/content/drive/MyDrive/keys/github.json")', printed=github_token())
# The team of `b` excludes other files than the top does; a nearer configuration replaces the one above.
FILES = ["a/x.ipynb", "b/x.ipynb", "b/old/x.ipynb", "old/x.ipynb", "old/deep/y.ipynb", "x.ipynb"]
TOP, TEAM = 'exclude = ["old/"]\n', 'exclude = ["/x.ipynb"]\n'
LEFT = ["a/x.ipynb", "b/old/x.ipynb", "x.ipynb"]
SAID = "3 notebooks are excluded by `exclude` in the configuration"

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def excluding(repository: Repository) -> Repository:
    repository.write(".colab-safe.toml", TOP)
    repository.write("b/.colab-safe.toml", TEAM)
    for name in FILES:
        repository.write(name, DATA)
    repository.git("add", ".")
    return repository


@pytest.fixture
def run(
    excluding: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.chdir(excluding.root)

    def run(command: Callable[[list[str]], int], *arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        return command([*arguments]), *capsys.readouterr()

    return run


def paths(out: str) -> list[str]:
    return sorted({finding["path"] for finding in json.loads(out)["findings"]})


@pytest.mark.parametrize(
    "what", [["."], ["--staged"], ["--staged", *FILES], ["--range=HEAD"], ["--history"]], ids=str
)
def test_folders_and_commits(excluding: Repository, run: Run, what: list[str]) -> None:
    excluding.git(*"commit --quiet --no-verify --message all".split()) if "-" in what[0] else None
    if what[0] == "--staged":
        excluding.git("reset", "--quiet", "--soft", "HEAD")
        excluding.git("update-ref", "-d", "HEAD")  # everything is staged again
    for _ in range(2):  # the second time by what was remembered
        code, out, _ = run(main, "scan", *what, "--format", "json")
        assert (code, paths(out)) == (1, LEFT)
        assert f"not scanned: {SAID}" in json.loads(out)["summary"]["switched_off"]


def test_what_is_no_longer_excluded_is_found(excluding: Repository, run: Run) -> None:
    excluding.git(*"commit --quiet --no-verify --message all".split())
    assert paths(run(main, "scan", "--history", "--format", "json")[1]) == LEFT
    excluding.write(".colab-safe.toml", "")
    assert "old/x.ipynb" in paths(run(main, "scan", "--history", "--format", "json")[1])
    excluding.write(".colab-safe.toml", TOP)
    assert paths(run(main, "scan", "--history", "--format", "json")[1]) == LEFT


@pytest.mark.parametrize("options", [[], ["--jobs", "2"]], ids=["one", "two processes"])
def test_a_named_file_is_always_scanned(
    run: Run, options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("colab_safe.commands.scan._MUCH", 0)
    _, out, _ = run(main, "scan", "old/x.ipynb", "a", "--format", "json", *options)
    assert paths(out) == ["a/x.ipynb", "old/x.ipynb"]


def test_a_folder_in_which_everything_is_excluded_is_never_clean(run: Run) -> None:
    code, _, err = run(main, "scan", "old")
    assert code == 2
    assert "old: no notebook to look at in this folder: 2 notebooks are excluded" in err
    assert "Name the files to include them" in err


def test_the_hook_says_what_it_leaves_out(run: Run) -> None:
    code, out, _ = run(scan_hook, "old/x.ipynb")
    assert code == 0
    assert "not scanned: 1 notebook is excluded by `exclude` in the configuration" in out


@pytest.mark.parametrize("hook", [paths_hook, redact_hook], ids=["paths", "redact"])
def test_hooks_that_fix_leave_named_files_alone(
    excluding: Repository, run: Run, hook: Callable[[list[str]], int]
) -> None:
    """Hooks name what is staged; whoever names a file on the command line means it."""
    code, _, err = run(hook, *FILES)
    assert code == 1
    assert "3 named notebooks are excluded by `exclude` in the configuration" in err
    changed = [name for name in FILES if (excluding.root / name).read_bytes() != DATA]
    assert sorted(changed) == LEFT
    command = ["paths", "hide"] if hook is paths_hook else ["redact"]
    assert run(main, *command, "old/x.ipynb")[0] == 1
    assert (excluding.root / "old/x.ipynb").read_bytes() != DATA


def test_what_is_staged_is_hidden_without_the_excluded(excluding: Repository, run: Run) -> None:
    code, _, err = run(main, "paths", "hide", "--staged")
    assert (code, SAID in err) == (1, True)
    assert [name for name in sorted(FILES) if excluding.blob(f":{name}") != DATA] == LEFT


def test_pushes(excluding: Repository, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    excluding.git(*"commit --quiet --no-verify --message all".split())
    head = excluding.git("rev-parse", "HEAD").strip()
    line = f"refs/heads/main {head} refs/heads/main {'0' * 40}\n".encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    code, out, _ = run(push_hook, "origin", "nowhere")
    assert code == 1
    assert f"not scanned: {SAID}" in out
    assert "a/x.ipynb" in out and "old/deep/y.ipynb" not in out


@pytest.mark.parametrize(
    "value", ['"*"', '["**"]', '["*.ipynb"]', '["/*", "*/**"]', '"*.i*"', '["a", "?*"]']
)
def test_everything_cannot_be_excluded(tmp_path: Path, run: Run, value: str) -> None:
    Path(".colab-safe.toml").write_text(f"exclude = {value}\n")
    for what in (["."], ["--staged"], ["a/x.ipynb"]):
        code, out, err = run(main, "scan", *what)
        assert code == 2 and "nothing found in" not in out
        assert "exclude leaves out every notebook, so nothing would be found. Narrow it." in err


def test_a_baseline_has_no_entries_of_excluded_files(excluding: Repository, run: Run) -> None:
    assert run(main, "baseline", "create", ".")[0] == 0
    text = (excluding.root / ".colab-safe.baseline").read_text()
    assert "a/x.ipynb" in text and "old/" not in text


def test_isolated_and_another_configuration(excluding: Repository, run: Run) -> None:
    assert paths(run(main, "scan", ".", "--isolated", "--format", "json")[1]) == sorted(FILES)
    excluding.write("ci/own.toml", 'exclude = ["b/"]\n')
    _, out, _ = run(main, "scan", ".", "--config", "ci/own.toml", "--format", "json")
    assert paths(out) == sorted(set(FILES) - {"b/x.ipynb", "b/old/x.ipynb"})
