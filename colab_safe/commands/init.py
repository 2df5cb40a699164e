"""Set up a repository: hooks, baseline, CI. Each change is shown before it is made."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from difflib import unified_diff

from colab_safe.accept import BASELINE, SECRETS_BASELINE, baseline
from colab_safe.atomic_write import Was
from colab_safe.command_line.exit_codes import FOUND
from colab_safe.command_line.messages import say, tell
from colab_safe.git.remotes import hosts
from colab_safe.project.files import read_optional_text, write_bytes
from colab_safe.project.inputs import from_files, scan_inputs
from colab_safe.project.links import refuse_way_out
from colab_safe.project.project import find_project
from colab_safe.project.settings import OWN_FILE
from colab_safe.project.settings_file import find_settings
from colab_safe.report.text import count
from colab_safe.setup import ci_files, hook_config
from colab_safe.setup.top_folder import go_to_top
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_GITLEAKS = ".gitleaks.toml"


class FileChange(NamedTuple):
    """A file as it will be after a change."""

    path: str  # from the repository's top folder
    after: str  # its new text
    why: str


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="make all changes without asking; they are still shown"
    )
    parser.add_argument(
        "--ci",
        choices=["github", "gitlab", "none"],
        help="CI system (default: detected from the git remote)",
    )


def run(arguments: Namespace) -> int:
    """Show each change and make it; 1 if one was not made."""
    go_to_top()
    not_made = 0
    for step in (_hooks, _settings, _baseline, lambda: _ci(arguments.ci)):
        for change in step():
            if change.after != read_optional_text(change.path):
                not_made += not _make(change, arguments.yes)
    for line in _next_steps():
        say(line)
    if not_made:
        tell(f"{count(not_made, 'change')} not made; `colab-safe init --yes` makes all of them")
    return FOUND if not_made else 0


def _make(change: FileChange, without_asking: bool) -> bool:
    """Show a change, and make it if the user agrees."""
    say(f"{change.path}: {change.why}")
    before = read_optional_text(change.path)
    for line in unified_diff(before.splitlines(), change.after.splitlines(), lineterm="", n=1):
        if not line.startswith(("---", "+++", "@@")):
            say(f"    {line}")
    if not without_asking and not _agrees():
        return False
    refuse_way_out(change.path)  # before folders are made
    os.makedirs(os.path.dirname(change.path) or ".", exist_ok=True)
    was = before.encode("utf-8", "surrogateescape") if os.path.exists(change.path) else None
    write_bytes(change.path, change.after.encode("utf-8", "surrogateescape"), Was(was))
    return True


def _agrees() -> bool:
    return sys.stdin.isatty() and input("Write it? [y/N] ").strip().lower() in ("y", "yes")


def _hooks() -> Iterator[FileChange]:
    after = hook_config.with_colab_safe_hooks(read_optional_text(hook_config.CONFIG_FILE))
    yield FileChange(hook_config.CONFIG_FILE, after, "hooks for pre-commit and prek")


def _settings() -> Iterator[FileChange]:
    """Take over the files of other scanners, if there are no settings yet."""
    if find_settings().source:
        return
    lines = []
    if os.path.exists(SECRETS_BASELINE):
        lines.append(f'engines = ["builtin", "detect-secrets"]  # with {SECRETS_BASELINE}')
    if os.path.exists(_GITLEAKS):
        lines.append(f'rules = ["{_GITLEAKS}"]')
    if lines:
        text = "".join(f"{line}\n" for line in lines)
        yield FileChange(OWN_FILE, text, "settings taken over from your other scanners")


def _baseline() -> Iterator[FileChange]:
    """Accept the existing findings if there is no baseline, so that only new ones block commits."""
    if os.path.exists(BASELINE) or find_settings().baseline:
        return
    project = find_project()
    tell(*project.notices, *project.switched_off)
    report = project.policy.without_accepted_problems(
        scan_inputs(from_files(["."]), project.scanner())
    )
    entries = baseline.merged(
        baseline.entry(finding, finding.location.path) for finding in report.findings
    )
    if entries:
        findings = count(len(entries), "existing finding")
        verb = "goes" if len(entries) == 1 else "go"
        why = (
            f"{findings} {verb} into the baseline, so only new ones block commits."
            " Review them now: colab-safe baseline audit"
        )
        yield FileChange(BASELINE, baseline.write(entries).decode("utf-8", "surrogateescape"), why)


def _ci(wanted: str | None) -> Iterator[FileChange]:
    for name, change in _CI.items():
        if name == wanted or (wanted is None and _uses(name)):
            yield change()


def _github() -> FileChange:
    text = read_optional_text(ci_files.GITHUB_WORKFLOW) or ci_files.github_workflow()
    return FileChange(ci_files.GITHUB_WORKFLOW, text, "checks pull requests")


def _gitlab() -> FileChange:
    text = ci_files.with_gitlab_job(read_optional_text(ci_files.GITLAB_PIPELINE))
    return FileChange(ci_files.GITLAB_PIPELINE, text, "checks merge requests")


_CI: dict[str, Callable[[], FileChange]] = {"github": _github, "gitlab": _gitlab}


def _uses(name: str) -> bool:
    files = {"github": ".github/workflows", "gitlab": ci_files.GITLAB_PIPELINE}
    return os.path.exists(files[name]) or any(name in host for host in hosts())


def _next_steps() -> Iterator[str]:
    from shutil import which

    types = "--hook-type pre-commit --hook-type pre-push"
    tool = next((tool for tool in ("prek", "pre-commit") if which(tool)), None)
    if tool:
        yield f"Next: run `{tool} install {types}`."
    else:
        yield "Next: run `colab-safe install-hook`, since neither pre-commit nor prek is installed."
    yield "Then run `colab-safe doctor` to check the setup."
