"""Replace the secrets in outputs and metadata with [REDACTED:…]; source is never edited."""

from __future__ import annotations

import os
from functools import partial

from colab_safe.atomic_write import Was
from colab_safe.blots import marker
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say, say_diff, tell
from colab_safe.command_line.options import (
    add_baseline,
    add_diff,
    add_force_exclude,
    add_known_values,
    add_min_confidence,
    add_paths,
    add_project,
    project_options,
)
from colab_safe.commands.paths.arguments import named_notebooks
from colab_safe.commands.paths.messages import STAGE, accepts_unreadable, is_staging_needed
from colab_safe.errors import ColabSafeError, UsageError, for_one_file
from colab_safe.model import LOW, MEDIUM, Finding, Problem, Report, is_at_least
from colab_safe.project.diffs import file_diff
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.project import Projects
from colab_safe.redact import Redaction
from colab_safe.report import without_secrets
from colab_safe.report.remedy import without_value
from colab_safe.report.text import count, where
from colab_safe.scan import UNREADABLE
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_REVOKE = "Redaction does not undo a leak: revoke every token that has left your machine."
_PARTLY = (
    "If pre-commit says fixes were rolled back, the notebook is only partly staged:"
    " stage all of it, or clear that output and stage it."
)


EXAMPLES = (
    "colab-safe redact analysis.ipynb --diff     # show what would change",
    "colab-safe redact .                         # every notebook of this folder",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_paths(parser)
    add_force_exclude(parser)
    add_project(parser)
    add_min_confidence(
        parser, "redact what is found with this confidence or a higher one (default: medium)"
    )
    add_baseline(parser)
    add_known_values(parser)
    add_diff(parser)


def run(arguments: Namespace) -> int:
    """Redact notebooks; 1 if one was changed or still contains a secret, 2 if one was not read."""
    projects = Projects(project_options(arguments))
    found = named_notebooks(arguments.paths, projects, arguments.force_exclude)
    code = FAILED if found.problems else 0
    redacted: list[Finding] = []
    left: list[Finding] = []
    below: list[Finding] = []
    for path in found.files:
        try:
            least = arguments.min_confidence or _at_least_medium(projects.of(path).least)
            redaction = for_one_file(partial(_redact_file, path, projects, least, arguments.diff))
        except ColabSafeError as error:
            tell(f"{shown(path)}: {str(error).removeprefix(f'{shown(path)}: ')}")
            code = FAILED
            continue
        policy = projects.of(path).policy
        accepted = policy.problem_accepted_by(Problem(shown(path), "", UNREADABLE))
        if redaction.problem and accepted:
            _tell_problem(path, f"not rewritten: {accepts_unreadable(accepted)}", redaction)
        elif redaction.problem:
            _tell_problem(path, f"not rewritten: {redaction.problem}", redaction)
            code = FAILED
        if redaction.unread:
            _tell_problem(path, f"{redaction.unread}", redaction)
            code = FAILED
        redacted += redaction.redacted
        left += redaction.left
        below += redaction.below
    problems = projects.about_the_run.problems
    code = FAILED if problems else code
    tell(
        *projects.notices,
        *projects.switched_off,
        *(f"{each.path}: {each.error}" for each in problems),
    )
    if not arguments.diff:
        _report(redacted, left, below)
    if not (redacted or left or code):
        say("colab-safe: nothing to redact")
    return FOUND if redacted or left else code


def _at_least_medium(least: str) -> str:
    return least if is_at_least(least, MEDIUM) else MEDIUM


def _redact_file(path: str, projects: Projects, least: str, only_diff: bool) -> Redaction:
    data, project = read_bytes(path), projects.of(path)
    redaction = project.redact(data, shown(path), least)
    for problem in project.policy.with_uncompared(Report(), shown(path)).problems:
        raise UsageError(
            f"not rewritten: {problem.error}"
        )  # or accepted passwords would be redacted
    if redaction.data is not data and only_diff:
        say_diff(*file_diff(path, data, redaction.data, projects))
    elif redaction.data is not data:
        write_bytes(path, redaction.data, Was(data))
    return redaction


def _tell_problem(path: str, problem: str, redaction: Redaction) -> None:
    """Print a problem; a part of one of the notebook's secrets may be in its name."""
    found = (*redaction.redacted, *redaction.left, *redaction.below)
    report = without_secrets(Report(found, (Problem(shown(path), problem),)))
    tell(*(f"{each.path}: {each.error}" for each in report.problems))


def _report(redacted: list[Finding], left: list[Finding], below: list[Finding]) -> None:
    shown = iter(without_secrets(Report((*redacted, *left, *below))).findings)
    redacted, left, below = ([next(shown) for _ in each] for each in (redacted, left, below))
    for finding in redacted:
        say(f"{where(finding.location)}: {finding.description} → {marker(finding.rule)}")
    for finding in left:
        what = f"{finding.description} ({finding.rule}), NOT redacted"
        say(f"{where(finding.location)}: {what}: {without_value(finding)}")
    for finding in below:
        what = f"{finding.description} ({finding.rule}), {finding.confidence} confidence"
        say(f"{where(finding.location)}: {what}: not redacted without --min-confidence {LOW}")
    if redacted or left:
        say(f"colab-safe: {count(len(redacted), 'secret')} redacted, {len(left)} left. {_REVOKE}")
        how = {finding.rule: finding.revoke for finding in [*redacted, *left]}
        for rule, revoke in how.items():
            say(f"  {rule}: {revoke}")
    if redacted and is_staging_needed(finding.location.path for finding in redacted):
        say(STAGE)
        if "PRE_COMMIT" in os.environ:
            say(*_PARTLY.splitlines())
