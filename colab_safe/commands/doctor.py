"""Check what protects this repository, and suggest a fix for each gap."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import say
from colab_safe.git.attributes import Filter, notebook_filters
from colab_safe.git.extent import extent
from colab_safe.git.filters import NAME, setting
from colab_safe.git.folders import clone
from colab_safe.git.hooks import hooks_folder
from colab_safe.git.process import OLDEST, version
from colab_safe.git.submodules import without_push_hook
from colab_safe.project.files import find, read_optional_text, shown
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.setup.git_hook import is_from_colab_safe
from colab_safe.setup.own_python import imports_from_the_current_folder
from colab_safe.timed_regex import checked
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_STRIPPERS = ("nbstripout", "nb-clean")  # ids of hooks that remove outputs
_INSTALL = "pre-commit install --hook-type pre-commit --hook-type pre-push"


class CheckResult(NamedTuple):
    """What one check says about the repository."""

    message: str
    remedy: str = ""  # how to close the gap; empty if there is none


class RepositoryState(NamedTuple):
    """What the checks look at."""

    hook_config: str  # the text of .pre-commit-config.yaml; empty if there is none
    notebooks: list[str]  # POSIX paths from the top folder


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes none."""


def run(arguments: Namespace) -> int:
    """Run all checks; 1 if there is a gap."""
    os.chdir(clone().top)
    state = RepositoryState(
        read_optional_text(hook_config.CONFIG_FILE), [shown(path) for path in find(["."]).files]
    )
    gaps = 0
    for check in CHECKS:
        for result in check(state):
            gaps += bool(result.remedy)
            say(f"{'missing' if result.remedy else 'ok':8}{result.message}")
            if result.remedy:
                say(f"{'':8}→ {result.remedy}")
    notebooks = count(len(state.notebooks), "notebook")
    summary = f"{count(gaps, 'gap')} in the setup" if gaps else "all checks passed"
    say(f"colab-safe: {summary} ({notebooks})")
    return FOUND if gaps else 0


def _git(state: RepositoryState) -> Iterator[CheckResult]:
    numbers = ".".join(map(str, version()))
    is_old = version() < OLDEST
    yield CheckResult(
        f"git {numbers}",
        f"colab-safe needs git {'.'.join(map(str, OLDEST))} or newer" if is_old else "",
    )
    if extent().shallow:
        yield CheckResult(
            "this is a shallow clone: its history cannot be scanned completely",
            "git fetch --unshallow",
        )


def _commit_hook(state: RepositoryState) -> Iterator[CheckResult]:
    return _hook(state, "pre-commit", "colab-safe-scan", "a commit")


def _push_hook(state: RepositoryState) -> Iterator[CheckResult]:
    return _hook(state, "pre-push", "colab-safe-push", "a push")


def _hook(state: RepositoryState, kind: str, id: str, what: str) -> Iterator[CheckResult]:
    """Whether a hook is installed in git and, under a framework, named in its configuration."""
    path = os.path.join(hooks_folder(), kind)
    text = read_optional_text(path)
    if is_from_colab_safe(path):
        is_disabled = os.name != "nt" and not os.access(path, os.X_OK)
        yield CheckResult(
            f"{what} is checked by git's own hook", "chmod +x " + shown(path) if is_disabled else ""
        )
    elif not ("pre-commit" in text or "prek" in text):
        remedy = _INSTALL if state.hook_config else "colab-safe init, or colab-safe install-hook"
        yield CheckResult(f"{what} is not checked: git's hook {kind} is not installed", remedy)
    elif id not in hook_config.hook_ids(state.hook_config):
        yield CheckResult(
            f"{what} is not checked: {hook_config.CONFIG_FILE} does not name {id}",
            f"add `- id: {id}` to it",
        )
    else:
        yield CheckResult(f"{what} is checked by {id}")


def _submodules(state: RepositoryState) -> Iterator[CheckResult]:
    for path in without_push_hook(os.curdir):
        yield CheckResult(
            f"the submodule {path} has no pre-push hook, so `git push --recurse-submodules` does not check it",
            f"run `colab-safe install-hook` in {path}",
        )


