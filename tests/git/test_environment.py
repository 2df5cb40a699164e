"""No variable, no setting of git and no current folder makes a check look at less, or starts a program.

Every row is a variable or setting that could change what git answers. The checks run under each of
them and must find the same secrets: in a folder, in what is staged, pushed, and in the history.
Variables: https://git-scm.com/docs/git#_environment_variables; settings: https://git-scm.com/docs/git-config
"""

from __future__ import annotations

import io
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from colab_safe_hooks import push

from colab_safe.command_line.main import main
from colab_safe.git.environment import environment
from tests.history.repositories import commit, notebook
from tests.repository import Repository
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK = notebook(printed=TOKEN)

VARIABLES = {
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_NOGLOB_PATHSPECS": "1",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_TRACE": "1",
    "GIT_TRACE_PACK_ACCESS": "1",
    "GIT_TRACE_PACKET": "2",
    "GIT_TRACE_PERFORMANCE": "1",
    "GIT_TRACE_SETUP": "1",
    "GIT_TRACE2": "1",
    "GIT_TRACE2_EVENT": "1",
    "GIT_CURL_VERBOSE": "1",
    "GIT_EXTERNAL_DIFF": "{program}",
    "GIT_DIFF_OPTS": "--unified=0",
    "GIT_FLUSH": "1",
    "GIT_GRAFT_FILE": "{empty}",
    "GIT_SHALLOW_FILE": "{empty}",
    "GIT_NAMESPACE": "elsewhere",
    "GIT_NO_REPLACE_OBJECTS": "0",
    "GIT_REPLACE_REF_BASE": "refs/heads/",
    "GIT_OPTIONAL_LOCKS": "1",
    "GIT_PAGER": "{program}",
    "GIT_PREFIX": "below/",
    "GIT_ATTR_SOURCE": "HEAD",
    "GIT_CONFIG": "/dev/null",
    "GIT_INTERNAL_SUPER_PREFIX": "x/",
    "GIT_TRACE_REFS": "1",
    "GIT_TRACE_SHALLOW": "1",
    "GIT_TRACE_FSMONITOR": "1",
    "GIT_TRACE2_PERF": "1",
    "GIT_TRACE_CURL": "1",
    "GIT_COMMITTER_DATE": "yesterday",
    "GIT_TEST_DISALLOW_ABBREVIATED_OPTIONS": "1",
    "GIT_NO_LAZY_FETCH": "0",
    "GIT_ALLOW_PROTOCOL": "file",
    "GIT_REF_PARANOIA": "0",
    "GIT_DEFAULT_HASH": "sha256",
    "GIT_CONFIG_PARAMETERS": "'diff.relative'='true' 'log.follow'='true'",
    "PAGER": "{program}",
    "LESS": "-x",
    "COLUMNS": "20",
    "LANGUAGE": "de",
}
SETTINGS = {
    "color.ui": "always",
    "color.diff": "always",
    "color.grep": "always",
    "column.ui": "always",
    "core.abbrev": "4",
    "core.commentChar": ":",
    "core.fsmonitor": "{program}",
    "core.ignoreCase": "true",
    "core.pager": "{program}",
    "core.attributesFile": "{empty}",
    "core.checkRoundtripEncoding": "UTF-16",
    "core.commitGraph": "true",
    "core.preloadIndex": "false",
    "core.protectNTFS": "true",
    "core.trustctime": "false",
    "core.warnAmbiguousRefs": "false",
    "core.quotePath": "true",
    "core.untrackedCache": "true",
    "core.useReplaceRefs": "true",
    "diff.external": "{program}",
    "diff.ignoreSubmodules": "all",
    "diff.mnemonicPrefix": "true",
    "diff.noprefix": "true",
    "diff.orderFile": "missing",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.statGraphWidth": "1",
    "diff.submodule": "log",
    "diff.suppressBlankEmpty": "true",
    "feature.manyFiles": "true",
    "format.pretty": "oneline",
    "grep.column": "true",
    "grep.fullName": "true",
    "grep.lineNumber": "true",
    "grep.patternType": "fixed",
    "i18n.logOutputEncoding": "UTF-16",
    "index.sparse": "true",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "off",
    "log.excludeDecoration": "*",
    "log.follow": "true",
    "log.mailmap": "true",
    "log.showRoot": "false",
    "log.showSignature": "true",
    "gpg.program": "{program}",
    "pager.log": "true",
    "pager.rev-list": "{program}",
    "pager.diff-tree": "{program}",
    "pager.ls-files": "{program}",
    "status.renames": "true",
    "status.short": "true",
    "status.showUntrackedFiles": "no",
    "trace2.normalTarget": "1",
    "trace2.perfTarget": "1",
    "status.submoduleSummary": "true",
    "extensions.worktreeConfig": "false",
    "submodule.recurse": "true",
}
# What takes several variables, or is tried together because it should change nothing.
TOGETHER: dict[str, dict[str, str]] = {
    "GIT_CONFIG_COUNT": {"GIT_CONFIG_COUNT": "2", "GIT_CONFIG_KEY_0": "core.worktree", "GIT_CONFIG_VALUE_0": "/", "GIT_CONFIG_KEY_1": "core.fsmonitor", "GIT_CONFIG_VALUE_1": "{program}"},
    "places": {"GIT_CEILING_DIRECTORIES": "/", "GIT_ALTERNATE_OBJECT_DIRECTORIES": "/nonexistent", "GIT_DISCOVERY_ACROSS_FILESYSTEM": "0", "GIT_DEFAULT_REF_FORMAT": "reftable"},
    "a bare environment": {"HOME": "/nonexistent", "XDG_CONFIG_HOME": "/nonexistent", "TMPDIR": "/nonexistent", "LC_ALL": "C", "LANG": "C", "COLUMNS": "-5", "TERM": "dumb", "FORCE_COLOR": "1"},
    "programs": {"GIT_EDITOR": "{program}", "GIT_SEQUENCE_EDITOR": "{program}", "GIT_ASKPASS": "{program}", "SSH_ASKPASS": "{program}", "GIT_SSH_COMMAND": "{program}", "GIT_PROXY_COMMAND": "{program}"},
}  # fmt: skip
LAYOUT = {
    "core.repositoryFormatVersion": "1",
    "extensions.preciousObjects": "true",
    "core.splitIndex": "true",
    "index.version": "4",
    "index.threads": "true",
    "core.precomposeUnicode": "true",
    "core.alternateRefsCommand": "{program}",
    "core.hooksPath": "/nonexistent",
    "include.path": "/nonexistent",
    "core.editor": "{program}",
    "core.askPass": "{program}",
    "core.sshCommand": "{program}",
    "credential.helper": "{program}",
    "uploadpack.packObjectsHook": "{program}",
    "diff.x.textconv": "{program}",
}
CASES = [
    *(pytest.param({name: value}, {}, id=name) for name, value in VARIABLES.items()),
    *(pytest.param(values, {}, id=name) for name, values in TOGETHER.items()),
    pytest.param({}, LAYOUT, id="layout and programs"),
    *(pytest.param({}, {name: value}, id=name) for name, value in SETTINGS.items()),
]


