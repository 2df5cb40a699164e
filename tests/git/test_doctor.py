"""`doctor` finds each gap, and none in a complete setup."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from colab_safe.setup.hook_config import CONFIG_FILE, with_colab_safe_hooks
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tools import MakeOnce, tool

NBSTRIPOUT = "repos:\n  - repo: https://github.com/kynan/nbstripout\n    rev: 0.8.1\n    hooks:\n      - id: nbstripout\n"


def doctor(repository: Repository) -> tuple[int, str]:
    done = repository.run(tool("colab-safe"), "doctor")
    assert done.stderr == ""
    return done.returncode, done.stdout


@pytest.fixture
def healthy(repository: Repository) -> Repository:
    """A repository without a gap."""
    commit(repository, "a.ipynb", notebook())
    for command in (["init", "--yes", "--ci=github"], ["install-hook"]):
        assert repository.run(tool("colab-safe"), *command).returncode == 0
    return repository


def test_no_gap(healthy: Repository) -> None:
    code, said = doctor(healthy)
    assert code == 0
    assert "missing" not in said
    assert said.endswith("colab-safe: all checks passed (1 notebook)\n")


def test_new_repository(repository: Repository) -> None:
    code, said = doctor(repository)
    assert code == 1
    assert said.count("missing ") == 3
    assert "colab-safe install-hook" in said


@pytest.mark.parametrize("framework", ["pre-commit", "prek"])
def test_hooks_of_a_framework(repository: Repository, framework: str) -> None:
    repository.write(CONFIG_FILE, with_colab_safe_hooks(""))
    done = repository.run(
        tool(framework), "install", "--hook-type=pre-commit", "--hook-type=pre-push"
    )
    assert done.returncode == 0, done.stderr
    _, said = doctor(repository)
    assert "a commit is checked by colab-safe-scan" in said
    assert "a push is checked by colab-safe-push" in said
    assert f"note    {framework} starts no hook for a push of tags on files only" in said
    assert "starts no hook" not in doctor(with_own_hook(repository))[1]


def with_own_hook(repository: Repository) -> Repository:
    repository.run(tool("colab-safe"), "install-hook", "--type=pre-push")
    return repository


def not_installed(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall", "--type=pre-push")


def not_executable(repository: Repository) -> None:
    (repository.root / ".git" / "hooks" / "pre-push").chmod(0o644)


def framework_without_our_hook(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall")
    repository.write(CONFIG_FILE, NBSTRIPOUT)
    repository.run(tool("pre-commit"), "install", "--hook-type=pre-commit", "--hook-type=pre-push")


def excluded(repository: Repository) -> None:
    repository.write(CONFIG_FILE, with_colab_safe_hooks("exclude: \\.ipynb$\nrepos: []\n"))


def stripped_too_late(repository: Repository) -> None:
    ours = with_colab_safe_hooks("")
    repository.write(CONFIG_FILE, ours + NBSTRIPOUT.removeprefix("repos:\n"))


def filter_without_command(repository: Repository) -> None:
    repository.write(".gitattributes", "*.ipynb filter=nbstripout\n")


def submodule_without_hook(repository: Repository) -> None:
    inner = Repository.new(repository.root / "part")
    inner.git("commit", "--quiet", "--allow-empty", "--message", "x")
    repository.git("-c", "advice.addEmbeddedRepo=false", "add", "part")


def submodule_whose_hook_does_not_run(repository: Repository) -> None:
    submodule_without_hook(repository)
    repository.write("part/.git/hooks/pre-push", "#!/bin/sh\n").chmod(0o644)


def no_ci(repository: Repository) -> None:
    (repository.root / ".github" / "workflows" / "colab-safe.yml").unlink()


def unsalted(repository: Repository) -> None:
    entries = [("generic-password", "f" * 32), ("github-pat", "e" * 32)]
    lines = [
        f'{{"path": "a", "rule": "{rule}", "fingerprint": "{hashed}"}}\n'
        for rule, hashed in entries
    ]
    repository.write(".colab-safe.baseline", "".join(lines))


def since_head(repository: Repository) -> None:
    repository.write(
        CONFIG_FILE,
        "repos:\n- repo: local\n  hooks:\n  - id: trufflehog\n    entry: trufflehog git --since-commit HEAD\n",
    )


def gitleaks(repository: Repository) -> None:
    repository.write(
        CONFIG_FILE,
        "repos:\n- repo: https://github.com/gitleaks/gitleaks\n  rev: v8\n  hooks:\n  - id: gitleaks\n",
    )


@pytest.mark.parametrize(
    ("gap", "said", "remedy"),
    [
        (
            not_installed,
            "a push is not checked: git's hook pre-push is not installed",
            "pre-commit install",
        ),
        (
            not_executable,
            "a push is not checked: git's hook .git/hooks/pre-push is not executable",
            "chmod +x",
        ),
        (
            framework_without_our_hook,
            "does not name colab-safe-scan",
            "add `- id: colab-safe-scan`",
        ),
        (
            excluded,
            "line 1: `exclude` keeps colab-safe-scan from every notebook",
            "accept single findings",
        ),
        (stripped_too_late, "nbstripout runs after colab-safe-scan", "list nbstripout before"),
        (
            filter_without_command,
            "the filter nbstripout is configured for 1 notebook, but not installed",
            "nbstripout --install",
        ),
        (
            submodule_without_hook,
            "the submodule part has no pre-push hook",
            "run `colab-safe install-hook` in part",
        ),
        (
            submodule_whose_hook_does_not_run,
            "the submodule part has no pre-push hook",
            "run `colab-safe install-hook` in part",
        ),
        (no_ci, "no CI checks what is pushed", "colab-safe init --ci github"),
        (
            unsalted,
            ".colab-safe.baseline has 1 unsalted hash of passwords",
            "colab-safe baseline update",
        ),
        (since_head, "nothing is new since HEAD", "colab-safe-scan"),
        (gitleaks, "`--all-files` passes without scanning anything", "colab-safe-scan"),
    ],
)
def test_each_gap_has_its_remedy(
    healthy: Repository, gap: Callable[[Repository], None], said: str, remedy: str
) -> None:
    gap(healthy)
    code, text = doctor(healthy)
    assert code == 1
    at = text.index(said)
    assert remedy in text[at:].split("\n")[1]


def test_hashes_of_detect_secrets_are_a_note(healthy: Repository) -> None:
    entry = '{"hashed_secret": "da39a3ee5e6b4b0d3255bfef95601890afd80709", "type": "x"}'
    healthy.write(".secrets.baseline", f'{{"version": "1.5.0", "results": {{"a": [{entry}]}}}}')
    code, said = doctor(healthy)
    assert code == 0
    assert "note    .secrets.baseline has unsalted hashes" in said


def test_filter_that_works_is_told(healthy: Repository) -> None:
    healthy.write(".gitattributes", "*.ipynb filter=strip\n")
    healthy.git("config", "filter.strip.clean", "cat")
    code, said = doctor(healthy)
    assert code == 0
    assert "the filter strip is installed for 1 notebook" in said


FRAMEWORK = "repos:\n- repo: https://git.example/team/colab-safe\n  rev: v0.1.0\n  hooks:\n"
SCAN, PUSH = "  - id: colab-safe-scan\n", "  - id: colab-safe-push\n"
ALL = FRAMEWORK + SCAN + PUSH
KEEPS = "keeps colab-safe-scan from"
# A configuration, and what doctor says about it; empty where nothing is missing.
CONFIGURATIONS = {
    "complete": (ALL, ""),
    "flow style": ("repos: [{repo: https://x.org/r, rev: v1, hooks: [{id: colab-safe-scan}, {id: colab-safe-push}]}]\n", ""),
    "anchors": (f"x: &s {{id: colab-safe-scan}}\n{FRAMEWORK}  - *s\n  - <<: *s\n    id: colab-safe-push\n", ""),
    "only a comment": (f"{FRAMEWORK}  - id: black  # colab-safe-scan\n{PUSH}", "does not name colab-safe-scan"),
    "files": (f"{FRAMEWORK}{SCAN}    files: ^src/\n{PUSH}", f"line 6: `files` {KEEPS} every notebook"),
    "files of all hooks": (f"files: ^docs/\n{ALL}", f"line 1: `files` {KEEPS} 1 of 2 notebooks"),
    "exclude in flow style": (f"{FRAMEWORK}  - {{id: colab-safe-scan,\n     exclude: docs}}\n{PUSH}", f"line 6: `exclude` {KEEPS} 1 of 2 notebooks"),
    "types": (f"{FRAMEWORK}{SCAN}    types: [python]\n{PUSH}", f"line 6: `types` {KEEPS} every notebook"),
    "types_or": (f"{FRAMEWORK}{SCAN}    types_or: [python]\n{PUSH}", f"line 6: `types_or` {KEEPS} every notebook"),
    "exclude_types": (f"{FRAMEWORK}{SCAN}    exclude_types: [jupyter]\n{PUSH}", f"line 6: `exclude_types` {KEEPS} every notebook"),
    "two hooks together": (f"{FRAMEWORK}{SCAN}    files: ^docs/\n{SCAN}    exclude: ^docs/\n{PUSH}", ""),
    "other places": (f"{FRAMEWORK}{SCAN}    files: (^docs/|^a)\n{PUSH}", ""),
    "stages": (f"{FRAMEWORK}{SCAN}    stages: [manual]\n{PUSH}", "line 6: `stages` keeps colab-safe-scan from running before a commit"),
    "stages of the push": (f"{FRAMEWORK}{SCAN}{PUSH}    stages: [pre-commit]\n", "line 7: `stages` keeps colab-safe-push from running before a push"),
    "default_stages": ("default_stages: [manual]\nrepos:\n- repo: local\n  hooks:\n  - {id: s, entry: colab-safe-scan}\n  - {id: p, entry: colab-safe-push, stages: [pre-push], always_run: true}\n", "line 1: `default_stages` keeps s from running before a commit"),
    "local": ("repos:\n- repo: local\n  hooks:\n  - {id: s, entry: colab-safe scan --staged, types: [jupyter]}\n  - {id: p, entry: colab-safe-push, stages: [pre-push], always_run: true}\n", ""),
    "local that never fails": ("repos:\n- repo: local\n  hooks:\n  - {id: s, entry: 'sh -c \"colab-safe-scan || true\"'}\n  - {id: p, entry: colab-safe-push, stages: [pre-push], always_run: true}\n", "does not name colab-safe-scan"),
    "push only with files": (f"{FRAMEWORK}{SCAN}{PUSH}    always_run: false\n", "without `always_run: true`, colab-safe-push is skipped"),
    "broken": ("repos: [\n", "the hooks are not known: .pre-commit-config.yaml, line 2: invalid YAML"),
    "key twice": (f"exclude: a\nexclude: b\n{ALL}", "line 2: the key `exclude` is there twice"),
    "no list": ("x: 1\n", "it has no list `repos`"),
    "slow pattern": (f"exclude: (a|aa)+$\n{ALL}", "line 1: this `exclude`: it takes too long"),
    "wrong pattern": (f"exclude: '('\n{ALL}", "line 1: this `exclude`: it is not a valid regular expression"),
}  # fmt: skip


@pytest.fixture(scope="module")
def under_pre_commit(make_once: MakeOnce) -> Repository:
    """A repository with the hooks of pre-commit and a pipeline; tests write its configuration."""

    def make(root: Path) -> None:
        made = Repository.new(root)
        for name in ("a" * 200 + ".ipynb", "docs/b.ipynb"):
            made.add(name, notebook())
        made.write(".github/workflows/ci.yml", "jobs: {a: {steps: [{run: colab-safe scan .}]}}\n")
        made.write(CONFIG_FILE, "repos: []\n")
        types = ("--hook-type=pre-commit", "--hook-type=pre-push")
        assert made.run(tool("pre-commit"), "install", *types).returncode == 0

    return Repository(make_once("doctor under pre-commit", make))


@pytest.mark.parametrize(("text", "said"), CONFIGURATIONS.values(), ids=CONFIGURATIONS)
def test_what_the_configuration_keeps_from_the_hooks(
    under_pre_commit: Repository, tmp_path: Path, text: str, said: str
) -> None:
    repository = Repository(Path(shutil.copytree(under_pre_commit.root, tmp_path / "r")))
    repository.write(CONFIG_FILE, text)
    code, output = doctor(repository)
    missing = [line for line in output.splitlines() if line.startswith("missing")]
    assert (code, len(missing)) == ((1, 1) if said else (0, 0)), output
    assert said in "".join(missing)
    is_about_commits = not said or "push" in said
    assert ("a commit is checked by" in output) == is_about_commits


def test_notebooks_that_could_come_are_a_note(under_pre_commit: Repository, tmp_path: Path) -> None:
    repository = Repository(Path(shutil.copytree(under_pre_commit.root, tmp_path / "r")))
    repository.write(CONFIG_FILE, CONFIGURATIONS["other places"][0])
    said = doctor(repository)[1]
    assert f"note    {CONFIG_FILE}, line 6: `files` {KEEPS} notebooks in other places" in said


def test_what_other_clones_install_is_a_note(under_pre_commit: Repository, tmp_path: Path) -> None:
    repository = Repository(Path(shutil.copytree(under_pre_commit.root, tmp_path / "r")))
    repository.write(CONFIG_FILE, ALL)
    said = "`pre-commit install` does not install git's hook pre-push"
    assert f"note    {CONFIG_FILE}: in other clones, {said}" in doctor(repository)[1]
    repository.write(CONFIG_FILE, f"default_install_hook_types: [pre-commit, pre-push]\n{ALL}")
    assert said not in doctor(repository)[1]


def test_right_after_filter_install_it_is_installed(healthy: Repository) -> None:
    assert healthy.run(tool("colab-safe"), "filter", "install").returncode == 0
    code, said = doctor(healthy)
    assert (code, "the filter colab-safe is installed for 1 notebook" in said) == (0, True)


def hooks_path_outside(repository: Repository) -> None:
    outside = repository.root.parent / "hooks"
    outside.mkdir()
    repository.git("config", "core.hooksPath", str(outside))


def hooks_path_of_the_environment(repository: Repository) -> None:
    repository.write(".githooks/pre-commit", "#!/bin/sh\ntrue\n").chmod(0o755)
    repository.git("config", "core.hooksPath", ".githooks")


def own_hook_without_its_program(repository: Repository) -> None:
    hook = repository.root / ".git" / "hooks" / "pre-push"
    gone = hook.read_text().replace(tool("colab-safe-push"), "/nowhere/colab-safe-push")
    hook.write_text(gone)


def old_hook_of_the_framework(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall")
    repository.write(CONFIG_FILE, ALL)
    repository.run(tool("pre-commit"), "install", "--hook-type=pre-commit", "--hook-type=pre-push")
    hook = repository.root / ".git" / "hooks" / "pre-push"
    hook.write_text(hook.read_text().replace("INSTALL_PYTHON=", "INSTALL_PYTHON=/nowhere"))


def broken_link(repository: Repository) -> None:
    hook = repository.root / ".git" / "hooks" / "pre-push"
    hook.unlink()
    hook.symlink_to("gone")


def configuration_removed(repository: Repository) -> None:
    repository.run(tool("colab-safe"), "install-hook", "--uninstall", "--type=pre-push")
    repository.run(tool("pre-commit"), "install", "--hook-type=pre-push", "--allow-missing-config")
    (repository.root / CONFIG_FILE).unlink()


def lefthook(repository: Repository) -> None:
    script = '#!/bin/sh\ncall_lefthook run "pre-push" "$@"\n'
    repository.write(".git/hooks/pre-push", script).chmod(0o755)


@pytest.mark.parametrize(
    ("gap", "gaps", "said"),
    [
        (hooks_path_outside, 2, "git's hook pre-commit is not installed: core.hooksPath, set in .git/config, leads to"),
        (hooks_path_outside, 2, "; .git/hooks/pre-commit does not run"),
        (hooks_path_of_the_environment, 2, "git's hook .githooks/pre-commit does not call colab-safe itself"),
        (own_hook_without_its_program, 1, "git's hook .git/hooks/pre-push fails: it names /nowhere/colab-safe-push"),
        (old_hook_of_the_framework, 1, "git's hook .git/hooks/pre-push fails: it names /nowhere"),
        (broken_link, 1, "git's hook pre-push is not installed"),
        (configuration_removed, 1, ".pre-commit-config.yaml is missing, so pre-commit lets everything pass"),
        (lefthook, 1, "git's hook .git/hooks/pre-push does not call colab-safe itself"),
    ],
)  # fmt: skip
def test_what_git_would_run(
    healthy: Repository,
    monkeypatch: pytest.MonkeyPatch,
    gap: Callable[[Repository], None],
    gaps: int,
    said: str,
) -> None:
    gap(healthy)
    # No other installation of these programs is found.
    monkeypatch.setenv("PATH", os.pathsep.join([str(Path(tool("git")).parent), os.defpath]))
    code, output = doctor(healthy)
    assert (code, output.count("missing ")) == (1, gaps), output
    assert said in output


def hooks_path_inside(repository: Repository) -> None:
    repository.git("config", "core.hooksPath", ".githooks")
    assert repository.run(tool("colab-safe"), "install-hook").returncode == 0


def hooks_path_outside_with_scripts(repository: Repository) -> None:
    hooks_path_outside(repository)
    for hook, program in (("pre-commit", "scan"), ("pre-push", 'push "$@"')):
        script = f"#!/bin/sh\nexec colab-safe-{program}\n"
        repository.write(f"../hooks/{hook}", script).chmod(0o755)


def moved_by_pre_commit(repository: Repository) -> None:
    repository.write(CONFIG_FILE, "repos: []\n")
    repository.run(tool("pre-commit"), "install", "--hook-type=pre-commit", "--hook-type=pre-push")
    assert (repository.root / ".git" / "hooks" / "pre-push.legacy").exists()


def husky(repository: Repository) -> None:
    repository.git("config", "core.hooksPath", ".husky/_")
    for hook, program in (("pre-commit", "scan"), ("pre-push", 'push "$@"')):
        repository.write(f".husky/_/{hook}", '#!/bin/sh\n. "$(dirname "$0")/h"\n').chmod(0o755)
        repository.write(f".husky/{hook}", f"colab-safe-{program}\n")


@pytest.mark.parametrize(
    "way", [hooks_path_inside, hooks_path_outside_with_scripts, moved_by_pre_commit, husky]
)
def test_other_ways_to_run_the_checks_are_recognised(
    healthy: Repository, way: Callable[[Repository], None]
) -> None:
    way(healthy)
    code, output = doctor(healthy)
    assert (code, "a commit is checked by" in output, "a push is checked by" in output) == (
        0,
        True,
        True,
    )


def test_from_a_worktree_and_with_relative_variables(
    healthy: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy.git("add", "--all")
    healthy.git("commit", "--quiet", "--no-verify", "--message", "x")
    healthy.git("worktree", "add", "--quiet", str(tmp_path / "other"))
    assert doctor(Repository(tmp_path / "other"))[0] == 0
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.setenv("GIT_DIR", "../repository/.git")
    monkeypatch.setenv("GIT_WORK_TREE", "../repository")
    assert doctor(Repository(tmp_path / "elsewhere"))[0] == 0


def test_in_a_submodule(healthy: Repository, tmp_path: Path) -> None:
    outer = Repository.new(tmp_path / "outer")
    outer.git(
        "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(healthy.root), "part"
    )
    part = Repository(outer.root / "part")
    assert "a commit is not checked" in doctor(part)[1]
    assert part.run(tool("colab-safe"), "install-hook").returncode == 0
    assert "a commit is checked by git's own hook" in doctor(part)[1]


def test_skipped_hooks(healthy: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKIP", "black, colab-safe-scan")
    assert "the variable SKIP makes pre-commit and prek skip colab-safe-scan" in doctor(healthy)[1]


def test_hooks_in_settings_are_a_note(healthy: Repository) -> None:
    healthy.git("config", "hook.check.command", "true")
    code, said = doctor(healthy)
    assert (code, "note    git's settings name commands as hooks" in said) == (0, True)


def test_prek_reads_its_own_file_first(repository: Repository) -> None:
    repository.write(CONFIG_FILE, ALL)
    types = ("--hook-type=pre-commit", "--hook-type=pre-push")
    assert repository.run(tool("prek"), "install", *types).returncode == 0
    assert "a commit is checked by colab-safe-scan" in doctor(repository)[1]
    repository.write(
        "prek.toml", '[[repos]]\nrepo = "local"\nhooks = [{ id = "x", entry = "true" }]\n'
    )
    assert (
        "a commit is not checked: prek.toml does not name colab-safe-scan" in doctor(repository)[1]
    )
    hooks = '[{ id = "colab-safe-scan", files = "^src/" }, { id = "colab-safe-push" }]'
    repository.write("prek.toml", f'[[repos]]\nrepo = "https://x.org/r"\nhooks = {hooks}\n')
    assert "prek.toml: `files` keeps colab-safe-scan from every notebook" in doctor(repository)[1]


def test_prek_keeps_the_hooks_of_the_top_from_orphans(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    hook = "{id: x, name: x, entry: echo colab-safe-scan, language: system, verbose: true}"
    hooks = f"repos: [{{repo: local, hooks: [{hook}]}}]\n"
    repository.add(CONFIG_FILE, hooks)
    orphan = repository.add(f"sub/{CONFIG_FILE}", "orphan: true\nrepos: []\n")
    for name in ("a.ipynb", "sub/b.ipynb"):
        repository.add(name, notebook())
    assert repository.run(tool("prek"), "install").returncode == 0
    seen = repository.run(tool("prek"), "run", "--all-files").stdout
    assert ("a.ipynb" in seen, "b.ipynb" in seen) == (True, False)

    said = doctor(repository)[1]

    assert "ok      a commit is checked by x" in said
    assert (
        f"missing sub/{CONFIG_FILE}: `orphan` keeps the hooks of the top folder from 1 notebook"
        in said
    )
    orphan.write_text(f"orphan: true\n{hooks}")
    assert "`orphan`" not in doctor(repository)[1]


CI = {
    "own action": ("jobs: {a: {steps: [{uses: acme/colab-safe@v0.1.0}]}}", "CI checks what is pushed"),
    "comment": ("jobs: {a: {steps: [{run: make}]}}  # colab-safe scan .", "no CI checks"),
    "name": ("jobs: {a: {name: colab-safe scan-later, steps: [{run: make}]}}", "no CI checks"),
    "by hand": ("on: workflow_dispatch\njobs: {a: {steps: [{run: colab-safe scan .}]}}", "line 1: `on` starts it for workflow_dispatch only"),
    "hooks": ("jobs: {a: {steps: [{run: 'pre-commit run --all-files'}]}}", "CI runs the hooks"),
    "hooks on nothing": ("jobs: {a: {steps: [{run: pre-commit run}]}}", "checks what is staged, and nothing is staged in CI"),
    "action of pre-commit": ("jobs: {a: {steps: [{uses: pre-commit/action@v3.0.1}]}}", "CI runs the hooks"),
    "broken": ("jobs: [colab-safe", "a pipeline cannot be read: .github/workflows/colab-safe.yml, line 1: invalid YAML"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), CI.values(), ids=CI)
def test_pipelines_are_read_as_yaml(healthy: Repository, text: str, said: str) -> None:
    healthy.write(".github/workflows/colab-safe.yml", text)
    assert said in doctor(healthy)[1]


def test_pre_commit_ci_that_skips_the_hook(healthy: Repository) -> None:
    no_ci(healthy)
    for hook in ("colab-safe-scan", "colab-safe-scan-all"):
        hooks = ALL.replace("id: colab-safe-scan\n", f"id: {hook}\n")
        healthy.write(CONFIG_FILE, f"ci:\n  skip: [{hook}]\n{hooks}")
        told = f"line 2: `skip` keeps pre-commit.ci from running {hook}\n"
        assert told in f"{doctor(healthy)[1]}\n"


def test_shallow_clone(healthy: Repository, tmp_path: Path) -> None:
    commit(healthy, "b.ipynb", notebook())
    healthy.git("clone", "--quiet", "--depth=1", healthy.root.as_uri(), str(tmp_path / "clone"))
    assert "git fetch --unshallow" in doctor(Repository(tmp_path / "clone"))[1]


@pytest.mark.parametrize(
    ("made", "said"), [([], "not a git repository"), (["--bare"], "must be run in a work tree")]
)
def test_without_a_working_tree(tmp_path: Path, made: list[str], said: str) -> None:
    repository = Repository(tmp_path)
    if made:
        repository.git("init", "--quiet", *made)
    done = repository.run(tool("colab-safe"), "doctor")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr


def test_without_git(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tool("colab-safe")
    monkeypatch.setenv("PATH", "/nowhere")
    done = repository.run(program, "doctor")
    assert (done.returncode, done.stdout) == (2, "")
    assert "git cannot be started" in done.stderr
