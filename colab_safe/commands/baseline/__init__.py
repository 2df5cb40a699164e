"""Manage the baseline, the file of findings that a team has accepted."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from colab_safe.accept import BASELINE, SECRETS_BASELINE
from colab_safe.accept.baseline import Entry, entry, merged, parse, write
from colab_safe.atomic_write import Was
from colab_safe.command_line.exit_codes import FAILED
from colab_safe.command_line.messages import say, tell
from colab_safe.command_line.options import (
    add_all_files,
    add_paths,
    add_project,
    add_show_secrets,
    project_options,
)
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.errors import FileChanged, UsageError
from colab_safe.model import Finding, Problem, Report, total
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.inputs import from_files, scan_input
from colab_safe.project.project import Project, find_project
from colab_safe.report import without_secrets
from colab_safe.report.text import count, where
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from colab_safe.accept.secrets_baseline import SecretsBaseline


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, _SUB_VERBS)


def run(arguments: Namespace) -> int:
    """Run the sub-verb; 2 if a file was not scanned completely, even if a baseline was written."""
    return run_sub_verb(arguments)


def _add_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--file", metavar="FILE", help=f"the baseline (default: as configured, or {BASELINE})"
    )
    add_project(parser)


def _add_create_arguments(parser: ArgumentParser) -> None:
    _add_update_arguments(parser)
    parser.add_argument(
        "--import",
        dest="known",
        metavar="FILE",
        help="accept only what this .secrets.baseline contains",
    )


def _add_update_arguments(parser: ArgumentParser) -> None:
    _add_file(parser)
    add_paths(parser)
    add_all_files(parser)


def _add_audit_arguments(parser: ArgumentParser) -> None:
    _add_file(parser)
    add_show_secrets(parser)


def _create(arguments: Namespace) -> int:
    project, theirs = _project(arguments, arguments.known)
    file = _file(arguments, project)
    if os.path.exists(file):
        raise UsageError(f"{shown(file)} already exists: run `colab-safe baseline update` instead")
    report, _ = _scanned(project, arguments.paths, arguments.all_files)
    findings, reason = report.findings, ""
    if arguments.known:
        findings = tuple(each for each in findings if _is_known(theirs, each, project))
        reason = f"accepted in {shown(arguments.known)}"
    entries = _entries(findings, project, reason)
    write_bytes(file, write(entries), Was(None))
    files = count(len({entry.path for entry in entries}), "file")
    secrets = count(len(entries), "secret")
    say(f"colab-safe: {secrets} in {files} accepted in {shown(file)}. Commit that file, and review")
    say("the entries with `colab-safe baseline audit`. With the line `*.baseline merge=union` in")
    say(".gitattributes, git can merge it.")
    return _conclude(report)


def _update(arguments: Namespace) -> int:
    project, _ = _project(arguments)
    file = _file(arguments, project)
    _read(file)  # before the scan, which takes longer
    report, scanned = _scanned(project, arguments.paths, arguments.all_files)
    found = {_key(each): each for each in _entries(report.findings, project)}
    while True:  # as often as others change the file
        data = read_bytes(file)
        old = parse(data, shown(file))
        kept = [
            each
            for each in old
            if _key(each) in found or (each.path not in scanned and _exists(project, each.path))
        ]
        known = set(map(_key, old))
        added = merged(each for key, each in found.items() if key not in known)
        try:
            write_bytes(file, write(merged([*kept, *added])), Was(data))
            break
        except FileChanged:
            continue
    new, stays = frozenset(added), frozenset(kept)
    for finding, shown_finding in zip(
        report.findings, without_secrets(report).findings, strict=True
    ):
        if entry(finding, project.policy.from_root(finding.location.path)) in new:
            place = where(shown_finding.location)
            say(f"+ {place}: {shown_finding.description} ({finding.rule})")
    for each in old:
        if each not in stays:
            say(f"- {each.path}: {each.rule}, no longer found")
    changes = f"{len(added)} added, {len(old) - len(kept)} removed, {len(kept)} kept"
    say(f"colab-safe: {shown(file)}: {changes}")
    return _conclude(report)


def _audit(arguments: Namespace) -> int:
    if not sys.stdin.isatty():
        raise UsageError("audit asks questions: run it in a terminal")
    from colab_safe.commands.baseline.audit import audit

    project, _ = _project(arguments)
    file = _file(arguments, project)
    entries, data, is_written = _read(file), read_bytes(file), False
    waiting = sorted({each.path for each in entries if not each.reason})
    present = [project.settings.path_of(path) for path in waiting if _exists(project, path)]
    report, _ = _scanned(project, present)
    found = {
        _key(entry(finding, project.policy.from_root(finding.location.path))): finding
        for finding in report.findings
    }
    for answered in audit(entries, found, arguments.show_secrets):
        write_bytes(file, write(answered), Was(write(entries) if is_written else data))
        entries, is_written = answered, True
    reasons = sum(bool(each.reason) for each in entries)
    say(f"colab-safe: {shown(file)}: {reasons} with a reason, {len(entries) - reasons} to review")
    return _conclude(report)


def _key(entry: Entry) -> tuple[str, str, str]:
    """What identifies an entry: everything but the reason."""
    return entry[:3]


def _project(
    arguments: Namespace, known: str | None = None
) -> tuple[Project, tuple[SecretsBaseline, ...]]:
    """The project without its baseline; and those of detect-secrets, unused by it if `known`."""
    options = project_options(arguments)._replace(baselines=(known,) if known else ())
    project = find_project(options)
    tell(*project.notices, *project.switched_off)
    theirs = project.policy.secrets_baselines
    policy = project.policy._replace(baseline={}, secrets_baselines=() if known else theirs)
    return project._replace(policy=policy), theirs


def _is_known(theirs: Iterable[SecretsBaseline], finding: Finding, project: Project) -> bool:
    path = project.policy.from_root(finding.location.path)
    return any(baseline.accepts(finding, path) for baseline in theirs)


def _file(arguments: Namespace, project: Project) -> str:
    names = project.settings.baseline
    own = [name for name in names if os.path.basename(name) != SECRETS_BASELINE]
    return str(arguments.file or project.settings.path_of(*own[:1] or [BASELINE]))


def _read(file: str) -> tuple[Entry, ...]:
    if not os.path.exists(file):
        raise UsageError(f"{shown(file)} does not exist: run `colab-safe baseline create` first")
    return parse(read_bytes(file), shown(file))


def _scanned(
    project: Project, paths: Iterable[str], everything: bool = False
) -> tuple[Report, set[str]]:
    """The report about these files, and the files by their paths from the project's root."""
    scan, scanned = project.scanner(), set()
    reports: list[Report] = []
    for each in from_files(paths, everything):
        if not isinstance(each, Problem):
            scanned.add(project.policy.from_root(each.path))
        reports.append(scan_input(each, scan))
    return project.policy.without_accepted_problems(total(reports)), scanned


def _entries(findings: Iterable[Finding], project: Project, reason: str = "") -> tuple[Entry, ...]:
    from_root = project.policy.from_root
    return merged(entry(each, from_root(each.location.path), reason) for each in findings)


def _exists(project: Project, path: str) -> bool:
    return os.path.lexists(project.settings.path_of(path.partition("!/")[0]))


def _conclude(report: Report) -> int:
    tell(*(f"{problem.path}: {problem.error}" for problem in without_secrets(report).problems))
    return FAILED if report.problems else 0


_SUB_VERBS = {
    "create": SubVerb(
        "accept the existing findings, so that only new ones are reported",
        _create,
        _add_create_arguments,
    ),
    "update": SubVerb(
        "remove stale entries and accept new findings", _update, _add_update_arguments
    ),
    "audit": SubVerb(
        "review the entries that have no reason yet, one by one", _audit, _add_audit_arguments
    ),
}
