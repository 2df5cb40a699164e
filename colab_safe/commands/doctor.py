"""Check what protects this repository, and suggest a fix for each gap."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.git.attributes import Filter, notebook_filters
from colab_safe.git.extent import extent
from colab_safe.git.filters import NAME, setting
from colab_safe.git.folders import clone
from colab_safe.git.hooks import hooks_folder
from colab_safe.git.process import OLDEST, version
from colab_safe.project.files import find, read_bytes, shown
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.setup.git_hook import is_ours
from colab_safe.setup.own_python import imports_from_the_current_folder
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_INSTALL = "pre-commit install --hook-type pre-commit --hook-type pre-push"


class Advice(NamedTuple):
    """The result of one check."""

    said: str
    remedy: str = ""  # how to close the gap; empty if there is none


class Setup(NamedTuple):
    """What the checks look at."""

    hook_config: str  # the text of .pre-commit-config.yaml
    notebooks: list[str]


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes none."""


def run(arguments: Namespace) -> int:
    """Run all checks; 1 if there is a gap."""
    os.chdir(clone().top)
    setup = Setup(_text(hook_config.NAME), [shown(path) for path in find(["."])])
    gaps = 0
    for check in CHECKS:
        for advice in check(setup):
            gaps += bool(advice.remedy)
            print(f"{'missing' if advice.remedy else 'ok':8}{advice.said}")
            if advice.remedy:
                print(f"{'':8}→ {advice.remedy}")
    notebooks = count(len(setup.notebooks), "notebook")
    result = f"{count(gaps, 'gap')} in the setup" if gaps else "all checks passed"
    print(f"colab-safe: {result} ({notebooks})")
    return FOUND if gaps else 0


def _text(path: str) -> str:
    return read_bytes(path).decode("utf-8", "surrogateescape") if os.path.isfile(path) else ""


def _git(setup: Setup) -> Iterator[Advice]:
    numbers = ".".join(map(str, version()))
    is_old = version() < OLDEST
    yield Advice(
        f"git {numbers}",
        f"colab-safe needs git {'.'.join(map(str, OLDEST))} or newer" if is_old else "",
    )
    if extent().shallow:
        yield Advice(
            "this is a shallow clone: its history cannot be scanned completely",
            "git fetch --unshallow",
        )


def _commit_hook(setup: Setup) -> Iterator[Advice]:
    return _hook(setup, "pre-commit", "colab-safe-scan", "a commit")


def _push_hook(setup: Setup) -> Iterator[Advice]:
    return _hook(setup, "pre-push", "colab-safe-push", "a push")


def _hook(setup: Setup, kind: str, id: str, what: str) -> Iterator[Advice]:
    """Whether a hook is installed in git and, under a framework, named in its configuration."""
    path = os.path.join(hooks_folder(), kind)
    text = _text(path)
    if is_ours(path):
        is_dead = os.name != "nt" and not os.access(path, os.X_OK)
        yield Advice(
            f"{what} is checked by git's own hook", "chmod +x " + shown(path) if is_dead else ""
        )
    elif not ("pre-commit" in text or "prek" in text):
        remedy = _INSTALL if setup.hook_config else "colab-safe init, or colab-safe install-hook"
        yield Advice(f"{what} is not checked: git's hook {kind} is not installed", remedy)
    elif id not in hook_config.hook_ids(setup.hook_config):
        yield Advice(
            f"{what} is not checked: {hook_config.NAME} does not name {id}",
            f"add `- id: {id}` to it",
        )
    else:
        yield Advice(f"{what} is checked by {id}")


def _blind_hooks(setup: Setup) -> Iterator[Advice]:
    """Hooks that pass because they look at nothing, or not at notebooks."""
    has_ours = "colab-safe-scan" in hook_config.hook_ids(setup.hook_config)
    for number, line in enumerate(setup.hook_config.splitlines(), start=1):
        where = f"{hook_config.NAME}, line {number}"
        excluded = _excluded(line, setup.notebooks)
        if excluded:
            said = f"{where} excludes {excluded:,} of {count(len(setup.notebooks), 'notebook')} from the hooks it applies to"
            yield Advice(
                said, "remove the notebooks from the pattern; accept single findings instead"
            )
        if not has_ours and re.search(r"--since-commit[= ,'\"]+HEAD", line):
            yield Advice(
                f"{where}: before a commit, nothing is new since HEAD, so this checks nothing",
                "colab-safe-scan reads what is staged",
            )
        if not has_ours and re.search(r"\bid:\s*['\"]?(gitleaks|betterleaks)", line):
            said = f"{where}: this hook scans staged lines only; in CI, `--all-files` passes without scanning anything"
            yield Advice(said, "colab-safe-scan reads the files if nothing is staged")