def _blind_hooks(state: RepositoryState) -> Iterator[CheckResult]:
    """Hooks that pass because they look at nothing, or not at notebooks."""
    checks_commits = "colab-safe-scan" in hook_config.hook_ids(state.hook_config)
    for number, line in enumerate(state.hook_config.splitlines(), start=1):
        where = f"{hook_config.CONFIG_FILE}, line {number}"
        try:
            excluded = _excluded(line, state.notebooks)
        except TimeoutError:
            message = f"{where}: this `exclude` takes too long, so what it excludes is not known"
            yield CheckResult(message, "write a simpler pattern")
            continue
        if excluded:
            notebooks = count(len(state.notebooks), "notebook")
            message = f"{where} excludes {excluded:,} of {notebooks} from the hooks it applies to"
            yield CheckResult(
                message, "remove the notebooks from the pattern; accept single findings instead"
            )
        if not checks_commits and re.search(r"--since-commit[= ,'\"]+HEAD", line):
            yield CheckResult(
                f"{where}: before a commit, nothing is new since HEAD, so this checks nothing",
                "colab-safe-scan reads what is staged",
            )
        if not checks_commits and re.search(r"\bid:\s*['\"]?(gitleaks|betterleaks)", line):
            message = (
                f"{where}: this hook scans staged lines only;"
                " in CI, `--all-files` passes without scanning anything"
            )
            yield CheckResult(message, "colab-safe-scan reads the files if nothing is staged")


def _excluded(line: str, notebooks: list[str]) -> int:
    """The number of notebooks that an `exclude:` of one line leaves out, or TimeoutError."""
    found = re.match(r"\s*(?:-\s+)?exclude:\s*(['\"]?)(.+?)\1\s*(?:#.*)?$", line)
    if not found:
        return 0
    try:
        pattern = checked(found[2])
        return sum(pattern.search(path) is not None for path in notebooks)
    except re.error:
        return 0


def _filters(state: RepositoryState) -> Iterator[CheckResult]:
    for filter in notebook_filters(state.notebooks):
        yield _filter(filter)
    ids = hook_config.hook_ids(state.hook_config)
    after = ids[ids.index("colab-safe-scan") :] if "colab-safe-scan" in ids else []
    for id in (id for id in after if id in _STRIPPERS):
        message = (
            f"{id} runs after colab-safe-scan:"
            " commits are blocked because of outputs that it would have stripped"
        )
        yield CheckResult(message, f"list {id} before colab-safe-scan in {hook_config.CONFIG_FILE}")


def _filter(filter: Filter) -> CheckResult:
    name, notebooks = filter.name, count(filter.notebooks, "notebook")
    if filter.is_configured:
        return CheckResult(f"the filter {name} cleans {notebooks}; colab-safe checks the result")
    remedies = {"nbstripout": "nbstripout --install", "colab-safe": "colab-safe filter install"}
    remedy = remedies.get(name, f"git config filter.{name}.clean COMMAND")
    return CheckResult(
        f"the filter {name} is configured for {notebooks}, but not installed in this clone:"
        " it does nothing",
        remedy,
    )


def _own_filter(state: RepositoryState) -> Iterator[CheckResult]:
    """A filter that an earlier version installed, and that runs modules of the branch it filters."""
    command = setting(f"filter.{NAME}.process", os.curdir)
    if command and imports_from_the_current_folder(command):
        message = (
            "the filter colab-safe was installed by an earlier version:"
            " a checkout can run the Python modules of a branch"
        )
        yield CheckResult(message, "colab-safe filter install")


def _python_path(state: RepositoryState) -> Iterator[CheckResult]:
    """Folders of PYTHONPATH in this repository: Python runs what is in them before a hook begins."""
    top = os.path.realpath(os.curdir)
    value = os.environ.get("PYTHONPATH")
    for folder in value.split(os.pathsep) if value else ():
        if _is_below(os.path.realpath(folder), top):
            message = (
                "PYTHONPATH names a folder of this repository:"
                " every Python program, and so a hook, can run its modules"
            )
            yield CheckResult(message, f"remove {folder or 'the empty entry'} from PYTHONPATH")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def _ci(state: RepositoryState) -> Iterator[CheckResult]:
    folder = os.path.dirname(ci_files.GITHUB_WORKFLOW)
    workflows = (
        [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        if os.path.isdir(folder)
        else []
    )
    others = [
        ci_files.GITLAB_PIPELINE,
        "azure-pipelines.yml",
        ".circleci/config.yml",
        "bitbucket-pipelines.yml",
        "Jenkinsfile",
    ]
    for path in [*workflows, *others]:
        text = read_optional_text(path)
        if "colab-safe" in text:
            yield CheckResult(f"CI checks what is pushed: {shown(path)}")
            return
        if (
            re.search(r"\b(pre-commit|prek) run|pre-commit/action", text)
            and "colab-safe-scan" in state.hook_config
        ):
            yield CheckResult(f"CI runs the hooks: {shown(path)}")
            return
    yield CheckResult(
        'no CI checks what is pushed: Colab\'s "Save a copy in GitHub" bypasses every hook'
        " on your machine",
        "colab-safe init --ci github (or gitlab);"
        " pre-commit.ci runs the hooks as well, but cannot be seen from here",
    )


CHECKS: tuple[Callable[[RepositoryState], Iterator[CheckResult]], ...] = (
    _git,
    _commit_hook,
    _push_hook,
    _submodules,
    _blind_hooks,
    _filters,
    _own_filter,
    _python_path,
    _ci,
)
