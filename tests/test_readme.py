"""The README's commands and options exist, and `.ci/run` calls the two commands that it begins with."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator

import pytest

import colab_safe
from tests.tools import PROJECT, tomllib, tool

README = (PROJECT / "README.md").read_text("utf-8")
DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    *(file.relative_to(PROJECT).as_posix() for file in (PROJECT / "docs").rglob("*.md")),
]
SETUP, TESTS = "pip install . && colab-safe demo", "pip install '.[test]' && pytest"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.DOTALL | re.MULTILINE)


def command_lines() -> Iterator[str]:
    for block in blocks("sh"):
        yield from (line for line in block.splitlines() if line.startswith("colab-safe "))
    yield from re.findall(r"`(colab-safe [^`]*)`", README)


def help_of(words: list[str]) -> str:
    """The help of a command and, where the next word is one of its verbs, of that verb."""
    done = subprocess.run(
        [tool(words[0]), words[1], "--help"], capture_output=True, encoding="utf-8", check=True
    )
    if len(words) > 2 and re.search(
        rf"^    {re.escape(words[2])}\b", done.stdout, flags=re.MULTILINE
    ):
        below = subprocess.run(
            [tool(words[0]), *words[1:3], "--help"],
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        return done.stdout + below.stdout
    return done.stdout


def test_it_begins_with_the_two_commands() -> None:
    assert [block.strip() for block in blocks("sh")[:2]] == [SETUP, TESTS]
    assert README.index(TESTS) < 1000


def test_ci_calls_the_two_commands() -> None:
    script = (PROJECT / ".ci" / "run").read_text("utf-8")
    (pattern,) = re.findall(r"grep -E '(\^pip install [^']*)' README\.md", script)
    assert re.findall(f"{pattern}.*", README, flags=re.MULTILINE) == [SETUP, TESTS]
    assert re.findall(r"^readme_command (\d)", script, flags=re.MULTILINE) == ["1", "2"]


@pytest.mark.parametrize("line", sorted(set(command_lines())))
def test_a_command_and_its_options_exist(line: str) -> None:
    words = shlex.split(line, comments=True)
    explained = (
        help_of([word for word in words if not word.startswith("-")]) if len(words) > 1 else ""
    )
    options = [
        word.partition("=")[0]
        for word in shlex.split(line.replace("#", " "))
        if re.match(r"--[a-z]", word)
    ]
    for option in options:
        assert re.search(rf"{option.rstrip(':')}\b", explained), f"{option}: {line}"


def test_other_options_exist() -> None:
    everything = help_of(["colab-safe", "scan"])
    for option in set(re.findall(r"`(--[a-z-]+)", README)):
        assert option in everything


def test_its_python_can_be_imported() -> None:
    for block in blocks("python"):
        compile(block, "README.md", "exec")
        for names in re.findall(r"^from colab_safe import (.*)", block, flags=re.MULTILINE):
            assert {name.strip() for name in names.split(",")} <= set(colab_safe.__all__)


def test_its_settings_are_read() -> None:
    from colab_safe.project.settings import checked_settings

    for block in blocks("toml"):
        assert checked_settings(tomllib.loads(block)["tool"]["colab-safe"], "README.md").allow


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_inside_the_project_lead_somewhere(document: str) -> None:
    file = PROJECT / document
    for target in re.findall(r"\]\((?!https?://)([^)#]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), f"{document} links to {target}"


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_are_named_exist(document: str) -> None:
    text = (PROJECT / document).read_text("utf-8")
    for name in re.findall(r"`((?:colab_safe|hooks|tests|docs|bench)/[\w./-]+)`", text):
        assert (PROJECT / name).exists(), f"{document} names {name}"
