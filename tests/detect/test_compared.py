"""The days on which rules were compared with their vendors' pages."""

from __future__ import annotations

from datetime import date

import pytest

from colab_safe.command_line.main import main
from colab_safe.detect import compared as module
from colab_safe.detect.compared import compared
from colab_safe.detect.rules import RULES

IDS = [rule.id for rule in RULES]
# What notebooks leak most.
WATCHED = [
    "anthropic-api-key", "aws-access-key-id", "azure-devops-pat", "cloudflare-api-token", "databricks-token", "discord-bot-token", "docker-hub-pat",
    "gemini-api-key", "github-pat", "github-server-token", "gitlab-pat", "google-api-key", "huggingface-token", "kaggle-access-token",
    "langsmith-personal-token", "npm-token", "onepassword-service-token", "openai-api-key", "pinecone-api-key", "pypi-token", "slack-bot-token",
    "stripe-secret-key", "wandb-v1-api-key",
]  # fmt: skip


PAGES = {module.FORMAT, module.BEGINNING, module.LENGTH, module.NO_FORMAT, module.NOT_NOTED}
NO_PAGES = {module.IN_USE, module.NOTHING, module.NOT_YET}


def _row(id: str) -> str:
    return max(filter(id.startswith, module._COMPARED), key=len, default="")


USED = {_row(id) for id in IDS}


@pytest.mark.parametrize("prefix", module._COMPARED)
def test_a_row_says_who_looked_where_and_what_was_found(prefix: str) -> None:
    assert prefix in USED, f"no rule uses the row {prefix!r}"
    day, page, found = module._COMPARED[prefix]
    assert found in {*PAGES, *NO_PAGES, module.STANDARD}
    assert (day is None) == (found in {module.NOT_YET, module.STANDARD})
    assert day is None or date.fromisoformat(day) >= date(2026, 11, 26)
    assert page is None or page.startswith("https://")
    assert page is not None if found in PAGES else page is None or found == module.STANDARD


@pytest.mark.parametrize("id", IDS)
def test_every_rule_has_a_row(id: str) -> None:
    assert compared(id), (
        f"no row of colab_safe/detect/compared.py is for the rule {id!r}: add its vendor, with the day on which you compared it"
    )


@pytest.mark.parametrize("id", WATCHED)
def test_what_leaks_most_was_compared(id: str) -> None:
    look = compared(id)
    assert id in IDS and look and look.day, (
        f"compare the rule {id!r} with its vendor's page, and note the day in colab_safe/detect/compared.py"
    )


def test_the_longest_beginning_counts() -> None:
    installation, personal = compared("github-server-token"), compared("github-pat")
    assert installation and personal and installation.page != personal.page
    assert compared("a-rule-of-a-team") is None


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("gitlab-pat", "compared   2026-11-26, with https://docs.gitlab.com/"),
        ("fireworks-api-key", f"compared   2026-11-26, {module.IN_USE}"),
        ("generic-key", f"compared   {module.STANDARD}"),
    ],
)
def test_rules_show_tells_what_was_found(
    id: str, line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["rules", "show", id]) == 0
    assert line in capsys.readouterr().out
