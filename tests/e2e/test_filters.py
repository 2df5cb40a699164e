"""Hooks next to nbstripout's filter: what git stores is what counts, and not what stands in the file."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.history.repositories import notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

Install = Callable[..., Repository]
TOKEN = github_token()
IN_OUTPUT, IN_SOURCE = notebook(printed=TOKEN), notebook(f"token = '{TOKEN}'")


@pytest.fixture
def filtered(hooked: Install) -> Repository:
    """With our hook, and outputs stripped on the way into git."""
    repository = hooked("colab-safe-scan")
    repository.git("commit", "--quiet", "--no-verify", "--message", "Configure")
    repository.write(".gitattributes", "*.ipynb filter=nbstripout\n")
    repository.git("config", "filter.nbstripout.clean", f"'{tool('nbstripout')}'")
    repository.git("config", "filter.nbstripout.smudge", "cat")
    repository.git("config", "filter.nbstripout.required", "true")
    return repository


def test_a_token_that_the_filter_strips_is_no_false_alarm(filtered: Repository) -> None:
    filtered.write("a.ipynb", IN_OUTPUT)
    done = filtered.commit("a.ipynb")
    assert done.returncode == 0, done.stdout + done.stderr
    assert TOKEN not in filtered.git("log", "--patch")
    assert TOKEN.encode() in (filtered.root / "a.ipynb").read_bytes()


def test_a_scan_of_the_file_would_have_cried_wolf(filtered: Repository) -> None:
    filtered.add("a.ipynb", IN_OUTPUT)
    assert filtered.run(tool("colab-safe"), "scan", "a.ipynb").returncode == 1
    assert filtered.run(tool("colab-safe"), "scan", "--staged").returncode == 0


def test_a_token_that_the_filter_leaves_stops_the_commit(filtered: Repository) -> None:
    filtered.write("a.ipynb", IN_SOURCE)
    stopped = filtered.commit("a.ipynb")
    assert stopped.returncode == 1
    assert "source, line 1, column 10" in stopped.stdout + stopped.stderr


def test_a_filter_that_came_after_staging_does_not_help(filtered: Repository) -> None:
    """The blob was staged with its outputs; that the file would be stripped now changes nothing."""
    filtered.write(".gitattributes", "")
    filtered.add("a.ipynb", IN_OUTPUT)
    filtered.write(".gitattributes", "*.ipynb filter=nbstripout\n")
    stopped = filtered.run("git", "commit", "--quiet", "--message", "x")
    assert stopped.returncode == 1


def test_what_is_not_staged_does_not_stop_a_commit(hooked: Install) -> None:
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", notebook())
    repository.write("a.ipynb", IN_SOURCE)
    assert repository.run("git", "commit", "--quiet", "--message", "x").returncode == 0


def test_what_is_staged_stops_a_commit_whatever_the_file_is(hooked: Install) -> None:
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", IN_SOURCE)
    repository.write("a.ipynb", notebook())
    assert repository.run("git", "commit", "--quiet", "--message", "x").returncode == 1


def test_all_files_are_read_where_nothing_is_staged(hooked: Install, framework: str) -> None:
    """As CI runs it, on a fresh checkout."""
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", IN_SOURCE)
    repository.git("commit", "--quiet", "--no-verify", "--message", "Leak")
    done = repository.run(framework, "run", "--all-files")
    assert done.returncode == 1
    assert "a.ipynb: cell 1" in done.stdout + done.stderr


def test_a_merge_with_a_conflict_is_checked_when_it_is_committed(hooked: Install) -> None:
    repository = hooked("colab-safe-scan")
    repository.add("a.ipynb", notebook("base"))
    repository.git("commit", "--quiet", "--message", "Base")
    repository.git("switch", "--quiet", "--create", "side")
    repository.add("a.ipynb", notebook("side"))
    repository.git("commit", "--quiet", "--message", "Side")
    repository.git("switch", "--quiet", "main")
    repository.add("a.ipynb", notebook("main"))
    repository.git("commit", "--quiet", "--message", "Main")
    assert repository.run("git", "merge", "side").returncode == 1
    repository.add("a.ipynb", IN_SOURCE)
    stopped = repository.run("git", "commit", "--quiet", "--no-edit")
    assert stopped.returncode == 1
    assert "a.ipynb: cell 1" in stopped.stdout + stopped.stderr
