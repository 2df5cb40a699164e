"""Find secrets in notebooks: in source, outputs, attachments and metadata, as a reader sees them."""

from __future__ import annotations

import sys

from colab_safe import report as reports
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import tell
from colab_safe.errors import UsageError
from colab_safe.model import Report, total
from colab_safe.project import project
from colab_safe.project.files import find, size, write_bytes
from colab_safe.project.inputs import from_files, from_index, scan_inputs
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from colab_safe.project.parallel import ScanOptions

_MUCH = (
    8_000_000  # bytes: less is scanned before a second process has started and imported its modules
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="*", metavar="PATH", help="files, or folders with notebooks in them"
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--staged", action="store_true", help="scan what the next commit holds; no PATH: all of it"
    )
    source.add_argument(
        "--range", metavar="A..B", help="scan every version that the commits of a range wrote"
    )
    source.add_argument(
        "--history", action="store_true", help="scan every version that any commit wrote"
    )
    parser.add_argument(
        "--jobs", type=_count, metavar="N", help="processes (default: all cores where it pays)"
    )
    parser.add_argument(
        "--all-files", action="store_true", help="in folders, scan every other text file too"
    )
    parser.add_argument(
        "--format", choices=reports.FORMATS, default="text", help="of the report (default: text)"
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the report to a file instead of stdout"
    )
    project.add_arguments(parser)
    parser.add_argument(
        "--verify",
        action="store_true",
        help="ask each token's service whether it is alive: uses the network, and Kingfisher",
    )
    parser.add_argument(
        "--show-secrets", action="store_true", help="show what was found: for your eyes only"
    )


def run(arguments: Namespace) -> int:
    """Scans and reports; 1 when something was found, 2 when something could not be scanned."""
    report = (
        _of_commits(arguments) if arguments.range or arguments.history else _of_files(arguments)
    )
    _write(reports.write(report, arguments.format, arguments.show_secrets), arguments.output)
    return conclude(report)


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def conclude(report: Report) -> int:
    """Says on stderr what went wrong, and gives the exit code: what was looked at in vain is never clean."""
    for problem in report.problems:
        print(f"colab-safe: {problem.path}: {problem.error}", file=sys.stderr)
    if report.findings:
        return FOUND
    if report.coverage.files == 0 and not report.problems:
        print("colab-safe: nothing to scan: there is no notebook there", file=sys.stderr)
    return FAILED if report.problems else 0


def _of_commits(arguments: Namespace) -> Report:
    from colab_safe.history.scan import scan_history, scan_revisions

    if arguments.paths:
        raise UsageError(
            "--range and --history scan all notebooks: a PATH cannot be named with them"
        )
    if arguments.history:
        return scan_history(_options(arguments), tell)
    return scan_revisions(["--end-of-options", arguments.range], _options(arguments), tell)


def _of_files(arguments: Namespace) -> Report:
    if not arguments.paths and not arguments.staged:
        raise UsageError("nothing to scan: name files or folders, for example `colab-safe scan .`")
    found = project.find_project(arguments.engine, arguments.baseline, arguments.verify)
    tell(*found.notices)
    scan = found.scanner()
    if arguments.staged:
        return scan_inputs(from_index(arguments.paths), scan)
    paths = list(find(arguments.paths, arguments.all_files))
    if arguments.jobs == 1 or len(paths) == 1 or sum(map(size, paths)) < _MUCH:
        return scan_inputs(from_files(paths), scan)
    from colab_safe.project.parallel import scan_files

    return total(scan_files(paths, _options(arguments)))


def _options(arguments: Namespace) -> ScanOptions:
    from colab_safe.project.parallel import ScanOptions

    engines, baselines = (
        tuple(names) if names else None for names in (arguments.engine, arguments.baseline)
    )
    return ScanOptions(engines, baselines, arguments.jobs, arguments.verify)


def _write(text: str, output: str | None) -> None:
    if output:
        write_bytes(output, text.encode("utf-8", "backslashreplace"))
    else:
        sys.stdout.write(text)
