"""Set a repository up: the hooks, what is known already, the check in CI; each change is shown before it is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff

from colab_safe.accept import BASELINE, baseline
from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import tell
from colab_safe.git.folders import clone
from colab_safe.git.remotes import hosts
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.project.inputs import from_files, scan_inputs
from colab_safe.project.project import find_project
from colab_safe.project.settings import OWN_FILE
from colab_safe.project.settings_file import find_settings
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

SECRETS_BASELINE, GITLEAKS = ".secrets.baseline", ".gitleaks.toml"


class Change(NamedTuple):
    """One file, as it will be; paths from the repository's top folder."""

    path: str
    after: str
    why: str


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="make all changes without asking; they are still shown"
    )
    parser.add_argument(
        "--ci",
        choices=["github", "gitlab", "none"],
        help="where pull requests are checked (default: as the remote is)",
    )


def run(arguments: Namespace) -> int:
    """1 where changes were shown but not made."""
    os.chdir(clone().top)
    left = 0
    for step in (_hooks, _settings, _baseline, lambda: _ci(arguments.ci)):
        for change in step():
            if change.after != _text(change.path):
                left += not _make(change, arguments.yes)
    for line in _what_next():
        print(line)
    if left:
        print(
            f"colab-safe: {count(left, 'change')} not made; `colab-safe init --yes` makes all",
            file=sys.stderr,
        )
    return FOUND if left else 0


def _make(change: Change, without_asking: bool) -> bool:
    print(f"{change.path}: {change.why}")
    before = _text(change.path)
    for line in unified_diff(before.splitlines(), change.after.splitlines(), lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            print(f"    {line}")
    if not without_asking and not (
        sys.stdin.isatty() and input("Write it? [y/N] ").strip().lower() in ("y", "yes")
    ):
        return False
    os.makedirs(os.path.dirname(change.path) or ".", exist_ok=True)
    write_bytes(change.path, change.after.encode("utf-8", "surrogateescape"))
    return True


def _text(path: str) -> str:
    return read_bytes(path).decode("utf-8", "surrogateescape") if os.path.exists(path) else ""


def _hooks() -> Iterator[Change]:
    after = hook_config.with_our_hooks(_text(hook_config.NAME))
    yield Change(hook_config.NAME, after, "the hooks for pre-commit and prek")


def _settings() -> Iterator[Change]:
    """Where there are none yet: what other scanners' files of this repository ask for."""
    if find_settings().source:
        return
    lines = []
    if os.path.exists(SECRETS_BASELINE):
        lines.append(f'engines = ["builtin", "detect-secrets"]  # with {SECRETS_BASELINE}')
    if os.path.exists(GITLEAKS):
        lines.append(f'rules = ["{GITLEAKS}"]')
    if lines:
        yield Change(
            OWN_FILE, "".join(f"{line}\n" for line in lines), "what your other scanners are set to"
        )


def _baseline() -> Iterator[Change]:
    """Where there is none yet: what is found today, so that only what is new stops a commit."""
    if os.path.exists(BASELINE) or find_settings().baseline:
        return
    project = find_project()
    tell(*project.notices)
    report = scan_inputs(from_files(["."]), project.scanner())
    entries = baseline.merged(
        baseline.entry(finding, finding.location.path) for finding in report.findings
    )
    if entries:
        why = f"{count(len(entries), 'secret')} found today, accepted so that only new ones stop a commit. Revoke them"
        yield Change(BASELINE, baseline.write(entries).decode("utf-8", "surrogateescape"), why)


def _ci(wanted: str | None) -> Iterator[Change]:
    kinds: dict[str, Callable[[], Change]] = {
        "github": lambda: Change(
            ci_files.GITHUB,
            _text(ci_files.GITHUB) or ci_files.github_workflow(),
            "checks pull requests",
        ),
        "gitlab": lambda: Change(
            ci_files.GITLAB,
            ci_files.with_gitlab_job(_text(ci_files.GITLAB)),
            "checks merge requests",
        ),
    }
    for name, change in kinds.items():
        if name == wanted or (wanted is None and _is_used(name)):
            yield change()


def _is_used(name: str) -> bool:
    files = {"github": ".github/workflows", "gitlab": ci_files.GITLAB}
    return os.path.exists(files[name]) or any(name in host for host in hosts())


def _what_next() -> Iterator[str]:
    from shutil import which

    types = "--hook-type pre-commit --hook-type pre-push"
    tool = next((tool for tool in ("prek", "pre-commit") if which(tool)), None)
    yield (
        f"Next: `{tool} install {types}`."
        if tool
        else "Next: `colab-safe install-hook`: neither pre-commit nor prek is here."
    )
    yield "Then `colab-safe doctor` tells what is still missing."
