"""The check after an install finds a token that was left somewhere, by whomever."""

from __future__ import annotations

from pathlib import Path

import pytest

from colab_safe.install.packages.leftovers import leftovers
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import make_token

from .forge import Forge, made_up_token
from .lab import Lab
from .notebooks import outputs, run_notebook
from .test_private_install import install, succeeds

TOKEN = make_token(made_up_token(60), Server("https", "github.com"))


@pytest.mark.parametrize(
    "name",
    [
        ".git-credentials",
        ".gitconfig",
        ".config/git/credentials",
        ".netrc",
        ".config/pip/pip.conf",
        ".pypirc",
    ],
)
def test_files_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert leftovers([TOKEN]) == []
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text(f"https://alice:{TOKEN.secret.reveal()}@github.com\n")
    (found,) = leftovers([TOKEN])
    assert str(tmp_path / name) in found and TOKEN.secret.reveal() not in found


def test_a_clone(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text(
        f"url = https://{TOKEN.secret.reveal()}@github.com/a/b"
    )
    assert len(leftovers([TOKEN], clones=[str(tmp_path)])) == 1


def test_the_user_is_told_after_the_install(lab: Lab, forge: Forge) -> None:
    (lab.home / ".git-credentials").write_text(
        f"{forge.url.replace('://', '://' + lab.token + '@')}\n"
    )
    succeeds(
        lab,
        install(lab),
        "Warning: the file",
        ".git-credentials contains the token: remove it there",
    )


def test_a_cell_that_holds_the_token(lab: Lab, forge: Forge) -> None:
    call = f"from colab_safe import install_private_library as install\ninstall({str(lab.token_file)!r}, 'privpkg').warnings"
    saved = run_notebook(lab, [f"typed = {lab.token!r}", call])
    assert "cell In[1] of this notebook contains the token" in outputs(saved, 1)
    assert not lab.leaks_in(outputs(saved, 1))
