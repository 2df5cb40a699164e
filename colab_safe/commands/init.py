"""Set up a repository: hooks, baseline, CI. Each change is shown before it is made."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from difflib import unified_diff

from colab_safe import __version__
from colab_safe.accept import BASELINE
from colab_safe.atomic_write import Was
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import complain, say, tell
from colab_safe.command_line.standard_input import has_terminal
from colab_safe.errors import FileError, UsageError
from colab_safe.git.folders import has_tag
from colab_safe.model import Finding, Report
from colab_safe.project.files import find, write_bytes
from colab_safe.project.inputs import from_found, scan_inputs
from colab_safe.project.links import refuse_way_out
from colab_safe.project.nearest import find_settings
from colab_safe.project.project import Projects
from colab_safe.published import IS_PUBLISHED, REPOSITORY
from colab_safe.report import without_secrets
from colab_safe.report.hiding import blotter
from colab_safe.report.text import count, where
from colab_safe.setup import file_changes
from colab_safe.setup.existing_findings import by_publication
from colab_safe.setup.file_changes import FileChange, current_text
from colab_safe.setup.hook_framework import hook_framework, install_command
from colab_safe.setup.top_folder import go_to_top
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_UNPUBLISHED = (
    "No remote has this. Remove it before you push, with `colab-safe fix` in code and `colab-safe redact`"
    " in outputs. Not accepted."
)
_PUBLISHED = "A remote has this already: revoke the secret."
_NOT_ACCEPTED = (
    "not accepted; `colab-safe init --accept-published` puts them into the baseline, and "
    "`colab-safe baseline audit` then reviews them one by one"
)


# Only ssh names a user, without a password; a URL of https with a user may have a token in its place.
_PART = r"[^\s@\"'#,{}\[\]\\]"  # characters that need no quotes in YAML and TOML
_ADDRESS = re.compile(
    rf"(?:https?|file)://{_PART}+|ssh://(?:\w+@)?{_PART}+|\w+@[\w.-]+:{_PART}+|(?:[A-Za-z]:)?[./~\w](?:(?!:){_PART})*"
)


class Outcome(NamedTuple):
    """What became of a step."""

    not_made: int = 0  # changes that the user did not agree to
    findings: int = 0  # that are not accepted
    is_incomplete: bool = False  # whether part of the job could not be done

    @property
    def code(self) -> int:
        """The exit code."""
        if self.is_incomplete:
            return FAILED
        return FOUND if self.not_made or self.findings else 0


EXAMPLES = (
    "colab-safe init                             # shows each change, and asks",
    "colab-safe init --ci github --repository https://git.example/team/colab-safe",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--yes",
        action="store_true",
        help="make all changes without asking; they are still shown, and no finding is accepted",
    )
    parser.add_argument(
        "--accept-published",
        action="store_true",
        help="put existing findings that a remote has already into the baseline, without asking",
    )
    parser.add_argument(
        "--ci",
        choices=["github", "gitlab", "none"],
        help="CI system (default: detected from the git remote)",
    )
    parser.add_argument(
        "--repository",
        metavar="ADDRESS",
        default=REPOSITORY,
        help="where hooks and CI get colab-safe from, such as that of your team's copy",
    )


def run(arguments: Namespace) -> int:
    """Show each change and make it; 1 if one was not made or findings are left, 2 if part could not be done."""
    go_to_top()
    repository = _checked(arguments.repository)
    steps = (
        lambda: file_changes.hooks(repository),
        file_changes.settings,
        file_changes.agents,
        lambda: file_changes.ci(arguments.ci, repository),
    )
    outcomes = [_step(step, arguments.yes) for step in steps]
    not_made = sum(outcome.not_made for outcome in outcomes)
    outcomes.append(_findings(arguments))
    for line in _next_steps(repository):
        say(line)
    if not_made:
        tell(f"{count(not_made, 'change')} not made; `colab-safe init --yes` makes all of them")
    return max(outcome.code for outcome in outcomes)


def _step(step: Callable[[], Iterator[FileChange]], is_agreed: bool) -> Outcome:
    """Make the changes of a step. A file that cannot be changed is left alone, and the other steps go on."""
    not_made = 0
    try:
        for change in step():
            if change.after != current_text(change.path):
                not_made += not _make(change, is_agreed)
    except (UsageError, FileError) as error:
        first, *lines = str(error).splitlines()
        tell(first)
        complain(*lines)
        return Outcome(not_made, is_incomplete=True)
    return Outcome(not_made)


def _make(change: FileChange, without_asking: bool) -> bool:
    """Show a change, and make it if the user agrees."""
    say(f"{change.path}: {change.why}")
    before = current_text(change.path)
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
    return has_terminal() and input("Write it? [y/N] ").strip().lower() in ("y", "yes")


def _findings(arguments: Namespace) -> Outcome:
    """Show the existing findings if there is no baseline; if the user agrees, accept those that a remote has."""
    projects = Projects()
    found = find(["."], False, projects.is_text_notebook, projects.is_excluded)
    if os.path.exists(BASELINE) or find_settings().baseline or not (found.files or found.archives):
        return Outcome()
    scan = projects.scanner()
    report = projects.settled(scan_inputs(from_found(found), scan))
    report = report.plus(Report(problems=projects.about_the_run.problems))
    tell(*projects.notices, *projects.switched_off)
    existing = by_publication(report, scan)
    _show(report, existing.unpublished)
    top = projects.of("")  # notebooks with other settings have baselines of their own
    published = [each for each in existing.published if projects.of(each.location.path) is top]
    unpublished = [each for each in existing.unpublished if each.blocks]
    change = _step(
        lambda: file_changes.new_baseline(published, blotter(report).blot),
        arguments.accept_published,
    )
    if change.not_made:
        tell(f"{count(len(published), 'published finding')} {_NOT_ACCEPTED}")
    return Outcome(change.not_made, len(unpublished), bool(report.problems))


def _show(report: Report, unpublished: tuple[Finding, ...]) -> None:
    """Show each finding with its line, in which secrets are blotted out, and what to do about it."""
    shown, left = without_secrets(report), set(unpublished)
    tell(*(f"{problem.path}: {problem.error}" for problem in shown.problems))
    for finding, display in zip(report.findings, shown.findings, strict=True):
        say(where(display.location), f"    {display.description} ({display.rule})")
        say(*([] if display.blocks else ["    low confidence: it does not block"]))
        say(f"    | {display.excerpt}")
        say(f"    {_UNPUBLISHED if finding in left else _PUBLISHED}")


def _checked(repository: str) -> str:
    """The address, which is written into files that are committed."""
    if not _ADDRESS.fullmatch(repository):
        raise UsageError(
            "--repository: it must be the address or the folder of a git repository, without a token or password and without blanks"
        )
    return repository


def _next_steps(repository: str) -> Iterator[str]:
    if repository == REPOSITORY and not IS_PUBLISHED:
        yield (
            f"colab-safe is not published yet: replace {REPOSITORY} in the files by the address of your copy,"
            " or use `colab-safe init --repository ADDRESS`."
        )
    elif has_tag(repository, f"v{__version__}") is False:
        yield (
            f"The hooks take the tag v{__version__} of {repository}, which does not have it:"
            f" run `git tag v{__version__}` there."
        )
    if framework := hook_framework():
        yield f"Next: run `{install_command(framework)}`."
    else:
        yield "Next: run `colab-safe install-hook`, since neither pre-commit nor prek is installed."
    yield "Then run `colab-safe doctor` to check the setup."
