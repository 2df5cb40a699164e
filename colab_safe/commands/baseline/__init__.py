"""Manage the baseline, the file of findings that a team has accepted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence, Set
from functools import partial

from colab_safe.accept import BASELINE
from colab_safe.accept.baseline import Entry, parse, write
from colab_safe.accept.baseline_update import Paths, Update, matching, updated
from colab_safe.accept.known import fits
from colab_safe.atomic_write import Was
from colab_safe.blots import BLOT
from colab_safe.command_line.exit_codes import FAILED
from colab_safe.command_line.messages import say, tell
from colab_safe.command_line.options import (
    add_all_files,
    add_paths,
    add_project,
    add_show_secrets,
    project_options,
    written_file,
)
from colab_safe.command_line.standard_input import has_terminal
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.commands.baseline.by_settings import Part, Work
from colab_safe.detect.known_values import RULE as KNOWN_VALUE_RULE
from colab_safe.errors import FileChanged, UsageError
from colab_safe.model import Finding, Report
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.project import Project
from colab_safe.report import without_secrets
from colab_safe.report.hiding import blotter
from colab_safe.report.text import count, where
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from colab_safe.accept.fingerprints import Fingerprints
    from colab_safe.accept.secrets_baseline import SecretsBaseline


EXAMPLES = (
    "colab-safe baseline create .",
    "colab-safe baseline update .                # after findings came or went",
    "colab-safe baseline audit                   # ask for the reason of each",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, _SUB_VERBS)


def run(arguments: Namespace) -> int:
    """Run the sub-verb; 2 if a file was not scanned completely, even if a baseline was written."""
    return run_sub_verb(arguments)


def _add_file(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--file",
        type=written_file,
        metavar="FILE",
        help=f"the baseline (default: as configured, or {BASELINE})",
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
    work = Work(project_options(arguments), arguments.file, arguments.known)
    if arguments.file or (len(arguments.paths) == 1 and os.path.isdir(arguments.paths[0])):
        _refuse_existing(work.file_of(arguments.paths[0]))  # before the scan, which takes longer
    report = work.scan(arguments.paths, arguments.all_files)
    if not report.coverage.files:
        return _conclude(report)  # nothing was read, so there is nothing to say about it
    parts = work.parts(report)
    parts = [part for part in parts if part.numbers] or parts[:1]
    for part in parts:
        _refuse_existing(part.file)
    for part in parts:
        _create_one(part, report, arguments.known)
    return _conclude(report)


def _refuse_existing(file: str) -> None:
    if os.path.exists(file):
        raise UsageError(f"{shown(file)} already exists: run `colab-safe baseline update` instead")


def _create_one(part: Part, report: Report, known: str | None) -> None:
    findings, reason = part.findings(report), ""
    if known:
        theirs = part.project.policy.secrets_baselines
        findings = [each for each in findings if _is_known(theirs, each, part.project)]
        reason = f"accepted in {shown(known)}"
    paths = Paths(part.project.policy.from_root, blotter(report).blot)
    entries = updated((), findings, paths, bool, {}, reason).entries
    write_bytes(part.file, write(entries), Was(None))
    files = count(len({entry.path for entry in entries}), "file")
    secrets = count(len(entries), "secret")
    name = shown(part.file)
    say(f"colab-safe: {secrets} in {files} accepted in {name}. Commit that file, and review")
    say("the entries with `colab-safe baseline audit`. With the line `*.baseline merge=union` in")
    say(".gitattributes, git can merge it.")


def _update(arguments: Namespace) -> int:
    work = Work(project_options(arguments), arguments.file)
    if len(arguments.paths) == 1 and os.path.isdir(arguments.paths[0]):
        _read(work.file_of(arguments.paths[0]))  # before the scan, which takes longer
    report = work.scan(arguments.paths, arguments.all_files)
    parts = work.parts(report)
    parts = [each for each in parts if each.numbers or os.path.exists(each.file)] or parts[:1]
    for part in parts:
        _read(part.file)
    for part in parts:
        _update_one(part, report)
    return _conclude(report)


def _update_one(part: Part, report: Report) -> None:
    file, findings = part.file, part.findings(report)
    paths = Paths(part.project.policy.from_root, blotter(report).blot)
    made: dict[str, Fingerprints] = {}
    is_gone = partial(_is_gone, part.project, part.scanned)
    while True:  # as often as others change the file
        data = read_bytes(file)
        old = parse(data, shown(file))
        update = updated(old, findings, paths, is_gone, made)
        try:
            write_bytes(file, write(update.entries), Was(data))
            break
        except FileChanged:
            continue
    _tell_changes(update, part.findings(without_secrets(report)), shown(file))


def _tell_changes(update: Update, findings: Sequence[Finding], file: str) -> None:
    """Say what is new in the baseline, and what is gone; the findings have their secrets blotted out."""
    for finding in (findings[number] for number in update.new):
        say(f"+ {where(finding.location)}: {finding.description} ({finding.rule})")
    for entry in update.removed:
        say(f"- {entry.path}: {entry.rule}, no longer found")
    added, removed = len(update.added), len(update.removed)
    kept = len(update.entries) - added
    say(f"colab-safe: {file}: {added} added, {removed} removed, {kept} kept")
    if update.rewritten:
        say(
            f"{count(update.rewritten, 'fingerprint')} rewritten, because a password can be guessed from the"
        )
        say("old ones. They stay in the git history: change the passwords that are still in use.")


def _audit(arguments: Namespace) -> int:
    if not has_terminal():
        raise UsageError("audit asks questions: run it in a terminal")
    from colab_safe.commands.baseline.audit import audit

    work = Work(project_options(arguments), arguments.file)
    project, file = work.projects.of(""), work.file_of("")
    entries, data, is_written = _read(file), read_bytes(file), False
    waiting = sorted({each.path for each in entries if not each.reason})
    report = work.scan([file for path in waiting for file in _files_of(project, path)])
    findings = without_secrets(report).findings
    numbers = matching(entries, report.findings, project.policy.from_root)
    found = {entry[:3]: findings[number] for entry, number in numbers.items()}
    for answered in audit(entries, found, arguments.show_secrets):
        write_bytes(file, write(answered), Was(write(entries) if is_written else data))
        entries, is_written = answered, True
    reasons = sum(bool(each.reason) for each in entries)
    say(f"colab-safe: {shown(file)}: {reasons} with a reason, {len(entries) - reasons} to review")
    return _conclude(report)


def _is_known(theirs: Iterable[SecretsBaseline], finding: Finding, project: Project) -> bool:
    path = project.policy.from_root(finding.location.path)
    return any(baseline.accepts(finding, path) for baseline in theirs)


def _read(file: str) -> tuple[Entry, ...]:
    if not os.path.exists(file):
        raise UsageError(f"{shown(file)} does not exist: run `colab-safe baseline create` first")
    return parse(read_bytes(file), shown(file))


def _is_gone(project: Project, scanned: Set[str], entry: Entry) -> bool:
    """Whether the file of an entry was scanned, or no longer exists. Others have other known values."""
    path = entry.path
    was_scanned = any(fits(path, each) for each in scanned) if BLOT in path else path in scanned
    return (was_scanned and entry.rule != KNOWN_VALUE_RULE) or not _files_of(project, path)


def _files_of(project: Project, path: str) -> list[str]:
    """The files that an entry may be about: any text may be where a secret was blotted out of its path."""
    file = project.settings.path_of(path.partition("!/")[0])
    if BLOT not in file:
        return [file] if os.path.lexists(file) else []
    from glob import escape, glob

    return sorted(glob("*".join(map(escape, file.split(BLOT)))))


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
