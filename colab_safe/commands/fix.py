"""Read the secrets of Python cells at run time: a literal token becomes os.environ["…"], in Colab userdata.get("…")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from colab_safe.atomic_write import Was
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import say, say_diff, tell
from colab_safe.command_line.options import (
    add_baseline,
    add_diff,
    add_known_values,
    add_min_confidence,
    add_paths,
    add_project,
    project_options,
    written_file,
)
from colab_safe.command_line.standard_input import has_terminal
from colab_safe.commands.paths.arguments import named_notebooks
from colab_safe.errors import ColabSafeError, UsageError, for_one_file
from colab_safe.fixes.diff import FixDiff
from colab_safe.fixes.fix import Fix, Left, Plan
from colab_safe.fixes.names import Names
from colab_safe.fixes.plan import plan
from colab_safe.fixes.readers import Reader
from colab_safe.fixes.rewrite import fixed
from colab_safe.model import MEDIUM, Finding, Problem, Report, is_at_least
from colab_safe.project.env_file import EnvFile
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.project import Project, Projects
from colab_safe.report import without_secrets
from colab_safe.report.remedy import remedy
from colab_safe.report.text import count, where
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_REVOKE = "This does not undo a leak: revoke every token that has left your machine."
_QUESTION = "Read it at run time? [y/N/a/q] "
_YES, _ALL, _QUIT = "y", "a", "q"

EXAMPLES = (
    "colab-safe fix analysis.ipynb --diff        # show what would change",
    "colab-safe fix analysis.ipynb               # ask about each secret",
    "colab-safe fix . --yes --env-file .env      # keep the values in .env, which git ignores",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_paths(parser)
    add_diff(parser)
    parser.add_argument("--yes", action="store_true", help="change all, without a question")
    parser.add_argument(
        "--env-file",
        type=written_file,
        metavar="FILE",
        help="keep the values in FILE, such as .env: it must be ignored by git",
    )
    add_project(parser)
    add_min_confidence(
        parser, "change what is found with this confidence or a higher one (default: medium)"
    )
    add_baseline(parser)
    add_known_values(parser)


def run(arguments: Namespace) -> int:
    """Show each change and make those that the user wants; 1 if there is one, or a secret is left; 2 if a file failed."""
    if arguments.diff and (arguments.yes or arguments.env_file):
        raise UsageError("--diff changes nothing: leave out --yes and --env-file")
    work = _Work(arguments)
    found = named_notebooks(arguments.paths, work.projects)
    for path in found.files:
        try:
            for_one_file(partial(work.fix, path))
        except ColabSafeError as error:
            tell(f"{shown(path)}: {str(error).removeprefix(f'{shown(path)}: ')}")
            work.has_failed = True
    projects = work.projects
    problems = projects.about_the_run.problems
    tell(
        *projects.notices,
        *projects.switched_off,
        *(f"{each.path}: {each.error}" for each in problems),
    )
    work.has_failed = work.has_failed or bool(found.problems or problems)
    _summarise(work)
    if work.fixed or work.shown or work.left:
        return FOUND
    return FAILED if work.has_failed else 0


class _Work:
    """What was done so far."""

    def __init__(self, arguments: Namespace) -> None:
        self.projects = Projects(project_options(arguments))
        self.least: str = arguments.min_confidence or MEDIUM
        self.env_file = EnvFile(arguments.env_file) if arguments.env_file else None
        self.names = Names(self.env_file.values if self.env_file else None)
        is_asking = has_terminal() and not arguments.yes and not arguments.diff
        self.answer = _ALL if arguments.yes else "" if is_asking else _QUIT
        self.is_asking, self.has_failed = is_asking, False
        self.fixed: list[tuple[Fix, Reader]] = []
        self.shown: list[Fix] = []  # and not made
        self.left: list[Left] = []
        self.below: list[Finding] = []

    def fix(self, path: str) -> None:
        """Fix one notebook."""
        data, project = read_bytes(path), self.projects.of(path)
        planned = self._planned(data, path, project)
        diff = FixDiff(planned)
        chosen = [fix for fix in planned.fixes if self._is_wanted(diff, fix)]
        result = fixed(planned, chosen, shown(path), project.engines)
        self.left += [*result.left, *planned.left]
        self.below += planned.below
        made = set(map(id, result.fixes))
        self.shown += [each for each in planned.fixes if id(each) not in made]
        if result.data != data:
            if self.env_file:  # first: whatever happens, no value is lost
                self.env_file.add({fix.name: fix.finding.secret for fix in result.fixes})
            write_bytes(path, result.data, Was(data))
        self.fixed += [(fix, planned.reader) for fix in result.fixes]

    def _planned(self, data: bytes, path: str, project: Project) -> Plan:
        from time import time

        project.policy.check_salts()
        least = self.least if is_at_least(self.least, project.least) else project.least
        accepts = project.policy.accepts
        planned = plan(data, shown(path), project.engines, self.names, accepts, least, time())
        for problem in project.policy.with_uncompared(Report(), shown(path)).problems:
            raise UsageError(f"not rewritten: {problem.error}")
        for why in (planned.notebook.problem, planned.notebook.unread):
            if why:
                findings = planned.findings
                report = without_secrets(Report(findings, (Problem(shown(path), why),)))
                tell(*(f"{each.path}: {each.error}" for each in report.problems))
                self.has_failed = True
        return planned

    def _is_wanted(self, diff: FixDiff, fix: Fix) -> bool:
        say_diff(*_as_diff(diff, fix))
        if self.is_asking and self.answer not in (_ALL, _QUIT):
            self.answer = input(_QUESTION).strip().lower()[:1]
        return self.answer in (_YES, _ALL)


def _as_diff(diff: FixDiff, fix: Fix) -> Iterator[str]:
    [finding] = without_secrets(Report((fix.finding,))).findings
    yield f"{where(finding.location)}: {finding.description} ({finding.rule})"
    yield from (f"    {line}" for line in diff.lines(fix))


def _summarise(work: _Work) -> None:
    secrets = [each.finding for each in (*(fix for fix, _ in work.fixed), *work.shown)]
    hidden = without_secrets(Report((*secrets, *(each.finding for each in work.left), *work.below)))
    findings = iter(hidden.findings[len(secrets) :])
    for left, finding in zip(work.left, findings, strict=False):
        what = f"{finding.description} ({finding.rule})"
        say(f"{where(finding.location)}: {what}, NOT changed: {left.why}")
    for finding in hidden.findings[len(hidden.findings) - len(work.below) :]:
        what = f"{finding.description} ({finding.rule}), {finding.confidence} confidence"
        say(f"{where(finding.location)}: {what}: not changed without --min-confidence low")
    all_of_it = [*secrets, *(each.finding for each in work.left)]
    if not all_of_it:
        say(*([] if work.has_failed else ["colab-safe: nothing to fix"]))
        return
    say(f"colab-safe: {_numbers(work)}. {_REVOKE}")
    for rule, revoke in {each.rule: each.revoke for each in all_of_it}.items():
        say(f"  {rule}: {remedy(revoke)}")
    say(*_next(work))


def _numbers(work: _Work) -> str:
    told = [f"{count(len(work.fixed), 'secret')} read at run time"] if work.fixed else []
    told += [f"{count(len(work.shown), 'secret')} could be read at run time"] if work.shown else []
    return ", ".join([*told, f"{len(work.left)} left"] if work.left else told)


def _next(work: _Work) -> Iterator[str]:
    by_reader: dict[Reader, dict[str, None]] = {}
    for fix, reader in work.fixed:
        by_reader.setdefault(reader, {})[fix.name] = None
    for reader, names in by_reader.items():
        yield f"Before you run the notebook, give a new value to {_listed(names)}: {reader.where}."
    if work.fixed and work.env_file:
        yield f"The old values are in {shown(work.env_file.path)}, which git ignores."
    if work.shown and not work.is_asking and not work.fixed:
        yield "Nothing was changed. To change it: `colab-safe fix --yes`, or run it in a terminal."


def _listed(names: Sequence[str] | dict[str, None]) -> str:
    return ", ".join(names)
