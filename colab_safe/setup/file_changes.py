"""The files that `colab-safe init` writes, as they will be. Nothing is written here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from json import dumps

from colab_safe.accept import BASELINE, SECRETS_BASELINE, baseline
from colab_safe.accept.baseline_update import Paths, updated
from colab_safe.git.remotes import hosts
from colab_safe.model import Finding
from colab_safe.notebook_names import no_text_notebook
from colab_safe.project.files import read_bytes
from colab_safe.project.nearest import find_settings
from colab_safe.project.settings import OWN_FILE
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.setup.agent_settings import used_agents, with_agent_hook
from colab_safe.setup.hook_settings import CONFIG_FILES
from colab_safe.setup.known_values_setting import KNOWN_VALUES_LINE, with_known_values
from colab_safe.setup.text_notebooks import patterns, unnamed
from colab_safe.typed import NamedTuple

_WHAT_THEY_ARE = "those in ~/.netrc and similar files, untracked .env files and the environment"
_GITLEAKS = ".gitleaks.toml"


class FileChange(NamedTuple):
    """A file as it will be after a change."""

    path: str  # from the repository's top folder
    after: str  # its new text
    why: str


def current_text(path: str) -> str:
    """Return the text of a file that a change replaces; empty if there is none.

    Args:
        path: From the current folder. Bytes that are not UTF-8 become lone surrogates (`surrogateescape`).

    Raises:
        FileError: It is a pipe or something else that is not a file, or it cannot be read.
    """
    return read_bytes(path).decode("utf-8", "surrogateescape") if os.path.lexists(path) else ""


def hooks(repository: str) -> Iterator[FileChange]:
    """Yield the configurations of hooks: prek reads the first of its files that exists, and pre-commit only one name.

    Args:
        repository: Where the hooks are fetched from.

    Raises:
        UsageError: One cannot be read or extended.
    """
    read = [next(filter(os.path.exists, names), "") for names in CONFIG_FILES.values()]
    for path in dict.fromkeys(filter(None, read)) or [hook_config.CONFIG_FILE]:
        after = hook_config.with_colab_safe_hooks(
            current_text(path), path, _text_notebooks(), repository
        )
        yield FileChange(path, after, "hooks for pre-commit and prek")


def agents() -> Iterator[FileChange]:
    """Yield the settings of coding agents that the repository has a folder for.

    Raises:
        UsageError: One cannot be read or extended.
    """
    for file in used_agents():
        after = with_agent_hook(current_text(file.path), file)
        yield FileChange(file.path, after, f"keeps secrets in notebooks from {file.agent}")


def settings() -> Iterator[FileChange]:
    """Yield settings that look for known values, and that take over the files of other scanners if there are none yet.

    Raises:
        UsageError: The settings are wrong.
    """
    source = find_settings().source
    if source:
        yield from _with_known_values(source)
        return
    lines = [f"{KNOWN_VALUES_LINE}  # {_WHAT_THEY_ARE}"]
    texts = _text_notebooks()
    if texts:
        lines.append(
            f"text-notebooks = {dumps(texts, ensure_ascii=False)}  # notebooks kept as text"
        )
    if os.path.exists(SECRETS_BASELINE):
        lines.append(f'engines = ["builtin", "detect-secrets"]  # with {SECRETS_BASELINE}')
    if os.path.exists(_GITLEAKS):
        lines.append(f'rules = ["{_GITLEAKS}"]')
    text = "".join(f"{line}\n" for line in lines)
    is_taken_over = len(lines) > 1 + bool(texts)
    why = (
        "settings taken over from your other scanners; it also looks" if is_taken_over else "looks"
    )
    yield FileChange(OWN_FILE, text, f"{why} for your own credentials")


def _text_notebooks() -> Sequence[str]:
    """The patterns that the settings have, or get."""
    known = find_settings()
    return known.text_notebooks if known.source else patterns(unnamed(no_text_notebook))


def _with_known_values(source: str) -> Iterator[FileChange]:
    """The settings file with known values, unless it says something about them."""
    after = with_known_values(current_text(source), source)
    if after is not None:
        yield FileChange(source, after, f"looks for your own credentials: {_WHAT_THEY_ARE}")


def new_baseline(findings: Sequence[Finding], blot: Callable[[str], str]) -> Iterator[FileChange]:
    """Yield a baseline with some findings; nothing without any.

    Args:
        findings: By their paths from the top folder.
        blot: Blots secrets out of these paths.
    """
    entries = updated((), findings, Paths(str, blot), bool, {}).entries
    if entries:
        verb = "goes" if len(entries) == 1 else "go"
        why = (
            f"{count(len(entries), 'published finding')} {verb} into the baseline, so only new ones block commits."
            " Review them with `colab-safe baseline audit`"
        )
        text = baseline.write(entries).decode("utf-8", "surrogateescape")
        yield FileChange(BASELINE, text, why)


def ci(wanted: str | None, repository: str) -> Iterator[FileChange]:
    """Yield the files of CI systems.

    Args:
        wanted: "github", "gitlab" or "none"; None for those that the repository or its remotes use.
        repository: Where CI gets colab-safe from.

    Raises:
        UsageError: A pipeline cannot be read or extended.
    """
    for name, change in _CI.items():
        if name == wanted or (wanted is None and _uses(name)):
            yield change(repository)


def _github(repository: str) -> FileChange:
    text = current_text(ci_files.GITHUB_WORKFLOW) or ci_files.github_workflow(repository)
    return FileChange(ci_files.GITHUB_WORKFLOW, text, "checks pull requests")


def _gitlab(repository: str) -> FileChange:
    before = current_text(ci_files.GITLAB_PIPELINE)
    after, why = ci_files.with_gitlab_job(before, repository), "checks merge requests"
    if f"  stage: {ci_files.ALWAYS}\n" in after.removeprefix(before):
        why += (
            f"; in the stage {ci_files.ALWAYS}, since included files say which others there are."
            " GitLab starts it only together with a job of another stage"
        )
    return FileChange(ci_files.GITLAB_PIPELINE, after, why)


_CI: dict[str, Callable[[str], FileChange]] = {"github": _github, "gitlab": _gitlab}


def _uses(name: str) -> bool:
    files = {"github": ".github/workflows", "gitlab": ci_files.GITLAB_PIPELINE}
    return os.path.exists(files[name]) or any(name in host for host in hosts())
