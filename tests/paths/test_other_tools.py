"""Drive paths beside nb-clean and jupytext, with the real programs: as filters of git, and as hooks of pre-commit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from tests.repository import Repository
from tests.tools import tool

from .notebooks import code, jupyter, notebook, sources, stream
from .test_filter import colab_safe, read

P = "__DRIVE_TOKEN_PATH__"
MINE = "keys/gh.json"
NAME = "a.ipynb"
HOOK = "      - {{id: {name}, name: {name}, entry: {entry}, language: system, files: '{files}'}}\n"


def analysis(path: str) -> bytes:
    line = f"token = open('/content/drive/MyDrive/{path}')"
    return jupyter(notebook(code(line, stream(f"/content/drive/MyDrive/{path}\n"))))


def outputs(data: bytes) -> list[object]:
    return [output for cell in json.loads(data)["cells"] for output in cell["outputs"]]


def add_nb_clean(repository: Repository) -> None:
    """As its documentation says; then by its full path, as tests do not change PATH."""
    done = repository.run(tool("nb-clean"), "add-filter")
    assert done.returncode == 0, done.stderr
    repository.git("config", "filter.nb-clean.clean", f"'{tool('nb-clean')}' clean")


def test_nb_clean_before_the_filter(repository: Repository) -> None:
    add_nb_clean(repository)
    assert "'nb-clean' runs as well" in colab_safe(repository, "filter", "install")
    repository.add(NAME, analysis(MINE))
    stored = repository.blob(f":{NAME}")
    assert (outputs(stored), sources(stored)) == ([], sources(analysis(P)))
    repository.git("commit", "--quiet", "--message", "first")
    (repository.root / NAME).unlink()
    repository.git("checkout", "--quiet", "--", NAME)
    assert sources(read(repository, NAME)) == sources(analysis(MINE))
    assert repository.git("status", "--porcelain", "--", NAME) == ""


def test_nb_clean_after_the_filter(repository: Repository) -> None:
    """Its line is behind colab-safe's, so git runs it alone: `doctor` says so, and installing again mends it."""
    repository.add(NAME, analysis(P))
    colab_safe(repository, "filter", "install")
    add_nb_clean(repository)
    said = colab_safe(repository, "doctor", code=1)
    assert "git does not run the filter colab-safe on 1 notebook" in said
    assert "names nb-clean" in said
    assert "'nb-clean' runs as well" in colab_safe(repository, "filter", "install")
    repository.add(NAME, analysis(MINE))
    stored = repository.blob(f":{NAME}")
    assert (outputs(stored), sources(stored)) == ([], sources(analysis(P)))


def test_a_later_line_for_other_notebooks_is_told_at_each_start(repository: Repository) -> None:
    repository.add("demo/b.ipynb", analysis(P))
    colab_safe(repository, "filter", "install")
    add_nb_clean(repository)
    attributes = repository.root / ".git/info/attributes"
    attributes.write_text(attributes.read_text().replace("*.ipynb filter=nb", "demo/* filter=nb"))
    repository.write(NAME, analysis(MINE))
    said = repository.run("git", "add", NAME).stderr
    assert "git does not run this filter on 1 notebook" in said
    assert "names nb-clean. Run colab-safe filter install" in said
    colab_safe(repository, "filter", "install")
    repository.write(NAME, analysis("keys/other.json"))
    assert repository.run("git", "add", NAME).stderr == ""


def hooks(repository: Repository, *entries: tuple[str, str]) -> None:
    """Configure hooks of pre-commit that run installed programs."""
    lines = "".join(
        HOOK.format(name=Path(entry.split()[0].strip('"')).stem, entry=entry, files=files)
        for entry, files in entries
    )
    repository.add(".pre-commit-config.yaml", f"repos:\n  - repo: local\n    hooks:\n{lines}")


def attempts(repository: Repository) -> int:
    """Stage and commit, as a user does whose hooks change files; return how often it took."""
    hook = Path(tool("pre-commit")).as_posix()
    for attempt in range(1, 6):
        repository.git("add", "--all")
        done = repository.run(hook, "run")
        if done.returncode == 0:
            repository.git("commit", "--quiet", "--no-verify", "--message", "all")
            return attempt
    pytest.fail(done.stdout)


ORDERS = {"before": ("nb-clean", "paths"), "after": ("paths", "nb-clean")}


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_nb_clean_as_a_hook(repository: Repository, order: tuple[str, ...]) -> None:
    entries = {"nb-clean": f"{tool('nb-clean')} clean", "paths": tool("colab-safe-paths")}
    hooks(repository, *((entries[each], r"\.ipynb$") for each in order))
    repository.write(NAME, analysis(MINE))
    assert attempts(repository) == 2
    stored = repository.blob(f"HEAD:{NAME}")
    assert (outputs(stored), sources(stored)) == ([], sources(analysis(P)))
    assert colab_safe(repository, "paths", "restore")
    assert sources(read(repository, NAME)) == sources(analysis(MINE))


SYNC = {
    "before": (("jupytext --sync", r"\.ipynb$"), ("paths", r"\.ipynb$")),
    "after": (("paths", r"\.ipynb$"), ("jupytext --sync", r"\.ipynb$")),
}


@pytest.mark.parametrize("order", SYNC.values(), ids=SYNC)
def test_a_jupytext_pair_by_hooks(
    repository: Repository, order: tuple[tuple[str, str], ...]
) -> None:
    """The hook hides the path in the notebook, and jupytext brings the placeholder into the text; both are stored so."""
    programs = {
        "jupytext --sync": f"{tool('jupytext')} --quiet --sync",
        "paths": tool("colab-safe-paths"),
    }
    hooks(repository, *((programs[name], files) for name, files in order))
    repository.write("jupytext.toml", 'formats = "ipynb,py:percent"\n')
    repository.write(NAME, analysis(MINE))
    assert attempts(repository) <= 4  # fewer where `paths` comes first
    for name in (NAME, "a.py"):
        stored = repository.blob(f"HEAD:{name}")
        assert (P.encode() in stored, MINE.encode() in stored) == (True, False)


def test_a_jupytext_pair_follows_a_restored_path(repository: Repository) -> None:
    repository.write("jupytext.toml", 'formats = "ipynb,py:percent"\n')
    repository.write(NAME, analysis(MINE))
    colab_safe(repository, "paths", "hide", NAME, code=1)
    sync(repository)
    assert P in read(repository, "a.py").decode()
    colab_safe(repository, "paths", "restore", NAME)
    sync(repository)
    assert MINE in read(repository, "a.py").decode()
    assert sources(read(repository, NAME)) == sources(analysis(MINE))


def sync(repository: Repository) -> None:
    """The newer file of the pair wins; so that there is one, the text is an hour old."""
    text = repository.root / "a.py"
    if text.exists():
        hour_ago = text.stat().st_mtime - 3600
        os.utime(text, (hour_ago, hour_ago))
    done = repository.run(tool("jupytext"), "--sync", NAME)
    assert done.returncode == 0, done.stderr
