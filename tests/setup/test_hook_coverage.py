"""Which notebooks a configured hook sees is what pre-commit and prek themselves hand to it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from colab_safe.setup.hook_coverage import coverage
from colab_safe.setup.hook_settings import OWN_HOOKS, HookSettings, read_hook_settings
from tests.history.repositories import notebook
from tests.repository import Repository
from tests.test_manifest import HOOKS
from tests.tools import tool

NOTEBOOKS = ["A.IPYNB", "a.ipynb", "docs/b.ipynb", "old/c.ipynb", "old/deep/d.ipynb"]
HEAD = "repos:\n- repo: local\n  hooks:\n"
# The settings of hooks, each as a line of its own: block and flow style, anchors, comments, quotes.
KEYS = [
    "files: ^docs/",
    'files: "\\\\.ipynb$"  # only small letters',
    "exclude: 'old/.*'",
    "exclude: ^(?!docs/)",
    "files: old, exclude: deep",
    "files: ''",
    "types: [jupyter]",
    "types: [python]",
    "types: [file, non-executable]",
    "types: [executable]",
    "types_or: [python, jupyter]",
    "types_or: [python, toml]",
    "exclude_types: [json]",
    "exclude_types: [markdown]",
    "always_run: true, pass_filenames: true, files: ^docs/",
    "<<: *docs",
    "<<: *docs, files: ^old/",
]
TOPS = ["", "files: ^old/\n", "exclude: &all .*\n", "{files: old, exclude: deep, repos: REPOS}"]


def config(top: str) -> str:
    hooks = [
        f"id: h{number}, name: h{number}, entry: echo colab-safe-scan, language: system, verbose: true, {keys}"
        for number, keys in enumerate(KEYS)
    ]
    anchor = "- &docs {id: docs, name: docs, entry: 'true', language: system, files: ^docs/}\n"
    lines = [f"  - {{{hook.partition('  #')[0]}}}{' #' * ('#' in hook)}\n" for hook in hooks]
    block = "  - id: block\n    name: block\n    entry: echo colab-safe-scan\n    language: system\n    verbose: true\n    # comment\n    files: |-\n      (?x)^(\n        docs/.*|\n        a.ipynb\n      )$\n"
    if top.startswith("{"):
        inner = ", ".join(
            line.strip().removeprefix("- ").partition(" #")[0] for line in [anchor, *lines]
        )
        return top.replace("REPOS", f"[{{repo: local, hooks: [{inner}]}}]") + "\n"
    return f"{top}{HEAD}  {anchor}{''.join(lines)}{block}"


def handed_over(framework: str, repository: Repository) -> dict[str, set[str]]:
    """The files that the framework gives to each hook."""
    said = repository.run(tool(framework), "run", "--all-files").stdout
    parts = re.split(r"- hook id: (\w+)\n", said)
    names = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {id: set(re.findall(r"\S+\.(?i:ipynb)", text)) for id, text in names.items()}


@pytest.mark.slow
@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
@pytest.mark.parametrize("top", TOPS)
def test_hooks_see_what_the_framework_gives_them(
    repository: Repository,
    framework: str,
    top: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    monkeypatch.chdir(repository.root)
    repository.add(".pre-commit-config.yaml", config(top))
    for name in NOTEBOOKS:
        repository.add(name, notebook())
    given = handed_over(framework, repository)

    settings = read_hook_settings(".pre-commit-config.yaml")

    assert settings.problem == ""
    hooks = [hook for hook in settings.hooks if "scan" in hook.verbs]
    seen = {
        hook.id: set(NOTEBOOKS) - set(coverage(settings, [hook], NOTEBOOKS).missed)
        for hook in hooks
    }
    assert seen == {id: given.get(id, set()) for id in seen}
    assert len(seen) >= len(KEYS)


def test_the_manifest_says_the_same() -> None:
    for id, own in OWN_HOOKS.items():
        hook = HOOKS[id]
        assert list(own.stages) == hook["stages"]
        types = hook.get("types_or", hook.get("types", ["jupyter"]))
        assert ("jupyter" if own.types else "text") in types or id == "colab-safe-push"
        assert own.always_run == hook.get("always_run", False)
        assert own.pass_filenames == hook.get("pass_filenames", True)
    assert set(OWN_HOOKS) == set(HOOKS)


OWN = (
    "repos:\n- repo: https://example.org/colab-safe\n  rev: v1\n  hooks:\n  - id: colab-safe-scan\n"
)
STAGES = {
    "manifest": (OWN, ("pre-commit", "manual")),
    "defaults do not reach it": (f"default_stages: [pre-push]\n{OWN}", ("pre-commit", "manual")),
    "own": (f"{OWN}    stages: [pre-push]\n", ("pre-push",)),
    "old name": (f"{OWN}    stages: [commit]\n", ("pre-commit",)),
    "empty": (f"default_stages: [manual]\n{OWN}    stages: []\n", ("manual",)),
    "local": ("default_stages: [push]\nrepos: [{repo: local, hooks: [{id: x, entry: colab-safe scan}]}]\n", ("pre-push",)),
    "local without": ("repos: [{repo: local, hooks: [{id: x, entry: colab-safe scan}]}]\n", ()),
}  # fmt: skip


def read(text: str, folder: Path) -> HookSettings:
    (folder / "c.yaml").write_text(text)
    return read_hook_settings(str(folder / "c.yaml"))


@pytest.mark.parametrize(("text", "stages"), STAGES.values(), ids=STAGES)
def test_stages(text: str, stages: tuple[str, ...], tmp_path: Path) -> None:
    assert [hook.stages for hook in read(text, tmp_path).hooks] == [stages]


CALLS = {
    "colab-safe-scan": {"scan"},
    "/venv/bin/colab-safe-push": {"push"},
    "colab-safe scan --staged": {"scan"},
    "python -I -m colab_safe scan .": {"scan"},
    "bash -c 'colab-safe-paths && colab-safe-scan'": {"paths", "scan"},
    "bash -c 'colab-safe-scan || true'": set(),
    "colab-safe-scan || exit 1": {"scan"},
    "C:/venv/Scripts/colab-safe.exe scan": {"scan"},
    "my-colab-safe-scan": set(),
    "colab-safe-scanner": set(),
    "# colab-safe-scan": set(),
    "echo done  \\\n && colab-safe-scan": {"scan"},
}


@pytest.mark.parametrize(("entry", "verbs"), CALLS.items())
def test_which_checks_an_entry_calls(entry: str, verbs: set[str], tmp_path: Path) -> None:
    text = f"repos: [{{repo: local, hooks: [{{id: x, entry: {entry!r}}}]}}]\n"
    if "'" in entry or "\\" in entry:
        quoted = entry.replace("\\", "\\\\").replace("\n", "\\n")
        text = f'repos: [{{repo: local, hooks: [{{id: x, entry: "{quoted}"}}]}}]\n'
    assert [hook.verbs for hook in read(text, tmp_path).hooks] == [verbs]


def test_many_hooks_by_aliases_are_refused(tmp_path: Path) -> None:
    hooks = ", ".join(["{id: x}"] * 1000)
    repos = ", ".join(["&r {repo: x, hooks: [" + hooks + "]}", *["*r"] * 1000])
    assert "more than 10,000 hooks" in read(f"repos: [{repos}]\n", tmp_path).problem
