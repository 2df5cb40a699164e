"""Paths that people pass from a notebook: `~`, and relative ones after the current folder was deleted."""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

import pytest

from colab_safe import ColabSafeError
from colab_safe.install.arguments import Passed, kind_of, ready_arguments
from colab_safe.install.credentials.own_commands import end_git_credentials
from colab_safe.install.current_folder import DELETED
from colab_safe.model import Hidden

from .forge import Forge
from .lab import Lab
from .public_functions import ARGUMENTS, PUBLIC, Call, valid
from .test_private_install import BOTH, install, succeeds

PATHS = [
    (name, argument)
    for name, argument in ARGUMENTS
    if kind_of(inspect.signature(PUBLIC[name]).parameters[argument]).expected == "a path"
]


@pytest.mark.parametrize(("name", "argument"), PATHS, ids=[".".join(each) for each in PATHS])
def test_a_tilde_is_the_home_folder(
    name: str, argument: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    given = {**valid(name, tmp_path, "http://127.0.0.1:9"), argument: "~/keys/x.json"}
    ready = ready_arguments(PUBLIC[name], Passed(Hidden(()), Hidden(given)))
    assert ready[argument] == str(tmp_path / "keys" / "x.json")


def test_each_argument_that_is_a_path_is_known_as_one() -> None:
    assert {argument for _, argument in PATHS} == {"path", "dest", "output"}


@pytest.fixture
def deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    monkeypatch.delitem(sys.modules, "ipykernel", raising=False)  # then nobody is asked


# What is relative, by its own value or by default.
RELATIVE = [
    *((name, {argument: "x/y.json"}) for name, argument in PATHS if name != "check_sharing"),
    *((name, {"config": "x.json"}) for name, argument in ARGUMENTS if argument == "config"),
    ("clone_private", {"dest": None}),
    ("install_private_library", {"editable": True, "installer": "pip"}),
    ("token_path", {}),
]


@pytest.mark.parametrize(("name", "options"), RELATIVE)
def test_after_the_current_folder_was_deleted_a_relative_path_says_so(
    name: str, options: dict[str, object], tmp_path: Path, deleted: None
) -> None:
    arguments = {**valid(name, tmp_path, "http://127.0.0.1:9"), **options}
    error = Call(PUBLIC[name], **arguments).failure()
    assert isinstance(error, ColabSafeError)
    if name != "encrypt_token_file" or "output" not in options:  # the file is looked at first
        assert DELETED in str(error)


@pytest.mark.parametrize("name", PUBLIC)
def test_after_the_current_folder_was_deleted_nothing_is_an_internal_error(
    name: str, tmp_path: Path, deleted: None
) -> None:
    error = Call(PUBLIC[name], **valid(name, tmp_path, "http://127.0.0.1:9")).failure()
    end_git_credentials()
    assert error is None or isinstance(error, ColabSafeError)
    assert "internal error" not in str(error)


@BOTH
def test_an_install_needs_no_current_folder(lab: Lab, forge: Forge, installer: str) -> None:
    gone = lab.root / "gone"
    before = (
        f"import os; os.mkdir({str(gone)!r}); os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})\n"
    )
    run = install(lab, installer=installer, before=before, quiet=True)
    succeeds(lab, run, "RESULT privpkg 0.1")
    assert os.listdir(lab.temporary) == []