class Leaky:
    """A leak in an old commit, one that is staged, one that git does not track; and a subfolder."""

    def __init__(self, root: Path) -> None:
        self.repository = Repository.new(root / "repository")
        commit(self.repository, "below/clean.ipynb", notebook())
        commit(self.repository, "old.ipynb", LEAK)
        commit(self.repository, "old.ipynb", notebook())
        self.repository.add("staged.ipynb", LEAK)
        self.repository.write("new/deep/untracked.ipynb", LEAK)
        self.head = self.repository.git("rev-parse", "HEAD").strip()
        self.config = self.repository.root / ".git" / "config"
        self.usual = self.config.read_bytes()
        self.index = (self.repository.root / ".git" / "index").read_bytes()
        self.mark, self.program, self.empty = root / "started", root / "program", root / "empty"
        self.program.write_text(f"#!/bin/sh\ntouch {self.mark}\nhead -1\n")
        self.program.chmod(0o755)
        self.empty.touch()

    def filled(self, values: Mapping[str, str]) -> dict[str, str]:
        return {
            name: value.format(program=self.program, empty=self.empty)
            for name, value in values.items()
        }

    def reset(self) -> None:
        self.config.write_bytes(self.usual)
        (self.repository.root / ".git" / "index").write_bytes(self.index)
        shutil.rmtree(self.repository.root / ".git" / "colab-safe", ignore_errors=True)
        self.mark.unlink(missing_ok=True)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Leaky:
    with pytest.MonkeyPatch.context() as patch:
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Ada")
            patch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
        return Leaky(tmp_path_factory.mktemp("environment"))