def _excluded(line: str, notebooks: list[str]) -> int:
    """How many notebooks an `exclude:` leaves out; a pattern over several lines of YAML is not read."""
    found = re.match(r"\s*(?:-\s+)?exclude:\s*(['\"]?)(.+?)\1\s*(?:#.*)?$", line)
    try:
        return sum(bool(re.search(found[2], path)) for path in notebooks) if found else 0
    except re.error:
        return 0


def _filters(setup: Setup) -> Iterator[Advice]:
    for filter in notebook_filters(setup.notebooks):
        yield _filter(filter)
    ids = hook_config.hook_ids(setup.hook_config)
    ours = [index for index, id in enumerate(ids) if id == "colab-safe-scan"]
    late = [id for id in ids[ours[0] :] if id in ("nbstripout", "nb-clean")] if ours else []
    for id in late:
        said = f"{id} runs after colab-safe-scan: commits are blocked because of outputs that it would have stripped"
        yield Advice(said, f"list {id} before colab-safe-scan in {hook_config.NAME}")


def _filter(filter: Filter) -> Advice:
    name, notebooks = filter.name, count(filter.notebooks, "notebook")
    if filter.is_configured:
        return Advice(f"the filter {name} cleans {notebooks}; colab-safe checks the result")
    remedies = {"nbstripout": "nbstripout --install", "colab-safe": "colab-safe filter install"}
    remedy = remedies.get(name, f"git config filter.{name}.clean COMMAND")
    return Advice(
        f"the filter {name} is configured for {notebooks}, but not installed in this clone: it does nothing",
        remedy,
    )


def _own_filter(setup: Setup) -> Iterator[Advice]:
    """A filter that an earlier version installed, and that runs modules of the branch it filters."""
    command = setting(f"filter.{NAME}.process", os.curdir)
    if command and imports_from_the_current_folder(command):
        said = "the filter colab-safe was installed by an earlier version: a checkout can run the Python modules of a branch"
        yield Advice(said, "colab-safe filter install")


def _python_path(setup: Setup) -> Iterator[Advice]:
    """Folders of PYTHONPATH in this repository: Python runs what is in them before a hook begins."""
    top = os.path.realpath(os.curdir)
    value = os.environ.get("PYTHONPATH")
    for folder in value.split(os.pathsep) if value else ():
        if _is_below(os.path.realpath(folder), top):
            said = "PYTHONPATH names a folder of this repository: every Python program, and so a hook, can run its modules"
            yield Advice(said, f"remove {folder or 'the empty entry'} from PYTHONPATH")


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(os.path.join(folder, ""))


def _ci(setup: Setup) -> Iterator[Advice]:
    folder = os.path.dirname(ci_files.GITHUB)
    workflows = (
        [os.path.join(folder, name) for name in sorted(os.listdir(folder))]
        if os.path.isdir(folder)
        else []
    )
    others = [
        ci_files.GITLAB,
        "azure-pipelines.yml",
        ".circleci/config.yml",
        "bitbucket-pipelines.yml",
        "Jenkinsfile",
    ]
    for path in [*workflows, *others]:
        text = _text(path)
        if "colab-safe" in text:
            yield Advice(f"CI checks what is pushed: {shown(path)}")
            return
        if (
            re.search(r"\b(pre-commit|prek) run|pre-commit/action", text)
            and "colab-safe-scan" in setup.hook_config
        ):
            yield Advice(f"CI runs the hooks: {shown(path)}")
            return
    yield Advice(
        'no CI checks what is pushed: Colab\'s "Save a copy in GitHub" bypasses every hook on your machine',
        "colab-safe init --ci github (or gitlab); pre-commit.ci runs the hooks as well, but cannot be seen from here",
    )


Check = Callable[[Setup], Iterator[Advice]]
CHECKS: tuple[Check, ...] = (
    _git,
    _commit_hook,
    _push_hook,
    _blind_hooks,
    _filters,
    _own_filter,
    _python_path,
    _ci,
)
