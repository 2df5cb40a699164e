"""The pages of docs/ name every hook, function and page that there is; `.ci/run` builds the site from them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

import colab_safe
from colab_safe.published import IS_PUBLISHED
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


# Somebody else could register them, and what is at these names would run on the machines of our users.
NAMES = ("github.com/colab-safe", "pypi.org/project/colab-safe", "uses: colab-safe/")
OUR_PACKAGE = re.compile(r"pip\S* install (?:-\S+ )*['\"]?colab-safe\b")


def test_no_name_is_written_that_is_not_ours() -> None:
    assert not IS_PUBLISHED  # then this test goes, and the names come
    named = subprocess.run(
        ["git", "ls-files", "-z"], cwd=PROJECT, capture_output=True, encoding="utf-8", check=True
    )
    wrong = []
    for name in filter(None, named.stdout.split("\0")):
        text = (PROJECT / name).read_bytes().decode("utf-8", "replace")
        if name != "tests/test_site.py" and (
            any(each in text for each in NAMES) or OUR_PACKAGE.search(text)
        ):
            wrong.append(name)
    assert wrong == []


@pytest.mark.parametrize("file", sorted(DOCS.glob("*.svg")), ids=lambda file: file.name)
def test_a_picture_has_a_title_and_fetches_nothing(file: Path) -> None:
    drawn = file.read_text("utf-8")
    titled = r'<svg role="img" aria-labelledby="(\S+)-title".*<title id="\1-title">\S'
    assert re.search(titled, drawn, re.DOTALL)
    assert re.findall(r"url\((?!#)|href=|@import|<script", drawn) == []
