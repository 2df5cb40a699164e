"""Find secrets in notebooks: in source, outputs, attachments and metadata, as a reader sees them."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from colab_safe import report as reports
from colab_safe.commands import FAILED, FOUND
from colab_safe.commands.files import write_bytes
from colab_safe.commands.inputs import Input, from_files, from_index
from colab_safe.detect.engine import ENGINES, Engine, load
from colab_safe.errors import UsageError
from colab_safe.model import Problem, Report
from colab_safe.scan import scan


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="PATH", help="files, or folders with notebooks in them")
    parser.add_argument("--staged", action="store_true", help="scan what the next commit holds; no PATH: all of it")
    parser.add_argument("--all-files", action="store_true", help="in folders, scan every other text file too")
    parser.add_argument("--format", choices=reports.FORMATS, default="text", help="of the report (default: text)")
    parser.add_argument("--output", metavar="FILE", help="write the report to a file instead of stdout")
    parser.add_argument(
        "--engine", action="append", metavar="NAME", help=f"what to search with: {', '.join(ENGINES)}; may be repeated"
    )
    parser.add_argument("--show-secrets", action="store_true", help="show what was found: for your eyes only")


def run(arguments: Namespace) -> int:
    """Scans and reports; 1 when something was found, 2 when something could not be scanned."""
    inputs = _inputs(arguments)
    engines = [load(name) for name in arguments.engine or ["builtin"]]
    report = Report()
    for each in inputs:
        report = report.plus(_scanned(each, engines))
    _write(reports.write(report, arguments.format, arguments.show_secrets), arguments.output)
    return conclude(report)


def conclude(report: Report) -> int:
    """Says on stderr what went wrong, and gives the exit code: what was looked at in vain is never clean."""
    for problem in report.problems:
        print(f"colab-safe: {problem.path}: {problem.error}", file=sys.stderr)
    if report.findings:
        return FOUND
    if report.coverage.files == 0 and not report.problems:
        print("colab-safe: nothing to scan: there is no notebook there", file=sys.stderr)
    return FAILED if report.problems else 0


def _inputs(arguments: Namespace) -> Iterator[Input | Problem]:
    if arguments.staged:
        return from_index(arguments.paths)
    if not arguments.paths:
        raise UsageError("nothing to scan: name files or folders, for example `colab-safe scan .`")
    return from_files(arguments.paths, arguments.all_files)


def _scanned(each: Input | Problem, engines: list[Engine]) -> Report:
    return Report(problems=(each,)) if isinstance(each, Problem) else scan(each.data, each.path, engines)


def _write(text: str, output: str | None) -> None:
    if output:
        write_bytes(output, text.encode("utf-8", "backslashreplace"))
    else:
        sys.stdout.write(text)
