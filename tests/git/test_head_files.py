"""What HEAD has of files, asked for one by one through one git: the same as a git for each file says."""

from __future__ import annotations

import pytest

from colab_safe.git.folders import committed
from colab_safe.git.head_files import HeadFiles
from tests.history.repositories import commit
from tests.repository import Repository

NAMES = ("a.ipynb", "sub folder/b .ipynb", " c", "line\nend", "return\r", "é\u2028.ipynb", "empty")
_OTHER = ("no such file", "sub folder", "", "a.ipynb missing", "../a.ipynb")


def content(name: str) -> str:
    return "" if name == "empty" else f"content of {name}\n\nx blob 3\n"


@pytest.fixture
def history(repository: Repository) -> Repository:
    for name in NAMES:
        commit(repository, name, content(name))
    return repository


def test_answers_as_a_git_for_each_file(history: Repository) -> None:
    with HeadFiles(str(history.root)) as head:
        for name in (*NAMES, *_OTHER, *reversed(NAMES)):
            assert head.content(name) == committed(name, str(history.root)), name
        assert head.content("a.ipynb") == content("a.ipynb").encode()


def test_without_a_commit_and_after_the_first(repository: Repository) -> None:
    with HeadFiles(str(repository.root)) as head:
        assert head.content("a.ipynb") == b""
        commit(repository, "a.ipynb", "x")
        assert head.content("a.ipynb") == b"x"


def test_a_git_that_ended_is_started_again(history: Repository) -> None:
    with HeadFiles(str(history.root)) as head:
        assert head.content("a.ipynb")
        process = head._process
        assert process
        process.kill()
        process.wait()
        assert head.content("a.ipynb") == b""
        assert head.content("a.ipynb") == content("a.ipynb").encode()
