"""The token lent to commands of the user's own, clones, and the magic."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from colab_safe import clone_private, git_credentials
from colab_safe.errors import InstallError, UsageError

from .forge import Forge, git
from .lab import Lab
from .notebooks import outputs, run_notebook
from .packages import package

DOWNLOAD = """
import subprocess, sys
from colab_safe import git_credentials
with git_credentials({0!r}) as env:
    subprocess.run([sys.executable, "-m", "pip", {1!r}, "-q", "--no-deps", {2!r}, {3!r}, "git+{4}/alice/privpkg.git"], env=env, check=True)
"""


@pytest.mark.parametrize(("verb", "option"), [("download", "-d"), ("wheel", "-w")])
def test_archives_hold_no_token(lab: Lab, forge: Forge, verb: str, option: str) -> None:
    folder = lab.root / "archives"
    run = lab.python(
        DOWNLOAD.format(str(lab.token_file), verb, option, str(folder), forge.url), watch=True
    )
    assert run.status == 0, run.output
    assert list(folder.iterdir())
    assert lab.leaking_files(folder, lab.home, lab.temporary) == []
    assert not lab.leaks_in(run.argvs() + run.environs() + run.output)


def test_the_environment_works_only_in_the_block(lab: Lab, forge: Forge) -> None:
    command = ["git", "ls-remote", f"{forge.url}/alice/privpkg.git"]
    with git_credentials(lab.token_file) as env:
        assert not lab.leaks_in(repr(env))
        assert (
            "refs/heads/main"
            in subprocess.run(command, env=env, capture_output=True, text=True, check=True).stdout
        )
    after = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert after.returncode != 0


def test_clone_and_update(lab: Lab, forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(lab.root)
    first = forge.add("alice/work", package("work"), tags=("v1",))
    folder = clone_private(lab.token_file, "work", quiet=True)
    assert folder == str(lab.root / "work")
    assert head(folder) == first
    assert lab.leaking_files(Path(folder)) == []
    second = forge.add("alice/work", {"news": "x"})
    assert clone_private(lab.token_file, "work", quiet=True) == folder
    assert head(folder) == second
    clone_private(lab.token_file, "work@v1", quiet=True)
    assert head(folder) == first
    with pytest.raises(InstallError, match="no branch, tag or commit 'nosuch'"):
        clone_private(lab.token_file, "work@nosuch", quiet=True)


def head(folder: str) -> str:
    return git("rev-parse", "HEAD", cwd=Path(folder)).strip()


def test_a_clone_does_not_overwrite(lab: Lab, forge: Forge) -> None:
    (lab.root / "mine").mkdir()
    (lab.root / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(InstallError, match="is not a clone of"):
        clone_private(lab.token_file, "privpkg", lab.root / "mine", quiet=True)
    forge.add("alice/diverging", {"a": "1"})
    folder = Path(clone_private(lab.token_file, "diverging", lab.root / "diverging", quiet=True))
    forge.add("alice/diverging", {"a": "2"})
    (folder / "b").write_text("mine")
    git("add", "b", cwd=folder)
    git("commit", "-q", "-m", "mine", cwd=folder)
    with pytest.raises(InstallError, match="has local changes"):
        clone_private(lab.token_file, "diverging", folder, quiet=True)
    assert (folder / "b").read_text() == "mine"


def test_the_magic(lab: Lab, forge: Forge) -> None:
    cells = [
        "%load_ext colab_safe",
        f"%private_install alice/privpkg --token '{lab.token_file}' --quiet",
        "import privpkg; privpkg.VERSION",
        "%private_install --nosuch",
    ]
    saved = run_notebook(lab, cells)
    assert "privpkg 0.1 from" in outputs(saved, 1)
    assert "'0.1'" in outputs(saved, 2)
    assert "UsageError" in outputs(saved, 3) and "usage: %private_install" in outputs(saved, 3)
    assert not lab.leaks_in(saved)


def test_the_magics_words() -> None:
    from colab_safe.install.magic import private_install

    with pytest.raises(UsageError, match="required: repo"):
        private_install("")
