"""Hooks that are configured already get the keys for notebooks kept as text, and nothing else changes."""

from __future__ import annotations

import pytest
import yaml

from colab_safe.errors import UsageError
from colab_safe.setup.hook_config import with_colab_safe_hooks
from colab_safe.setup.hook_keys import keys_for
from tests.repository import Repository
from tests.tools import tomllib, tool

PATTERNS = ["notebooks/*.py", "it's/"]
REPO = "repos:\n- repo: https://git.example/team/colab-safe\n  rev: v1\n  hooks:\n"
BLOCK = f"{REPO}  - id: colab-safe-paths\n  - id: colab-safe-scan  # tokens\n    args: [--]\n  - id: colab-safe-push\n"
YAMLS = {
    "block": BLOCK,
    "indented, with a document's marks": "---\n"
    + BLOCK.replace("  - id", "      -   id").replace("    args", "          args")
    + "...\n",
    "windows": BLOCK.replace("\n", "\r\n"),
    "no final line end": f"{REPO}  - name: x\n    id: 'colab-safe-redact'",
    "flow style": f"{REPO}  - {{id: colab-safe-paths}}\n  - {{args: [], id: colab-safe-scan, name: x}}\n",
    "flow list": REPO.rstrip("\n") + " [{id: colab-safe-paths}, {id: colab-safe-scan}, {id: black}]\n",
    "anchor": f"{REPO}  - &a\n    id: colab-safe-scan\n  - *a\n  - <<: *a\n    name: again\n",
    "among others": "repos:\n- repo: local\n  hooks:\n  - id: colab-safe-scan\n    entry: x\n" + BLOCK[7:],
}  # fmt: skip
CHOSEN = {
    "files": f"{REPO}  - id: colab-safe-scan\n    files: x\n",
    "types": f"{REPO}  - id: colab-safe-paths\n    types: [jupyter]\n",
    "every file": f"{REPO}  - id: colab-safe-scan-all\n  - id: colab-safe-push\n",
    "local": "repos:\n- repo: local\n  hooks:\n  - id: x\n    entry: colab-safe scan\n",
}
TOMLS = {
    "inline": '[[repos]]\nrepo = "x"\nhooks = [{ id = "colab-safe-paths" }, { id = \'colab-safe-scan\' }]\n',
    "tables": '# id = "colab-safe-scan"\n[[repos]]\nrepo = "x"\n[[repos.hooks]]\nid = "colab-safe-scan"  # x\n',
}


def with_keys(settings: object) -> object:
    for repo in settings["repos"]:  # type: ignore[index]
        for hook in repo["hooks"] if repo["repo"] != "local" else ():
            if hook["id"] in ("colab-safe-paths", "colab-safe-scan", "colab-safe-redact"):
                hook.update(keys_for(hook["id"], PATTERNS))
    return settings


@pytest.mark.parametrize("text", YAMLS.values(), ids=YAMLS)
def test_keys_go_behind_the_id(text: str) -> None:
    after = with_colab_safe_hooks(text, text_notebooks=PATTERNS)
    assert yaml.safe_load(after) == with_keys(yaml.safe_load(text)) != yaml.safe_load(text)
    assert all(line.rstrip("}]\r") in after for line in text.split("\n") if "," not in line)
    assert ("\r\n" in text) == ("\r\n" in after) and "\r\n" not in after.replace("\r\n", "", 99)
    assert with_colab_safe_hooks(after, text_notebooks=PATTERNS) == after
    assert with_colab_safe_hooks(text) == text


@pytest.mark.parametrize("text", CHOSEN.values(), ids=CHOSEN)
def test_who_has_chosen_is_left_alone(text: str) -> None:
    assert with_colab_safe_hooks(text, text_notebooks=PATTERNS) == text


@pytest.mark.parametrize("text", TOMLS.values(), ids=TOMLS)
def test_in_toml(text: str) -> None:
    after = with_colab_safe_hooks(text, "prek.toml", PATTERNS)
    assert tomllib.loads(after) == with_keys(tomllib.loads(text)) != tomllib.loads(text)
    assert with_colab_safe_hooks(after, "prek.toml", PATTERNS) == after


def test_a_layout_that_does_not_allow_it() -> None:
    text = f"{REPO}  - ? id\n    : colab-safe-scan\n    ? name\n    : |\n      x\n"
    with pytest.raises(UsageError) as raised:
        with_colab_safe_hooks(
            text.replace(": colab", ": >-\n       colab"), text_notebooks=PATTERNS
        )
    assert "Add these keys to its hooks" in str(raised.value)
    assert "colab-safe-scan: types_or: [file]" in str(raised.value)


def test_init_shows_the_lines_and_writes_them_once(repository: Repository) -> None:
    repository.write(".colab-safe.toml", 'known-values = false\ntext-notebooks = ["*.qmd"]\n')
    repository.write(".pre-commit-config.yaml", BLOCK)
    shown = repository.run(tool("colab-safe"), "init")
    assert "    +    types_or: [file]" in shown.stdout
    assert (repository.root / ".pre-commit-config.yaml").read_text() == BLOCK
    repository.run(tool("colab-safe"), "init", "--yes")
    written = (repository.root / ".pre-commit-config.yaml").read_text()
    assert written == with_colab_safe_hooks(BLOCK, text_notebooks=["*.qmd"])
    repository.git("add", "--all")
    said = repository.run(tool("colab-safe"), "doctor").stdout
    assert "kept as text: by itself" not in said
    assert ".pre-commit-config.yaml" not in repository.run(tool("colab-safe"), "init").stdout
