"""The file of findings that a team accepts: write it, bring it up to date, go through it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from colab_safe.accept import BASELINE, SECRETS_BASELINE
from colab_safe.accept.baseline import Entry, entry, merged, parse, write
from colab_safe.command_line.exit_codes import FAILED
from colab_safe.command_line.messages import tell
from colab_safe.errors import UsageError
from colab_safe.model import Finding, Problem, Report
from colab_safe.project import project
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.inputs import from_files
from colab_safe.report.text import count, where
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from colab_safe.accept.secrets_baseline import SecretsBaseline

VERBS = {
    "create": "accept what is found now, so that only new findings are reported",
    "update": "take out what is no longer there, and accept what has come",
    "audit": "go through the entries that have no reason yet, one question each",
}


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        verb = verbs.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        verb.add_argument(
            "--file", metavar="FILE", help=f"the baseline (default: as configured, or {BASELINE})"
        )
        project.add_engine_argument(verb)
        if name == "audit":
            verb.add_argument(
                "--show-secrets",
                action="store_true",
                help="show what was found: for your eyes only",
            )
        else:
            verb.add_argument(
                "paths",
                nargs="*",
                default=["."],
                metavar="PATH",
                help="notebooks, or folders (default: .)",
            )
            verb.add_argument(
                "--all-files",
                action="store_true",
                help="in folders, scan every other text file too",
            )
        if name == "create":
            verb.add_argument(
                "--import",
                dest="known",
                metavar="FILE",
                help="accept only what this .secrets.baseline knows",
            )


def run(arguments: Namespace) -> int:
    """2 where a file could not be scanned as it should, even though the baseline was written."""
    runs = {"create": _create, "update": _update, "audit": _audit}
    return runs[arguments.verb](arguments)


def _create(arguments: Namespace) -> int:
    here, theirs = _project(arguments, arguments.known)
    file = _file(arguments, here)
    if os.path.exists(file):
        raise UsageError(
            f"{shown(file)} is there already: `colab-safe baseline update` brings it up to date"
        )
    report, _ = _scanned(here, arguments.paths, arguments.all_files)
    findings = [
        finding
        for finding in report.findings
        if not arguments.known or _knows(theirs, finding, here)
    ]
    entries = _entries(
        findings, here, f"known in {shown(arguments.known)}" if arguments.known else ""
    )
    write_bytes(file, write(entries))
    files = count(len({one.path for one in entries}), "file")
    print(
        f"colab-safe: {count(len(entries), 'secret')} in {files} accepted in {shown(file)}. Commit it, and go through it"
    )
    print(
        "with `colab-safe baseline audit`. The line `*.baseline merge=union` in .gitattributes lets git merge it."
    )
    return _conclude(report)


def _update(arguments: Namespace) -> int:
    here, _ = _project(arguments)
    file = _file(arguments, here)
    old = _read(file)
    report, scanned = _scanned(here, arguments.paths, arguments.all_files)
    found = {one[:3]: one for one in _entries(report.findings, here)}
    kept = [
        one
        for one in old
        if one[:3] in found or (one.path not in scanned and _exists(here, one.path))
    ]
    added = merged(one for one in found.values() if one[:3] not in {one[:3] for one in old})
    for finding in report.findings:
        if entry(finding, here.policy.from_root(finding.location.path)) in added:
            print(f"+ {where(finding.location)}: {finding.description} ({finding.rule})")
    for one in old:
        if one not in kept:
            print(f"- {one.path}: {one.rule}, no longer there")
    write_bytes(file, write(merged([*kept, *added])))
    print(
        f"colab-safe: {shown(file)}: {len(added)} added, {len(old) - len(kept)} taken out, {len(kept)} kept"
    )
    return _conclude(report)


def _audit(arguments: Namespace) -> int:
    if not sys.stdin.isatty():
        raise UsageError("audit asks questions: run it in a terminal")
    from colab_safe.commands.baseline.audit import audit

    here, _ = _project(arguments)
    file = _file(arguments, here)
    entries = _read(file)
    waiting = sorted({one.path for one in entries if not one.reason})
    report, _ = _scanned(
        here, [here.settings.path_of(path) for path in waiting if _exists(here, path)]
    )
    found = {
        entry(finding, here.policy.from_root(finding.location.path))[:3]: finding
        for finding in report.findings
    }
    for now in audit(entries, found, arguments.show_secrets):
        write_bytes(file, write(now))
        entries = now
    reasons = sum(bool(one.reason) for one in entries)
    print(
        f"colab-safe: {shown(file)}: {reasons} with a reason, {len(entries) - reasons} not looked at yet"
    )
    return _conclude(report)


def _project(
    arguments: Namespace, known: str | None = None
) -> tuple[project.Project, tuple[SecretsBaseline, ...]]:
    """The project without its baseline, and what detect-secrets' baseline `known` holds, which it then does not accept."""
    here = project.find_project(arguments.engine, [known] if known else None)
    tell(*here.notices)
    theirs = here.policy.secrets_baselines
    policy = here.policy._replace(baseline=frozenset(), secrets_baselines=() if known else theirs)
    return here._replace(policy=policy), theirs


def _knows(theirs: Iterable[SecretsBaseline], finding: Finding, here: project.Project) -> bool:
    return any(
        baseline.accepts(finding, here.policy.from_root(finding.location.path))
        for baseline in theirs
    )


def _file(arguments: Namespace, here: project.Project) -> str:
    own = [name for name in here.settings.baseline if os.path.basename(name) != SECRETS_BASELINE]
    return str(arguments.file or here.settings.path_of(*own[:1] or [BASELINE]))


def _read(file: str) -> tuple[Entry, ...]:
    if not os.path.exists(file):
        raise UsageError(f"there is no {shown(file)}: `colab-safe baseline create` makes one")
    return parse(read_bytes(file), shown(file))


def _scanned(
    here: project.Project, paths: Iterable[str], everything: bool = False
) -> tuple[Report, set[str]]:
    """What is found in these files, and the files, from the root."""
    scan, report, scanned = here.scanner(), Report(), set()
    for each in from_files(paths, everything):
        if isinstance(each, Problem):
            report = report.plus(Report(problems=(each,)))
        else:
            scanned.add(here.policy.from_root(each.path))
            report = report.plus(scan(each.data, each.path))
    return report, scanned


def _entries(
    findings: Iterable[Finding], here: project.Project, reason: str = ""
) -> tuple[Entry, ...]:
    return merged(
        entry(finding, here.policy.from_root(finding.location.path), reason) for finding in findings
    )


def _exists(here: project.Project, path: str) -> bool:
    return os.path.lexists(here.settings.path_of(path))


def _conclude(report: Report) -> int:
    for problem in report.problems:
        print(f"colab-safe: {problem.path}: {problem.error}", file=sys.stderr)
    return FAILED if report.problems else 0
