"""What protects this repository, and what does not: each gap with its remedy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator

from colab_safe.command_line.exit_codes import FOUND
from colab_safe.commands.install_hook import is_ours
from colab_safe.git.attributes import Filter, notebook_filters
from colab_safe.git.extent import extent
from colab_safe.git.folders import clone
from colab_safe.git.hooks import hooks_folder
from colab_safe.git.process import OLDEST, version
from colab_safe.project.files import find, read_bytes, shown
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_INSTALL = "pre-commit install --hook-type pre-commit --hook-type pre-push"


class Advice(NamedTuple):
    """What was looked at, and how it stands; `remedy` is empty where all is well."""

    said: str
    remedy: str = ""


class Surroundings(NamedTuple):
    """What the checks look at."""

    config: str  # the text of .pre-commit-config.yaml
    notebooks: list[str]


def add_arguments(parser: ArgumentParser) -> None:
    """None yet."""


def run(arguments: Namespace) -> int:
    """1 where something does not protect."""
    os.chdir(clone().top)
    config = _text(hook_config.NAME)
    surroundings = Surroundings(config, [shown(path) for path in find(["."])])
    gaps = 0
    for check in CHECKS:
        for advice in check(surroundings):
            gaps += bool(advice.remedy)
            print(f"{'missing' if advice.remedy else 'ok':8}{advice.said}")
            if advice.remedy:
                print(f"{'':8}→ {advice.remedy}")
    print(
        f"colab-safe: {count(gaps, 'gap') if gaps else 'no gap'} in what protects {count(len(surroundings.notebooks), 'notebook')}"
    )
    return FOUND if gaps else 0


def _text(path: str) -> str:
    return read_bytes(path).decode("utf-8", "surrogateescape") if os.path.isfile(path) else ""


def _git(_: Surroundings) -> Iterator[Advice]:
    numbers = ".".join(map(str, version()))
    is_old = version() < OLDEST
    yield Advice(
        f"git {numbers}",
        f"colab-safe needs git {'.'.join(map(str, OLDEST))} or newer" if is_old else "",
    )
    if extent().shallow:
        yield Advice(
            "this is a shallow clone: its history cannot be scanned as a whole",
            "git fetch --unshallow",
        )


def _commit_hook(here: Surroundings) -> Iterator[Advice]:
    return _hook(here, "pre-commit", "colab-safe-scan", "a commit")


def _push_hook(here: Surroundings) -> Iterator[Advice]:
    return _hook(here, "pre-push", "colab-safe-push", "a push")


def _hook(here: Surroundings, kind: str, id: str, what: str) -> Iterator[Advice]:
    """Installed in git, and asked for in the configuration of the framework that is installed there."""
    path = os.path.join(hooks_folder(), kind)
    text = _text(path)
    if is_ours(path):
        is_dead = os.name != "nt" and not os.access(path, os.X_OK)
        yield Advice(
            f"{what} is checked by git's own hook", "chmod +x " + shown(path) if is_dead else ""
        )
    elif not ("pre-commit" in text or "prek" in text):
        remedy = _INSTALL if here.config else "colab-safe init, or colab-safe install-hook"
        yield Advice(f"{what} is not checked: git's hook {kind} is not installed", remedy)
    elif id not in hook_config.hook_ids(here.config):
        yield Advice(
            f"{what} is not checked: {hook_config.NAME} does not name {id}",
            f"add `- id: {id}` to it",
        )
    else:
        yield Advice(f"{what} is checked by {id}")


def _blind_hooks(here: Surroundings) -> Iterator[Advice]:
    """Hooks that pass because they look at nothing, or not at notebooks."""
    has_ours = "colab-safe-scan" in hook_config.hook_ids(here.config)
    for number, line in enumerate(here.config.splitlines(), start=1):
        where = f"{hook_config.NAME}, line {number}"
        excluded = _excluded(line, here.notebooks)
        if excluded:
            said = f"{where} leaves {excluded:,} of {count(len(here.notebooks), 'notebook')} out of the hooks it stands for"
            yield Advice(
                said, "take the notebooks out of the pattern; accept single findings instead"
            )
        if not has_ours and re.search(r"--since-commit[= ,'\"]+HEAD", line):
            yield Advice(
                f"{where}: what is new since HEAD is nothing, before a commit",
                "colab-safe-scan reads what is staged",
            )
        if not has_ours and re.search(r"\bid:\s*['\"]?(gitleaks|betterleaks)", line):
            said = f"{where}: this hook looks at staged lines only, and passes `--all-files` in CI after 0 bytes"
            yield Advice(said, "colab-safe-scan reads the files where nothing is staged")


def _excluded(line: str, notebooks: list[str]) -> int:
    """How many notebooks an `exclude:` leaves out; one in several lines of YAML is not read."""
    found = re.match(r"\s*(?:-\s+)?exclude:\s*(['\"]?)(.+?)\1\s*(?:#.*)?$", line)
    try:
        return sum(bool(re.search(found[2], path)) for path in notebooks) if found else 0
    except re.error:
        return 0


def _filters(here: Surroundings) -> Iterator[Advice]:
    for filter in notebook_filters(here.notebooks):
        yield _filter(filter)
    ids = hook_config.hook_ids(here.config)
    ours = [index for index, id in enumerate(ids) if id == "colab-safe-scan"]
    late = [id for id in ids[ours[0] :] if id in ("nbstripout", "nb-clean")] if ours else []
    for id in late:
        said = f"{id} stands behind colab-safe-scan: tokens in outputs stop a commit that it would have stripped"
        yield Advice(said, f"put {id} before colab-safe-scan in {hook_config.NAME}")


def _filter(filter: Filter) -> Advice:
    name, notebooks = filter.name, count(filter.notebooks, "notebook")
    if filter.is_configured:
        return Advice(f"the filter {name} cleans {notebooks}; what it leaves is what is checked")
    remedies = {"nbstripout": "nbstripout --install", "colab-safe": "colab-safe filter install"}
    remedy = remedies.get(name, f"git config filter.{name}.clean COMMAND")
    return Advice(
        f"the filter {name} is named for {notebooks}, but not installed in this clone: it does nothing",
        remedy,
    )


def _ci(here: Surroundings) -> Iterator[Advice]:
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
            and "colab-safe-scan" in here.config
        ):
            yield Advice(f"CI runs the hooks: {shown(path)}")
            return
    yield Advice(
        'no CI checks what is pushed: Colab\'s "Save a copy in GitHub" passes by every hook on your machine',
        "colab-safe init --ci github (or gitlab); pre-commit.ci runs the hooks as well, and is not seen from here",
    )


Check = Callable[[Surroundings], Iterator[Advice]]
CHECKS: tuple[Check, ...] = (_git, _commit_hook, _push_hook, _blind_hooks, _filters, _ci)
