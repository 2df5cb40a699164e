"""The baseline: what it survives, how it merges, and the commands that write it."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.accept.baseline import Entry, merged, parse, write
from colab_safe.accept.secrets_baseline import OWN_FILTERS
from colab_safe.command_line.main import main
from colab_safe.errors import UsageError
from tests.accept.projects import Folder
from tests.notebooks import Json, code, dump, markdown, notebook, output
from tests.repository import Repository
from tests.tokens import github_token

NAME = ".colab-safe.baseline"
TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
ENTRIES = st.lists(st.builds(Entry, TEXT, TEXT, TEXT, TEXT))


def leak(seed: int, note: str = "") -> Json:
    return code(f"t = '{github_token(seed)}'{note}")


@given(ENTRIES)
def test_what_is_written_is_read(entries: list[Entry]) -> None:
    assert parse(write(merged(entries)), "x") == merged(entries)


def test_nothing_in_a_path_acts_on_an_editor() -> None:
    entry = Entry("a\u202eb\x85\ufeff\x1b\udcffé.ipynb", "github-pat", "f")
    data = write([entry])
    assert rb'"path": "a\u202eb\u0085\ufeff\u001b\udcff' + "é.ipynb".encode() in data
    assert parse(data, "x") == (entry,)


@given(ENTRIES, st.randoms())
def test_the_order_of_findings_does_not_matter(entries: list[Entry], random: Random) -> None:
    shuffled = random.sample(entries, len(entries))
    assert write(merged(entries)) == write(merged([*shuffled, *entries]))


def test_one_line_an_entry_sorted_without_secret_line_or_date(folder: Folder) -> None:
    folder.notebook("b.ipynb", leak(2), leak(1))
    folder.notebook("a b/é.ipynb", leak(1))
    code, out, _ = folder.run("baseline", "create")
    assert code == 0
    assert "3 secrets in 2 files accepted in .colab-safe.baseline" in out
    lines = (folder.path / NAME).read_text("utf-8").splitlines()
    entries = [json.loads(line) for line in lines[1:]]
    assert [entry["path"] for entry in entries] == ["a b/é.ipynb", "b.ipynb", "b.ipynb"]
    assert all(entry.keys() == {"path", "rule", "fingerprint"} for entry in entries)
    assert lines[1:] == sorted(lines[1:])
    assert not any(
        github_token(seed)[4:12] in (folder.path / NAME).read_text("utf-8") for seed in (1, 2)
    )


def test_known_secrets_are_accepted_and_new_ones_are_not(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    folder.run("baseline", "create")
    assert folder.counts() == (0, 1)
    folder.notebook("a.ipynb", markdown("# New"), leak(2), leak(1, "  # moved and edited"))
    assert folder.counts() == (1, 1)
    folder.notebook("b.ipynb", leak(1))
    assert folder.counts() == (2, 1), "a copy in another notebook is another leak"


def test_named_baselines_replace_the_usual_one(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1), leak(2))
    folder.run("baseline", "create")
    folder.write("empty.baseline", "")
    assert folder.counts("--baseline", "empty.baseline") == (2, 0)
    assert folder.counts("--baseline", "empty.baseline", "--baseline", NAME) == (0, 2)
    folder.write(".colab-safe.toml", "baseline = 'empty.baseline'")
    assert folder.counts() == (2, 0)


def test_create_writes_nothing_about_nothing(folder: Folder) -> None:
    (folder.path / "empty").mkdir()
    code, out, err = folder.run("baseline", "create", "empty")
    assert (code, out) == (2, "")
    assert "no notebook to look at in this folder" in err
    assert not (folder.path / NAME).exists()


def test_create_does_not_overwrite(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    folder.write(NAME, "")
    code, _, err = folder.run("baseline", "create")
    assert code == 2
    assert "update" in err
    assert (folder.path / NAME).read_bytes() == b""


def test_update_adds_what_came_and_takes_out_what_went(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1), leak(2))
    folder.notebook("b.ipynb", leak(3))
    folder.notebook("gone.ipynb", leak(4))
    folder.notebook("other/c.ipynb", leak(5))
    folder.run("baseline", "create")
    text = (folder.path / NAME).read_text().replace('"}', '", "reason": "a false alarm"}')
    folder.write(NAME, text)
    folder.notebook("a.ipynb", leak(2), leak(6))
    (folder.path / "gone.ipynb").unlink()
    code, out, _ = folder.run("baseline", "update", "a.ipynb", "b.ipynb")
    assert code == 0
    assert "+ a.ipynb: cell 2" in out
    assert out.count("\n- ") + out.startswith("- ") == 2
    assert ".colab-safe.baseline: 1 added, 2 removed, 3 kept" in out
    entries = parse((folder.path / NAME).read_bytes(), NAME)
    assert [(entry.path, entry.reason) for entry in entries if entry.reason] == [
        ("a.ipynb", "a false alarm"),
        ("b.ipynb", "a false alarm"),
        ("other/c.ipynb", "a false alarm"),
    ]
    assert folder.counts() == (0, 4)
    before = (folder.path / NAME).read_bytes()
    folder.run("baseline", "update")
    assert (folder.path / NAME).read_bytes() == before


def test_update_needs_a_baseline(folder: Folder) -> None:
    code, _, err = folder.run("baseline", "update")
    assert code == 2
    assert "create" in err


def test_paths_are_those_from_the_top(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder.path / ".git").mkdir()
    folder.notebook("sub/a.ipynb", leak(1))
    folder.write(".colab-safe.toml", "")
    monkeypatch.chdir(folder.path / "sub")
    folder.run("baseline", "create", "a.ipynb")
    assert json.loads((folder.path / NAME).read_text().splitlines()[1])["path"] == "sub/a.ipynb"
    assert folder.run("scan", "a.ipynb")[0] == 0
    monkeypatch.chdir(folder.path)
    assert folder.run("scan", "sub/a.ipynb")[0] == 0


def test_a_broken_notebook_is_reported_and_the_rest_is_written(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    folder.write("b.ipynb", '{"cells": [')
    code, _, err = folder.run("baseline", "create")
    assert code == 2
    assert "b.ipynb: not a readable notebook" in err
    assert len(parse((folder.path / NAME).read_bytes(), NAME)) == 1


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("<<<<<<< ours", "conflict marker"),
        ("{}", "not a baseline entry"),
        ("[]", "not a baseline entry"),
        ("no JSON", "not a baseline entry"),
        ('{"path": "a", "rule": "b", "fingerprint": 3}', "strings"),
        ('{"path": "a", "rule": "b", "fingerprint": "c", "line": "3"}', "not a baseline entry"),
    ],
)
def test_invalid_baseline_is_an_error(line: str, says: str) -> None:
    with pytest.raises(UsageError, match=says) as raised:
        parse(f"# head\n\n{line}\n".encode(), "x.baseline")
    assert "x.baseline, line 3" in str(raised.value)


def test_both_sides_of_a_merge_hold(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two branches accept something each; git merges the files by union, and no entry is lost."""

    def accept(name: str, seed: int) -> None:
        repository.write(name, dump(notebook([leak(seed)])))
        assert main(["baseline", "update"]) == 0
        assert repository.commit(".").returncode == 0

    monkeypatch.chdir(repository.root)
    repository.write(".gitattributes", "*.baseline merge=union\n")
    repository.write(NAME, "")
    accept("base.ipynb", 1)
    repository.git("checkout", "-q", "-b", "other")
    accept("other.ipynb", 2)
    repository.git("checkout", "-q", "main")
    accept("here.ipynb", 3)
    repository.git("merge", "-q", "other", "-m", "merged")
    entries = parse((repository.root / NAME).read_bytes(), NAME)
    assert [entry.path for entry in entries] == ["base.ipynb", "here.ipynb", "other.ipynb"]


