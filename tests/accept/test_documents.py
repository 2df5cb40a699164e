"""What docs/accepting.md and docs/configuration.md show is read, and every setting is in them."""

from __future__ import annotations

import re

import pytest

from colab_safe.accept import pragmas
from colab_safe.detect.engine import ENGINES
from colab_safe.detect.gitleaks.reading import read_rules
from colab_safe.detect.gitleaks.tables import lowered
from colab_safe.project.settings import ALLOWANCES, SETTINGS, checked_settings
from colab_safe.project.settings_file import parse_toml
from tests.tools import PROJECT

ACCEPTING = (PROJECT / "docs/accepting.md").read_text("utf-8")
CONFIGURATION = (PROJECT / "docs/configuration.md").read_text("utf-8")
TOML = re.findall(r"^```toml\n(?!#:schema)(.*?)^```", CONFIGURATION, flags=re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        TOML[0],
        *re.findall(r"```toml\n(.*?)```", (PROJECT / "README.md").read_text("utf-8"), re.DOTALL),
    ],
)
def test_documented_settings_are_read(text: str) -> None:
    table = parse_toml(text.encode(), "docs")["tool"]["colab-safe"]
    assert checked_settings(table, "docs").allow


def test_documented_rule_finds_its_token() -> None:
    rules, problems = read_rules(lowered(parse_toml(TOML[1].encode(), "docs")), "docs")
    assert problems == ()
    (rule,) = rules
    token = "acme_" + "0123456789abcdefghijklmnopqrstuv"
    assert list(rule.secrets(f"t = '{token}'")) == [(5, 42)]
    assert list(rule.secrets("t = 'acme_" + "0" * 32 + "'")) == []


def test_every_setting_is_documented() -> None:
    names = re.findall(r"^\| `([^`]+)` \|", CONFIGURATION, flags=re.MULTILINE)
    missing = {*SETTINGS, *ALLOWANCES, *ENGINES} - set(names)
    unknown = set(names) - {*SETTINGS, *ALLOWANCES, *ENGINES}
    assert not missing, f"docs/configuration.md has no row for {', '.join(sorted(missing))}: add it"
    assert not unknown, (
        f"docs/configuration.md has a row for {', '.join(sorted(unknown))}: remove it"
    )


@pytest.mark.parametrize("comment", re.findall(r"^\| `([^`]+)` \| ", ACCEPTING, flags=re.MULTILINE))
def test_documented_comments_accept(comment: str) -> None:
    text = f"# {comment}\nsecret" if "nextline" in comment else f"secret # {comment}"
    start = text.index("secret", text.find("\n") + 1)
    assert pragmas.accepts(text, start, start + 6, "any")
