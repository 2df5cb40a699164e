"""The pages of docs/ name every hook, function and page that there is; `.ci/run` builds the site from them."""

from __future__ import annotations

import re

import pytest
from ruamel.yaml import YAML

import colab_safe
from tests.tools import PROJECT

DOCS = PROJECT / "docs"
HOOKS = {each["id"]: each for each in YAML(typ="safe").load(PROJECT / ".pre-commit-hooks.yaml")}


@pytest.mark.parametrize("hook", HOOKS)
def test_a_hook_has_a_page(hook: str) -> None:
    page = (DOCS / "hooks" / f"{hook.removeprefix('colab-safe-')}.md").read_text("utf-8")
    assert page.startswith(f"# {hook}\n")
    assert f"- id: {hook}\n" in page
    for question in ("runs", "looks at", "changes", "exit code", "network"):
        assert f"\n| {question} | " in page


def test_every_public_name_is_described() -> None:
    page = (DOCS / "api.md").read_text("utf-8")
    described = re.findall(r"^::: colab_safe\.([\w.]+)\.(\w+)$", page, flags=re.MULTILINE)
    assert {name: home for home, name in described} == colab_safe._HOMES


def test_every_page_is_in_the_navigation() -> None:
    settings = (PROJECT / "mkdocs.yml").read_text("utf-8")
    pages = [file.relative_to(DOCS).as_posix() for file in DOCS.rglob("*.md")]
    missing = [page for page in pages if settings.count(page) != 1]
    assert [page for page in missing if not page.startswith("decisions/")] == []