# --- detect-secrets' own baseline


def detect_secrets_baseline(folder: Folder, *arguments: str) -> Json:
    done = subprocess.run(
        [sys.executable, "-m", "detect_secrets", "scan", "--all-files", *arguments, "."],
        cwd=folder.path,
        check=True,
        capture_output=True,
    )
    baseline: Json = json.loads(done.stdout)
    return baseline


@pytest.mark.parametrize("engine", ["builtin", "detect-secrets"])
@pytest.mark.parametrize(("verdict", "accepted"), [(None, True), (False, True), (True, False)])
def test_audited_results_hold(
    folder: Folder, engine: str, verdict: bool | None, accepted: bool
) -> None:
    folder.notebook("a.ipynb", leak(1))
    baseline = detect_secrets_baseline(folder)
    (entry,) = baseline["results"]["a.ipynb"]
    if verdict is not None:
        entry["is_secret"] = verdict
    folder.write(".secrets.baseline", json.dumps(baseline))
    assert folder.counts("--engine", engine, "--baseline", ".secrets.baseline") == (
        (0, 1) if accepted else (1, 0)
    )


def test_hash_of_a_beginning_accepts_on_its_line_only(folder: Folder) -> None:
    """detect-secrets hashes `ghp` for every GitHub token: one entry must not accept all of them."""
    folder.notebook("a.ipynb", leak(1))
    folder.write(".secrets.baseline", json.dumps(detect_secrets_baseline(folder)))
    folder.notebook("a.ipynb", leak(1), leak(2))
    assert folder.counts("--engine", "detect-secrets") == (1, 1)


