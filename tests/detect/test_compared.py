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


@pytest.mark.parametrize("prefix", module._COMPARED)
def test_a_row_belongs_to_rules_and_has_a_day_and_a_page(prefix: str) -> None:
    assert any(id.startswith(prefix) for id in IDS), f"no rule's id begins with {prefix!r}"
    row = module._COMPARED[prefix]
    assert date.fromisoformat(row.day) >= date(2026, 11, 26)
    assert row.page.startswith("https://")


@pytest.mark.parametrize("id", WATCHED)
def test_what_leaks_most_was_compared(id: str) -> None:
    assert id in IDS
    assert compared(id), (
        f"compare the rule {id!r} with its vendor's page, and note the day in colab_safe/detect/compared.py"
    )


def test_the_longest_beginning_counts() -> None:
    installation, personal = compared("github-server-token"), compared("github-pat")
    assert installation and personal and installation.page != personal.page
    assert compared("generic-secret") is None


def test_rules_show_tells_the_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rules", "show", "gitlab-pat"]) == 0
    assert "compared   2026-11-26, with https://docs.gitlab.com/" in capsys.readouterr().out
    assert main(["rules", "show", "generic-key"]) == 0
    assert "compared" not in capsys.readouterr().out
