"""`colab-safe rules list|show|test`."""

from __future__ import annotations

import io
import sys

import pytest

from colab_safe.detect.rules import RULES
from colab_safe.shown.rule import CODE_RULES
from tests.accept.projects import Folder
from tests.notebooks import code
from tests.tokens import github_token

TEAM = "[[rules]]\nid = 'acme-token'\ndescription = 'Acme token'\nregex = 'acme_[a-z]{8}'\nentropy = 2.5\n"


def typed(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))


def test_list_names_every_rule_once(folder: Folder) -> None:
    code, out, _ = folder.run("rules", "list")
    assert code == 0
    assert sorted(line.split()[0] for line in out.splitlines()) == sorted(
        rule.rule.id for rule in (*RULES, *CODE_RULES)
    )


def test_list_by_word_with_the_teams_rules(folder: Folder) -> None:
    folder.write(".colab-safe.toml", "rules = 'own.toml'")
    folder.write("own.toml", TEAM)
    assert folder.run("rules", "list", "ACME") == (0, "acme-token  Acme token\n", "")
    assert "github-pat " in folder.run("rules", "list", "github")[1]
    assert folder.run("rules", "list", "no such")[0] == 2


def test_show(folder: Folder) -> None:
    code, out, _ = folder.run("rules", "show", "github-pat")
    assert code == 0
    assert out.startswith("github-pat: GitHub personal access token (classic)\n")
    for word in ("ghp_", "https://github.com/settings/tokens", "CRC32", "its format alone"):
        assert word in out
    assert folder.run("rules", "show", "github") == (
        2,
        "",
        folder.run("rules", "show", "github")[2],
    )


def test_show_the_rule_of_known_values(folder: Folder) -> None:
    code, out, _ = folder.run("rules", "show", "known-value")
    assert code == 0
    assert out.startswith("known-value: Known value\n")
    assert "known-values = true" in out


def test_test_finds(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, f"first\nt = {github_token(1)}\n")
    code, out, _ = folder.run("rules", "test")
    assert code == 1
    assert "github-pat: stdin: line 2, column 5" in out
    assert github_token(1) not in out


def test_test_reads_a_notebook_and_shows_secrets_when_asked(folder: Folder) -> None:
    folder.notebook("a.ipynb", code(f"t = '{github_token(1)}'"))
    exit_code, out, _ = folder.run(
        "rules", "test", "github-pat", "--file", "a.ipynb", "--show-secrets"
    )
    assert exit_code == 1
    assert "cell 1" in out
    assert f"secret: {github_token(1)}" in out


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("nothing", "the text contains none of its keywords: ghp_"),
        ("ghp_short", "its pattern does not match anywhere"),
        (
            f"\n{github_token(1)[:-1]}{'A' if github_token(1)[-1] != 'A' else 'B'}",
            "matches on line 2, but the value fails",
        ),
        (f"{github_token(1)} # gitleaks:allow", "(1 accepted)"),
    ],
    ids=["keyword", "pattern", "check", "accepted"],
)
def test_test_says_why_not(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, text: str, says: str
) -> None:
    typed(monkeypatch, text)
    code, out, _ = folder.run("rules", "test", "github-pat")
    assert code == 0
    assert says in out


def test_test_with_a_rule_of_the_team(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.write(".colab-safe.toml", "rules = 'own.toml'")
    folder.write("own.toml", TEAM)
    typed(monkeypatch, "acme_aaaaaaaa acme_qwertzui")
    code, out, _ = folder.run("rules", "test", "acme-token")
    assert (code, out.count("acme-token:")) == (1, 1)
    assert "entropy above 2.5" in folder.run("rules", "show", "acme-token")[1]
