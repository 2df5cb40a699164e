"""`init` shows each change before it makes it, touches nothing else, and twice is the same as once."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from colab_safe import __version__
from colab_safe.errors import UsageError
from colab_safe.published import REPOSITORY
from colab_safe.setup import ci_files, hook_config
from colab_safe.setup.known_values_setting import with_known_values
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import PROJECT, tomllib, tool

TOKEN = github_token()
OURS = ["colab-safe-paths", "colab-safe-scan", "colab-safe-push"]
BLACK = "- repo: https://github.com/psf/black\n  rev: '24.1'\n  hooks:\n    - id: black\n"


def init(repository: Repository, *arguments: str) -> subprocess.CompletedProcess[str]:
    done = repository.run(tool("colab-safe"), "init", *arguments)
    assert TOKEN not in done.stdout + done.stderr
    return done


def files(repository: Repository) -> dict[str, bytes]:
    found = [
        path for path in repository.root.rglob("*") if path.is_file() and ".git" not in path.parts
    ]
    return {path.relative_to(repository.root).as_posix(): path.read_bytes() for path in found}


def indented(text: str) -> str:
    return "".join(f"  {line}\n" for line in text.splitlines())


CONFIGS = {
    "empty": "",
    "indented": f"repos:\n{indented(BLACK)}",
    "at the margin": f"repos:\n{BLACK}",
    "keys behind": f"repos:\n{indented(BLACK)}\n# of pre-commit.ci\nci:\n  autofix_prs: false\n",
    "keys before": f"default_stages: [pre-commit]\nrepos:\n{BLACK}",
    "comments": f"# first\nrepos:  # the list\n  # inside\n{indented(BLACK)}  # last\n\n# end\n",
    "no final line end": f"repos:\n{BLACK}".rstrip("\n"),
    "windows": f"repos:\r\n{indented(BLACK)}".replace("\n", "\r\n").replace("\r\r", "\r"),
    "empty list": "repos: []\n",
    "empty list and keys": "repos: [ ]  # none\nci: {}\n",
    "no list yet": "repos:\n",
    "document marks": f"---\nrepos:\n{BLACK}...\n",
    "flow style": "repos: [{repo: local, hooks: []}]\n",
    "flow style, many lines": "repos: [\n  {repo: local, hooks: []},  # first\n  # last\n]\nci: {}\n",
    "all in flow style": "{repos: [], ci: {}}\n",
    "no list at all": "minimum_pre_commit_version: '3'\n",
    "comments only": "# first\n# last\n",
    "empty list with a comment": "repos: [\n  # none yet\n]\n",
    "anchors": "x: &hooks [{id: black}]\nrepos:\n- repo: &url https://x.org/r\n  rev: v1\n  hooks: *hooks\n",
    "text with line ends": "repos:\n- repo: local\n  hooks:\n  - id: a\n    entry: |+\n      x\n\n\nci: {}\n",
    "text at the end": "repos:\n- repo: local\n  hooks:\n  - id: a\n    entry: |+\n      x\n\n\n",
    "byte-order mark": f"\ufeffrepos:\n{BLACK}",
    "quoted key": f"'repos':\n{BLACK}",
}


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_hooks_are_added_behind_all_others(text: str) -> None:
    before = yaml.safe_load(text) or {}
    written = hook_config.with_colab_safe_hooks(text)
    after = yaml.safe_load(written)
    if not before:  # so that plain `pre-commit install` installs both
        assert after.pop("default_install_hook_types") == ["pre-commit", "pre-push"]
    *others, ours = after.pop("repos")
    assert others == (before.pop("repos", None) or [])
    assert [hook["id"] for hook in ours["hooks"]] == OURS
    assert after == before
    assert ("\r\n" in written) == ("\r\n" in text)
    assert written.count("\r\n") in (0, written.count("\n"))


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_every_line_that_was_there_stays(text: str) -> None:
    written = hook_config.with_colab_safe_hooks(text)
    if text in ("repos: []\n", "repos: [ ]  # none\nci: {}\n"):
        assert "[" not in written.replace("[pre-commit, pre-push]", "")
        return
    start = next(
        (at for at, (a, b) in enumerate(zip(text, written, strict=False)) if a != b), len(text)
    )
    end = len(text) - start
    assert written.startswith(text[:start])
    # A last line without its end gets one.
    assert written.endswith(text[start:]) if end else written.startswith(text)


@pytest.mark.parametrize("text", CONFIGS.values(), ids=CONFIGS)
def test_hooks_twice_are_hooks_once(text: str) -> None:
    once = hook_config.with_colab_safe_hooks(text)
    assert hook_config.with_colab_safe_hooks(once) == once


@pytest.mark.parametrize(
    ("address", "action"),
    [
        ("https://github.com/acme/colab-safe.git", "acme/colab-safe"),
        ("https://git.example/team/colab-safe", "your_organisation/colab-safe"),
        ("ssh://git@git.example:2222/team/colab-safe.git", "your_organisation/colab-safe"),
        ("git@github.com:acme/colab-safe.git", "your_organisation/colab-safe"),
        ("../colab-safe", "your_organisation/colab-safe"),
    ],
)
def test_the_address_of_the_copy_is_written(
    repository: Repository, address: str, action: str
) -> None:
    done = init(repository, "--yes", "--ci=github", f"--repository={address}")
    assert "is not published yet" not in done.stdout
    hooks = yaml.safe_load((repository.root / hook_config.CONFIG_FILE).read_text())
    assert hooks["repos"][-1]["repo"] == address
    assert f"uses: {action}@v" in (repository.root / ci_files.GITHUB_WORKFLOW).read_text()


def test_a_clone_without_the_tag_is_told(repository: Repository, tmp_path: Path) -> None:
    """The hooks could not be fetched: `pathspec 'v0.1.0' did not match`."""
    copy = Repository.new(tmp_path / "copy")
    copy.add("a.ipynb", notebook())
    copy.git("commit", "--quiet", "--message", "one")
    missing = f"run `git tag v{__version__}` there"
    assert missing in init(repository, "--yes", f"--repository={copy.root}").stdout
    copy.git("tag", f"v{__version__}")
    assert missing not in init(repository, f"--repository={copy.root}").stdout


def test_without_an_address_nobody_can_own_what_is_written(repository: Repository) -> None:
    done = init(repository, "--yes", "--ci=gitlab")
    assert f"replace {REPOSITORY} in the files by the address of your copy" in done.stdout
    assert REPOSITORY.split("/")[2].endswith(".example")
    assert f'"git+{REPOSITORY}@v' in (repository.root / ci_files.GITLAB_PIPELINE).read_text()


@pytest.mark.parametrize(
    "address",
    [
        f"https://{github_token()}@github.com/acme/colab-safe",
        f"https://x:{github_token()}@github.com/acme/colab-safe",
        "a b", "--x", " ", "x, y: z", "https://x/{y}", "a\nb: c",
    ],
)  # fmt: skip
def test_an_address_with_a_secret_or_syntax_is_refused(
    repository: Repository, address: str
) -> None:
    done = init(repository, "--yes", f"--repository={address}")
    assert done.returncode == 2
    assert "--repository: it must be the address" in done.stderr
    assert github_token() not in done.stdout + done.stderr
    assert not (repository.root / hook_config.CONFIG_FILE).exists()


REFUSED = {
    "alias": ("x: &x []\nrepos: *x\n", "- id: colab-safe-scan"),
    "no list": ("repos: none\n", "it has no list `repos`"),
    "key twice": ("repos: []\nrepos: []\n", "line 2: the key `repos` is there twice, first in line 1"),
    "invalid": ("repos: [\n", "line 2: invalid YAML"),
    "no mapping": ("- a\n", "- id: colab-safe-scan"),
    "two documents": ("a: 1\n---\n- b\n", "- id: colab-safe-scan"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_extended_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        hook_config.with_colab_safe_hooks(text)
    assert said in str(raised.value)


def test_a_file_that_is_refused_stays_and_the_rest_is_done(repository: Repository) -> None:
    text = b"repos: []\nrepos: []\n"
    repository.write(hook_config.CONFIG_FILE, text)
    done = init(repository, "--yes", "--ci=github")
    assert done.returncode == 2
    assert "the key `repos` is there twice" in done.stderr
    assert (repository.root / hook_config.CONFIG_FILE).read_bytes() == text
    assert (repository.root / ci_files.GITHUB_WORKFLOW).exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: os.symlink("gone", path), os.mkdir])
def test_what_is_no_file_is_left_alone(
    repository: Repository, make: Callable[[Path], None]
) -> None:
    repository.write(hook_config.CONFIG_FILE, "repos: []\n")
    make(repository.root / ci_files.GITLAB_PIPELINE)
    done = init(repository, "--yes", "--ci=gitlab")
    assert (done.returncode, "colab-safe: .gitlab-ci.yml: " in done.stderr) == (2, True)
    assert "colab-safe-scan" in (repository.root / hook_config.CONFIG_FILE).read_text()


TOMLS = {
    "tables": ('# first\n[[repos]]\nrepo = "builtin"\nhooks = [{ id = "check-json" }]', True),
    "windows": ('[[repos]]\r\nrepo = "builtin"\r\nhooks = []\r\n', True),
    "list": ('repos = [{ repo = "builtin", hooks = [] }]\n', False),
}


@pytest.mark.parametrize(("text", "works"), TOMLS.values(), ids=TOMLS)
def test_hooks_go_into_the_file_that_prek_reads(
    repository: Repository, text: str, works: bool
) -> None:
    repository.write("prek.toml", text)
    done = init(repository, "--yes")
    written = (repository.root / "prek.toml").read_bytes().decode()
    assert written.startswith(text)
    assert not (repository.root / hook_config.CONFIG_FILE).exists()
    ids = [hook["id"] for repo in tomllib.loads(written)["repos"] for hook in repo["hooks"]]
    assert ids[-3:] == (OURS if works else [])
    assert (done.returncode, "[[repos]]" in done.stderr) == (0 if works else 2, not works)
    if works:
        checked = repository.run(tool("prek"), "validate-config", "prek.toml")
        assert checked.returncode == 0, checked.stderr


TEXTS = ["notebooks/*.py", "it's mine/*.md", "docs/", "*.R"]
TEXT_FILES = ["notebooks/a.py", "it's mine/b.md", "x/docs/c d.qmd", "deep/é.R"]
OTHER_FILES = ["src/a.py", "README.md", "notebooks/deep/a.py"]


@pytest.mark.parametrize("name", [hook_config.CONFIG_FILE, "prek.toml"])
@pytest.mark.parametrize("is_new", [True, False])
def test_hooks_get_notebooks_kept_as_text(name: str, is_new: bool) -> None:
    is_toml = name.endswith(".toml")
    before = (
        TOMLS["tables"][0] if is_toml else "" if is_new else "repos: [{repo: meta, hooks: []}]\n"
    )
    written = hook_config.with_colab_safe_hooks(before, name, TEXTS)
    repos = (tomllib.loads(written) if is_toml else yaml.safe_load(written))["repos"]
    hooks = {hook["id"]: hook for hook in repos[-1]["hooks"]}
    assert list(hooks) == OURS
    assert hooks["colab-safe-paths"]["types"] == hooks["colab-safe-scan"]["types_or"] == ["file"]
    for hook in ("colab-safe-paths", "colab-safe-scan"):
        seen = re.compile(hooks[hook]["files"])
        assert all(map(seen.search, [*TEXT_FILES, "a.ipynb", "b/C.IPYNB"]))
        assert not any(map(seen.search, OTHER_FILES))
        assert bool(seen.search("a.tar.gz")) == (hook == "colab-safe-scan")
    assert list(hooks["colab-safe-push"]) == ["id"]
    assert hook_config.with_colab_safe_hooks(written, name, TEXTS) == written


def publish(repository: Repository, path: str, data: bytes = notebook(printed=TOKEN)) -> None:
    """Push a notebook to a remote, past all hooks."""
    if not repository.git("remote").strip():
        remote = repository.root.parent / "remote.git"
        repository.git("init", "--quiet", "--bare", str(remote))
        repository.git("remote", "add", "origin", str(remote))
    commit(repository, path, data)
    repository.git("push", "--quiet", "--no-verify", "origin", "main")


def accepted(repository: Repository) -> set[str]:
    baseline = repository.root / ".colab-safe.baseline"
    lines = baseline.read_text().splitlines()[1:] if baseline.exists() else []
    return {json.loads(line)["path"] for line in lines}


def mend(repository: Repository) -> None:
    repository.write("a.ipynb", notebook())


def edit(repository: Repository) -> None:
    """The published secret is still there, in a version that is not published."""
    repository.write("a.ipynb", notebook("2 + 2", printed=TOKEN))


def leak_another(repository: Repository) -> None:
    repository.write("a.ipynb", notebook(printed=f"{TOKEN} {github_token(2)}"))


def commit_locally(repository: Repository) -> None:
    commit(repository, "b.ipynb", notebook(printed=github_token(2)))


def forget_the_remote(repository: Repository) -> None:
    repository.git("remote", "remove", "origin")


def move(repository: Repository) -> None:
    repository.git("mv", "a.ipynb", "c.ipynb")


@pytest.mark.parametrize(
    ("change", "code", "files", "left"),
    [
        (lambda repository: None, 0, {"a.ipynb"}, 0),
        (mend, 0, set(), 0),
        (edit, 0, {"a.ipynb"}, 0),
        (leak_another, 1, {"a.ipynb"}, 1),
        (commit_locally, 1, {"a.ipynb"}, 1),
        (forget_the_remote, 1, set(), 1),
        (move, 1, set(), 1),
    ],
    ids=["nothing", "mend", "edit", "leak another", "commit locally", "forget the remote", "move"],
)
def test_only_what_a_remote_has_is_accepted(
    repository: Repository,
    change: Callable[[Repository], None],
    code: int,
    files: set[str],
    left: int,
) -> None:
    publish(repository, "a.ipynb")
    change(repository)
    done = init(repository, "--yes", "--accept-published")
    assert (done.returncode, accepted(repository)) == (code, files)
    assert done.stdout.count("No remote has this. Remove it before you push") == left
    assert done.stdout.count("    | ") == done.stdout.count("(github-pat)") == left + len(files)
    found = repository.run(tool("colab-safe"), "scan", ".")
    assert found.returncode == bool(left)


def test_a_changed_password_is_not_what_the_remote_has(repository: Repository) -> None:
    """Both are reported with the same fingerprint, which is made from the line without the password."""
    before, after = (notebook(f"password = '{value}'") for value in ("kWzq!4821a", "vHxj!7035b"))
    publish(repository, "a.ipynb", before)
    repository.write("a.ipynb", after)
    done = init(repository, "--yes", "--accept-published")
    assert (done.returncode, accepted(repository)) == (1, set())


def test_no_finding_is_accepted_unless_asked_by_name(repository: Repository) -> None:
    publish(repository, "a.ipynb")
    done = init(repository, "--yes")
    assert (done.returncode, accepted(repository)) == (1, set())
    assert (
        "a.ipynb: cell 1 [x1], output 1 (application/vnd.jupyter.stdout), line 1, column 1\n"
        in done.stdout
    )
    assert "    | █████\n    A remote has this already: revoke the secret." in done.stdout
    assert "1 published finding not accepted; `colab-safe init --accept-published`" in done.stderr
    assert "`colab-safe baseline audit`" in done.stderr


def test_an_unreadable_notebook_is_reported(repository: Repository) -> None:
    repository.write("a.ipynb", b"<<<<<<< conflict")
    done = init(repository, "--yes")
    assert done.returncode == 2
    assert "a.ipynb: " in done.stderr


def test_nothing_is_written_unasked(repository: Repository) -> None:
    repository.write("a.ipynb", notebook(printed=TOKEN))
    before = files(repository)
    done = init(repository, "--ci=github")
    assert (done.returncode, files(repository)) == (1, before)
    assert "+      - id: colab-safe-scan" in done.stdout
    assert "3 changes not made" in done.stderr


def test_all_is_written_when_asked_and_twice_is_once(repository: Repository) -> None:
    publish(repository, "sub/a.ipynb")
    options = ("--yes", "--accept-published", "--ci=github")
    assert init(repository, *options).returncode == 0
    once = files(repository)
    assert set(once) == {
        "sub/a.ipynb",
        hook_config.CONFIG_FILE,
        ".colab-safe.baseline",
        ".colab-safe.toml",
        ci_files.GITHUB_WORKFLOW,
    }
    assert init(repository, *options).returncode == 0
    assert files(repository) == once
    assert repository.run(tool("colab-safe"), "scan", ".").returncode == 0
    repository.write("b.ipynb", notebook(printed=github_token(2)))
    assert repository.run(tool("colab-safe"), "scan", ".").returncode == 1


def test_from_a_subfolder_it_is_the_same(repository: Repository) -> None:
    repository.write("sub/a.ipynb", notebook())
    assert init(Repository(repository.root / "sub"), "--yes").returncode == 0
    assert (repository.root / hook_config.CONFIG_FILE).exists()


def test_other_scanners_files_are_taken_over(repository: Repository) -> None:
    repository.write(
        ".secrets.baseline", json.dumps({"version": "1.5.0", "plugins_used": [], "results": {}})
    )
    repository.write(".gitleaks.toml", 'title = "ours"\n')
    init(repository, "--yes")
    settings = tomllib.loads((repository.root / ".colab-safe.toml").read_text())
    assert settings == {
        "known-values": True,
        "engines": ["builtin", "detect-secrets"],
        "rules": [".gitleaks.toml"],
    }


# The settings file before, and after: None if it is left alone.
SETTINGS_FILES = {
    "own": (".colab-safe.toml", "rules = []\n[paths]\n", "known-values = true\nrules = []\n[paths]\n"),
    "own, Windows": (".colab-safe.toml", "\ufeffrules = []\r\n", "\ufeffknown-values = true\r\nrules = []\r\n"),
    "own, empty": (".colab-safe.toml", "", "known-values = true\n"),
    "own, refused": (".colab-safe.toml", "known-values = false\n", None),
    "shared": (
        "pyproject.toml",
        "[project]\nname='a'\n\n[ tool.colab-safe ] # x\nrules = []\n[tool.x]\n",
        "[project]\nname='a'\n\n[ tool.colab-safe ] # x\nknown-values = true\nrules = []\n[tool.x]\n",
    ),
    "shared, at the end": ("pyproject.toml", "[tool.colab-safe]", "[tool.colab-safe]\nknown-values = true\n"),
    "shared, Windows": ("pyproject.toml", "[tool.colab-safe]\r\n", "[tool.colab-safe]\r\nknown-values = true\r\n"),
    "shared, below": ("pyproject.toml", "[tool.colab-safe.paths]\nall = true\n", None),
    "shared, in a text": ("pyproject.toml", "a = \"\"\"\n[tool.colab-safe]\n\"\"\"\n", None),
    "damaged": (".colab-safe.toml", "rules = [\n", None),
}  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after"), SETTINGS_FILES.values(), ids=SETTINGS_FILES)
def test_known_values_are_added_to_settings(name: str, before: str, after: str | None) -> None:
    assert with_known_values(before, name) == after


def test_known_values_are_proposed_once(repository: Repository) -> None:
    repository.write(".colab-safe.toml", "baseline = 'b'\n")
    done = init(repository, "--yes")
    assert "    +known-values = true\n" in done.stdout
    assert (
        repository.root / ".colab-safe.toml"
    ).read_text() == "known-values = true\nbaseline = 'b'\n"
    assert "known-values" not in init(repository, "--yes").stdout


def test_own_settings_are_left_alone(repository: Repository) -> None:
    repository.write(".gitleaks.toml", 'title = "ours"\n')
    repository.write("pyproject.toml", '[tool.colab-safe]\nengines = ["builtin"]\n')
    init(repository, "--yes")
    assert not (repository.root / ".colab-safe.toml").exists()


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("git@github.com:a/b.git", ci_files.GITHUB_WORKFLOW),
        ("https://github.example.org/a/b", ci_files.GITHUB_WORKFLOW),
        ("https://user:word@gitlab.com/a/b.git", ci_files.GITLAB_PIPELINE),
        ("ssh://git@bitbucket.org/a/b.git", None),
    ],
)
def test_ci_is_offered_where_the_remote_is(
    repository: Repository, url: str, file: str | None
) -> None:
    repository.git("remote", "add", "origin", url)
    init(repository, "--yes")
    made = {
        name
        for name in (ci_files.GITHUB_WORKFLOW, ci_files.GITLAB_PIPELINE)
        if (repository.root / name).exists()
    }
    assert made == ({file} if file else set())


LONG = "  - echo " + "long " * 40
PIPELINES = {
    "empty": ("", "test"),
    "comments only": ("# nothing yet\n", "test"),
    "no stages": ("a:\n  script: [x]\n", "test"),
    "test among them": ("stages:\n  - lint  # first\n  - test\n\na: {stage: lint, script: x}\n", "test"),
    "other stages": ("# ours\nstages: [build, 'deploy']\na:\n  stage: build\n  script: x", "build"),
    "indented list": ("stages:\n    - \"code: check\"\n    - deploy\n", "code: check"),
    "variables": ("stages: [$FIRST, last]\n", "last"),
    "no word to YAML 1.1": ("stages: ['on']\na: {stage: 'on', script: x}\n", "on"),
    "only the fixed ones": ("stages: [.pre, .post]\n", ".pre"),
    "included, unknown": ("include:\n  - local: /ci/all.yml\n", ".pre"),
    "included, used by a job": ("include: [{template: Go.gitlab-ci.yml}]\na: {stage: lint, script: x}\n", "lint"),
    "included, with own stages": ("stages: [a]\ninclude: x.yml\n", "a"),
    "anchors and references": (f".x: &x\n  image: 'a'\n  script:\n{LONG}\n\nb:\n  <<: *x\n  before_script:\n    - !reference [.x, script]\n", "test"),
    "windows": ("stages:\r\n  - build\r\na:\r\n  script: [x]\r\n", "build"),
    "mixed line ends": ("stages:\r\n  - build\na:\n  script: [x]\n", "build"),
    "text with line ends": ("stages: [build]\na:\n  stage: build\n  script:\n  - |+\n    x\n\n\n", "build"),
    "document end": ("stages: [build]\n...\n", "build"),
    "inputs before it": ("spec:\n  inputs: {a: {}}\n---\nstages: [build]\n", "build"),
    "only a comment names colab-safe": ("# colab-safe scan, some day\nstages: [build]\n", "build"),
}  # fmt: skip


def last_document(text: str) -> dict[str, object]:
    """What another parser reads."""
    documents = list(yaml.safe_load_all(text.replace("!reference", "")))
    return (documents and documents[-1]) or {}


@pytest.mark.parametrize(("text", "stage"), PIPELINES.values(), ids=PIPELINES)
def test_job_is_added_in_a_stage_that_the_pipeline_has(text: str, stage: str) -> None:
    once = ci_files.with_gitlab_job(text)
    before, _, after = text.partition("...\n") if "...\n" in text else (text, "", "")
    assert once.startswith(before)
    assert once.endswith(after)
    assert ("\r\n" in once[len(before) :]) == ("\r\n" in text)
    old, new = (last_document(each) for each in (text, once))
    assert new.pop("colab-safe")["stage"] == stage
    assert new == old
    assert ci_files.with_gitlab_job(once) == once


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{stages: [build]}\n", "because of its layout"),
        ("stages: [a]\nstages: [b]\n", "line 2: the key `stages` is there twice"),
        ("a: [\n", "invalid YAML"),
        ("- a\n", "because of its layout"),
    ],
)
def test_pipeline_that_cannot_be_extended_is_left_alone(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        ci_files.with_gitlab_job(text)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    "text",
    [
        "include: [{project: acme/colab-safe, file: templates/gitlab.yml}]\n",
        "a: {script: [colab-safe scan .]}\n",
        "colab-safe: {script: [make check]}\n",
    ],
)
def test_pipeline_that_checks_already_stays(text: str) -> None:
    assert ci_files.with_gitlab_job(text) == text


def test_not_a_repository(tmp_path: Path) -> None:
    done = init(Repository(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    assert "not a git repository" in done.stderr
    assert done.stderr.endswith("Run the command in a clone, or `git init` first\n")


class TestFilesForCI:
    def test_action_finds_what_was_taken_out_again(
        self, repository: Repository, tmp_path: Path
    ) -> None:
        """The scripts of action.yml, run as GitHub runs them; tests/e2e/test_nothing_runs.py runs the first, which installs."""
        _, *steps = yaml.safe_load((PROJECT / "action.yml").read_text())["runs"]["steps"]
        python = tmp_path / "colab-safe" / "bin" / "python"
        python.parent.mkdir(parents=True)
        python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        python.chmod(0o755)
        repository.add("a.ipynb", notebook())
        repository.git("commit", "--quiet", "--message", "Base")
        base = repository.git("rev-parse", "HEAD").strip()
        repository.add(".colab-safe.toml", b'[[allow]]\npaths = ["*"]\nreason = "::error::mine"\n')
        for data in (notebook(printed=TOKEN), notebook()):
            repository.add("a.ipynb", data)
            repository.git("commit", "--quiet", "--message", "Change")
        variables = {
            "RUNNER_TEMP": str(tmp_path),
            "GITHUB_ACTION_PATH": str(PROJECT),
            "PATHS": ".\n",
            "SARIF": str(tmp_path / "report.sarif"),
            "BASE": base,
            "HEAD": "HEAD",
            "GITHUB_STEP_SUMMARY": str(tmp_path / "page.md"),
            "NUMBER": "7",
            "GITHUB_TOKEN": "",
            "GITHUB_REPOSITORY": "",
        }
        settings = [f"{name}={value}" for name, value in variables.items()]
        done = [
            repository.run("env", *settings, "bash", "-eo", "pipefail", "-c", step["run"])
            for step in steps
        ]
        assert [step.returncode for step in done] == [0, 0, 1, 0], done
        assert '+reason = "::error::mine"' in done[0].stdout
        assert "::error file=a.ipynb,line=" in done[2].stdout
        assert "::warning::colab-safe could not post all suggestions" in done[3].stdout
        assert "GITHUB_REPOSITORY must be" in done[3].stderr
        assert json.loads((tmp_path / "report.sarif").read_text())["version"] == "2.1.0"
        page = (tmp_path / "page.md").read_text()
        assert "## Notebooks\n### colab-safe: no findings\n" in page
        assert "## Commits of the pull request\n### colab-safe: 1 finding\n" in page
        assert "| high | GitHub personal access token" in page
        assert TOKEN not in page

        (tmp_path / "page.md").unlink()
        settings += ["BASE=nowhere", "PATHS=nowhere.ipynb"]
        failed = [
            repository.run("env", *settings, "bash", "-eo", "pipefail", "-c", step["run"])
            for step in steps[1:3]
        ]
        assert [step.returncode for step in failed] == [2, 2], failed
        page = (tmp_path / "page.md").read_text()
        assert "### colab-safe: not everything was scanned\n" in page
        assert page.endswith("\ncolab-safe could not scan the commits: the log says why.\n")

    def test_workflow_names_this_version(self) -> None:
        steps = yaml.safe_load(ci_files.github_workflow())["jobs"]["notebooks"]["steps"]
        assert [step["uses"] for step in steps][1] == f"your_organisation/colab-safe@v{__version__}"
        assert steps[0]["with"]["fetch-depth"] == 0

    def test_template_for_gitlab_is_the_job(self) -> None:
        assert (PROJECT / "templates" / "gitlab.yml").read_text() == ci_files.with_gitlab_job("")

    def test_documented_workflow_is_the_file(self) -> None:
        bare = [line.split("  #")[0] for line in ci_files.github_workflow().splitlines()]
        assert "\n".join(bare) in (PROJECT / "docs" / "ci.md").read_text()
