"""The hooks use no network: pre-commit.ci has none at run time."""

from __future__ import annotations

import sys

import pytest

from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token

# Exits with 9 at the first connection; sockets of AF_UNIX, which the process pool uses, are local.
WATCH = """\
import os, socket, sys
def watch(event, arguments):
    is_connection = event == "socket.connect" and arguments[0].family != socket.AF_UNIX
    if is_connection or event == "socket.getaddrinfo":
        os._exit(9)
sys.addaudithook(watch)
from importlib import import_module
sys.exit(import_module("colab_safe_hooks." + sys.argv[1]).main(sys.argv[2:]))
"""


@pytest.mark.parametrize("hook", ["scan", "push"])
def test_hook_opens_no_connection(repository: Repository, hook: str) -> None:
    commit(repository, "a.ipynb", notebook())
    repository.add("a.ipynb", notebook(printed=github_token()))
    if hook == "push":
        repository.git("commit", "--quiet", "--message", "Leak")
    done = repository.run(sys.executable, "-c", WATCH, hook)
    assert done.returncode == 1, done.stderr


def test_the_watch_sees_a_connection(repository: Repository) -> None:
    program = WATCH.replace("sys.exit(", "socket.create_connection(('localhost', 9)); sys.exit(")
    assert repository.run(sys.executable, "-c", program, "scan").returncode == 9