def test_the_engine_finds_the_file_and_takes_its_settings(folder: Folder) -> None:
    secret = "".join(f"{(seed * 7919) % 16:x}" for seed in range(3, 43))
    folder.notebook("a.ipynb", code(f"h = '{secret}'"))
    baseline = {
        "version": "1.5.0",
        "plugins_used": [{"name": "HexHighEntropyString", "limit": 2}],
        "results": {},
    }
    assert folder.counts("--engine", "detect-secrets") == (0, 0)
    folder.write(".secrets.baseline", json.dumps(baseline))
    assert folder.counts("--engine", "detect-secrets") == (1, 0)
    excluded = [
        {"path": "detect_secrets.filters.regex.should_exclude_file", "pattern": ["^a\\.ipynb$"]}
    ]
    folder.write(".secrets.baseline", json.dumps(baseline | {"filters_used": excluded}))
    assert folder.counts("--engine", "detect-secrets") == (0, 1)


MARKER = "open('ran', 'w').close()"
FOREIGN = {
    "plugin": ("plugins_used", {"name": "Own", "path": "file://own.py"}),
    "plugin with another beginning": ("plugins_used", {"name": "Own", "path": "1234567own.py"}),
    "plugin with capitals": ("plugins_used", {"name": "Own", "path": "File://own.py"}),
    "plugin with the name of an own one": (
        "plugins_used",
        {"name": "JwtTokenDetector", "path": "file://own.py"},
    ),
    "filter in a file": ("filters_used", {"path": "file://own.py::own"}),
    "filter with capitals": ("filters_used", {"path": "FILE://own.py::own"}),
    "filter with blanks": ("filters_used", {"path": " file://own.py::own"}),
    "filter as a module": ("filters_used", {"path": "own.own"}),
    "filter of a package": ("filters_used", {"path": "os.system"}),
    "filter that begins like an own one": (
        "filters_used",
        {"path": "detect_secrets.filters.common.get_settings"},
    ),
    "filter with capitals in its name": (
        "filters_used",
        {"path": "detect_secrets.filters.Regex.should_exclude_line"},
    ),
}


def foreign_baseline(folder: Folder, kind: str) -> tuple[dict[str, object], str]:
    key, entry = FOREIGN[kind]
    folder.notebook("a.ipynb", leak(1))
    folder.write("own.py", MARKER)
    baseline: dict[str, object] = {"version": "1.5.0", key: [entry], "results": {}}
    folder.write(".secrets.baseline", json.dumps(baseline))
    return baseline, entry["path"]