@pytest.fixture
def leaky(shared: Leaky, monkeypatch: pytest.MonkeyPatch) -> Leaky:
    shared.reset()
    monkeypatch.chdir(shared.repository.root / "below")
    return shared


@pytest.mark.slow
@pytest.mark.parametrize(("variables", "settings"), CASES)
def test_every_check_finds_its_leak(
    leaky: Leaky,
    variables: dict[str, str],
    settings: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for name, value in leaky.filled(settings).items():
        leaky.repository.git("config", name, value)
    for name, value in leaky.filled(variables).items():
        monkeypatch.setenv(name, value)

    def scan(*arguments: str) -> tuple[int, list[str]]:
        code = main(["scan", "--format=json", *arguments])
        printed = capsys.readouterr()
        assert TOKEN not in printed.out + printed.err
        return code, [finding["path"] for finding in json.loads(printed.out)["findings"]]

    assert scan("--staged") == (1, ["staged.ipynb"])
    assert scan("../new", "../new/deep") == (1, ["../new/deep/untracked.ipynb"])
    for _ in range(2):  # the second answer comes from what the first run remembers
        assert scan("--history") == (1, ["old.ipynb"])
    lines = f"refs/heads/main {leaky.head} refs/heads/main {'0' * 40}\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(lines.encode())))
    assert push.main(["origin", "https://example.org/a.git"]) == 1
    assert "old.ipynb" in capsys.readouterr().out
    assert not leaky.mark.exists()


@pytest.mark.slow
def test_much_on_stderr_does_not_stop_git(
    leaky: Leaky, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """git stops at a full pipe, which takes 64 KB."""
    talkative = tmp_path / "git"
    talkative.write_text(f'#!/bin/sh\nseq 50000 >&2\nexec {shutil.which("git")} "$@"\n')
    talkative.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    done = leaky.repository.run(tool("colab-safe"), "scan", "--history")
    assert (done.returncode, "old.ipynb" in done.stdout) == (1, True), done.stderr


@pytest.mark.slow
def test_a_bare_repository_is_scanned_where_the_user_stands_in_it(
    leaky: Leaky, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.git"
    leaky.repository.git("clone", "--quiet", "--bare", ".", str(bare))
    done = Repository(bare).run(tool("colab-safe"), "scan", "--history")
    assert (done.returncode, "old.ipynb" in done.stdout) == (1, True), done.stderr


@pytest.mark.slow
@pytest.mark.parametrize("verb", [["scan", "."], ["scan", "--history"], ["paths", "check", "."]])
def test_a_bare_repository_inside_a_clone_runs_nothing(
    repository: Repository, tmp_path: Path, verb: list[str]
) -> None:
    """Its settings came with the clone's files: here a program that git starts for `ls-files`."""
    mark, program = tmp_path / "mark", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {mark}\n")
    program.chmod(0o755)
    inner = repository.root / "inner"
    repository.git("init", "--quiet", "--bare", str(inner))
    for name, value in (("bare", "false"), ("worktree", ".."), ("fsmonitor", str(program))):
        repository.git(f"--git-dir={inner}", "config", f"core.{name}", value)
    repository.write("inner/leak.ipynb", LEAK)
    done = Repository(inner).run(tool("colab-safe"), *verb)
    assert (done.returncode, mark.exists()) == (2, False), done.stdout


def test_only_what_locates_the_repository_is_inherited() -> None:
    given = {"HOME": "h", "GIT_DIR": "d", "GIT_CONFIG_KEY_0": "k", **dict.fromkeys(VARIABLES, "x")}
    kept = environment(given)
    assert (kept["HOME"], kept["GIT_DIR"], kept["GIT_CONFIG_KEY_0"]) == ("h", "d", "k")
    assert {name for name in kept if kept[name] == "x" and name.startswith("GIT_")} == {
        "GIT_CONFIG_PARAMETERS"
    }
    assert "GIT_DIR" not in environment(given, by_folder=True)
