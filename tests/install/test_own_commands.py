"""The token lent to commands of the user's own, and clones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from colab_safe import clone_private, git_credentials
from colab_safe.errors import InstallError
from colab_safe.install.credentials.own_commands import end_git_credentials

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


LS = "git ls-remote {0}/alice/privpkg.git"


def test_commands_of_the_notebook_have_the_token_in_the_block_and_while_it_is_on(
    lab: Lab, forge: Forge
) -> None:
    ls = LS.format(forge.url)
    after = f"!GIT_TERMINAL_PROMPT=0 GIT_ASKPASS= {ls}"
    token = str(lab.token_file)
    cells = [
        "import os\nfrom colab_safe import git_credentials\nbefore = dict(os.environ)",
        f"with git_credentials({token!r}):\n    !{ls}\n    os.environ['MINE'] = '1'",
        after,
        f"%load_ext colab_safe\n%private_git on --token '{token}'",
        f"!{ls}",
        f"%%bash\n{ls}",
        "%private_git off",
        after,
        "print('same', before | {'MINE': '1'} == dict(os.environ))",
        f"git_credentials({token!r}, persist=True)",
        f"!{ls}",
        "%private_git maybe",
    ]
    saved = run_notebook(lab, cells)
    has_token = ["refs/heads/main" in outputs(saved, number) for number in range(len(cells))]
    assert [number for number, has in enumerate(has_token) if has] == [1, 4, 5, 10]
    assert "same True" in outputs(saved, 8)
    assert "<git credentials for" in outputs(saved, 9)
    assert "invalid choice" in outputs(saved, 11)
    assert not lab.leaks_in(saved)
    assert lab.leaking_files() == [] and list(lab.temporary.glob("cs-*")) == []


def test_the_environment_is_restored_after_an_error(
    lab: Lab, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("GIT_TRACE", "1"), ("GIT_CONFIG_COUNT", "0"), ("GITHUB_TOKEN", "x")):
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with pytest.raises(ZeroDivisionError), git_credentials(lab.token_file) as env:
        assert "GIT_TRACE" not in os.environ and os.environ["GITHUB_TOKEN"] == "x"
        assert "GITHUB_TOKEN" not in env
        assert os.environ.get("TMPDIR") == before.get("TMPDIR") != env["TMPDIR"]
        assert os.environ.get("GIT_CONFIG_GLOBAL") == before.get("GIT_CONFIG_GLOBAL")
        raise ZeroDivisionError
    assert dict(os.environ) == before


def test_a_second_token_for_the_session_takes_the_place_of_the_first(
    lab: Lab, forge: Forge
) -> None:
    before = dict(os.environ)
    first, second = (git_credentials(lab.token_file, persist=True) for _ in range(2))
    assert [": on" in repr(each) for each in (first, second)] == [False, True]
    end_git_credentials()
    end_git_credentials()
    assert dict(os.environ) == before