@pytest.mark.parametrize("kind", FOREIGN)
def test_code_of_a_baseline_does_not_run(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    _, path = foreign_baseline(folder, kind)
    monkeypatch.syspath_prepend(str(folder.path))
    code, _, err = folder.run("scan", ".", "--engine", "detect-secrets")
    assert (code, (folder.path / "ran").exists()) == (2, False)
    assert repr(path) in err


def test_code_of_a_named_baseline_runs(folder: Folder) -> None:
    foreign_baseline(folder, "plugin")
    folder.run("scan", ".", "--engine", "detect-secrets", "--baseline", ".secrets.baseline")
    assert (folder.path / "ran").exists()


def test_own_detectors_and_filters_are_allowed(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    baseline = detect_secrets_baseline(folder)
    assert len(baseline["plugins_used"]) > 20
    assert len(baseline["filters_used"]) > 8
    folder.write(".secrets.baseline", json.dumps(baseline))
    assert folder.run("scan", ".", "--engine", "detect-secrets")[0] in (0, 1)


def test_list_of_own_filters_is_complete() -> None:
    """Each function of detect-secrets' filters that drops secrets is on the list, and exists."""
    folder = Path(find_spec("detect_secrets.filters").submodule_search_locations[0])  # type: ignore[union-attr, index]
    found = {
        f"detect_secrets.filters.{file.stem if file.stem != '__init__' else file.parent.name}.{node.name}"
        for file in folder.rglob("*.py")
        for node in ast.parse(file.read_bytes()).body
        if isinstance(node, ast.FunctionDef)
        and node.name.startswith(("is_", "should_"))
        and node.name != "is_feature_enabled"
    }
    assert found == OWN_FILTERS


@pytest.mark.parametrize(
    "text", ['{"results": []}', '{"results": 3}', '{"results": {"a": [{}]}}', 'x"results"']
)
def test_invalid_baseline_of_detect_secrets(folder: Folder, text: str) -> None:
    folder.write("x.baseline", text)
    code, _, err = folder.run("scan", ".", "--baseline", "x.baseline")
    assert code == 2
    assert "x.baseline: not a baseline of detect-secrets" in err


def test_import(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    folder.write("known.json", json.dumps(detect_secrets_baseline(folder)))
    folder.notebook("b.ipynb", leak(2))
    code, _, _ = folder.run("baseline", "create", "--import", "known.json")
    assert code == 0
    assert [entry[0::3] for entry in parse((folder.path / NAME).read_bytes(), NAME)] == [
        ("a.ipynb", "accepted in known.json")
    ]


# --- audit, in a terminal


def in_a_terminal(folder: Path, typed: str, *options: str) -> str:
    """What `baseline audit` shows to somebody who types this."""
    import pty

    leader, follower = pty.openpty()
    program = "import sys; from colab_safe.command_line.main import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "baseline", "audit", *options]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=follower,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment,
    )
    os.close(follower)
    os.write(leader, typed.encode())
    shown, _ = process.communicate(timeout=60)
    os.close(leader)
    assert process.returncode == 0, shown
    return shown.decode()


needs_pty = pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")


@needs_pty
def test_audit(folder: Folder) -> None:
    folder.notebook(
        "a.ipynb", leak(1), leak(2), code("", [output(html=f"<b>{github_token(3)}</b>")]), leak(4)
    )
    folder.run("baseline", "create")
    before = parse((folder.path / NAME).read_bytes(), NAME)
    shown = in_a_terminal(folder.path, "x\na\n\na false alarm — é\nr\ns\nq\n")
    assert "1 of 4: github-pat" in shown
    assert "output 1 (text/html)" in shown
    assert not any(github_token(seed) in shown for seed in (1, 2, 3, 4))
    entries = parse((folder.path / NAME).read_bytes(), NAME)
    assert entries == (before[0]._replace(reason="a false alarm — é"), *before[2:])
    assert "1 with a reason, 2 to review" in shown
    assert folder.counts() == (1, 3)
    assert "1 of 2" in in_a_terminal(folder.path, "q\n")


@needs_pty
def test_audit_shows_secrets_when_asked(folder: Folder) -> None:
    folder.notebook("a.ipynb", leak(1))
    folder.run("baseline", "create")
    assert github_token(1) in in_a_terminal(folder.path, "q\n", "--show-secrets")


def test_audit_needs_a_terminal(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(os.devnull) as nothing:
        monkeypatch.setattr(sys, "stdin", nothing)
        code, _, err = folder.run("baseline", "audit")
    assert code == 2
    assert "terminal" in err
