"""Find secrets in the source, outputs, attachments and metadata of notebooks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import partial

from colab_safe import report as reports
from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.command_line.messages import complain, tell, write_for_people, write_report
from colab_safe.command_line.options import (
    add_all_files,
    add_baseline,
    add_known_values,
    add_min_confidence,
    add_project,
    add_show_secrets,
    file_or_stream,
    positive,
    project_options,
    written_file,
)
from colab_safe.errors import UsageError
from colab_safe.git.worktree import top_above
from colab_safe.model import Report, total
from colab_safe.project.files import Found, find, shown, size, write_bytes
from colab_safe.project.inputs import Input, from_archives, from_found, from_index, scan_inputs
from colab_safe.project.project import Projects
from colab_safe.report.text import summary
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from colab_safe.command_line.progress import Progress
    from colab_safe.commands.scan.streamed_lines import StreamedLines
    from colab_safe.project.nearest import ProjectOptions
    from colab_safe.project.parallel import ScanOptions
    from colab_safe.remote.schemes import Address
    from colab_safe.repositories.sources import Asked

_PRIVATE = 0o600  # the mode of a report that has secrets in it, also over an existing file
# Less is scanned before a second process has started and imported its modules.
_MUCH = 8_000_000  # bytes
_NOTEBOOK, _TEXT = "stdin.ipynb", "stdin"  # the names of what - reads
_MANY = 10  # passwords in baselines, which take a fifth of a second each


EXAMPLES = (
    "colab-safe scan analysis.ipynb              # one notebook",
    "colab-safe scan --staged                    # what the next commit contains",
    "colab-safe scan . --format sarif --output report.sarif",
    "colab-safe scan . --also html=report.html   # and the report on the terminal",
    "cat a.ipynb | colab-safe scan - --stdin-filename a.ipynb",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="files, folders with notebooks, addresses such as s3://BUCKET, drive: or github:ORGANISATION, or - for stdin"
        " (default: the current folder)",
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--staged",
        action="store_true",
        help="scan what the next commit contains (of PATH; default: everything)",
    )
    source.add_argument(
        "--range", metavar="A..B", help="scan every notebook version added or changed in A..B"
    )
    source.add_argument(
        "--history",
        action="store_true",
        help="scan every notebook version in the git history, or with drive: every revision",
    )
    parser.add_argument(
        "--jobs",
        type=positive,
        metavar="N",
        help="number of processes (default: all cores for large scans)",
    )
    parser.add_argument(
        "--no-cache",
        action="store_true",
        help="look at everything again, whatever earlier runs found clean, and remember nothing",
    )
    parser.add_argument(
        "--keep-clones",
        type=written_file,
        metavar="FOLDER",
        help="keep the clones of an organisation's repositories in FOLDER, so that the next scan fetches and reads what is new",
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="scan addresses on the workers of this Dask scheduler, or with `local` on processes of this machine",
    )
    parser.add_argument(
        "--resume",
        type=written_file,
        metavar="FILE",
        help="with --scheduler, keep what is finished in FILE, and go on where an earlier run with it was interrupted",
    )
    add_all_files(parser, "in folders and with --staged")
    parser.add_argument(
        "--exclude",
        action="append",
        metavar="PATTERN",
        help="leave out files of folders whose path from the current folder matches, such as 'old/**' (repeatable)",
    )
    parser.add_argument(
        "--stdin-filename",
        metavar="FILE",
        help="the name of what - reads: it decides which settings apply",
    )
    parser.add_argument(
        "--format",
        choices=reports.FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"report format: {', '.join(reports.FORMATS)} (default: text)",
    )
    parser.add_argument(
        "--output",
        type=file_or_stream,
        metavar="FILE",
        help="write the report to FILE, not to stdout (-)",
    )
    parser.add_argument(
        "--also",
        action="append",
        type=_also,
        metavar="FORMAT=FILE",
        help="also write the report in another format to FILE, or with --output to stdout (-) (repeatable)",
    )
    add_project(parser)
    add_min_confidence(parser, "leave out findings of a lower confidence: low, medium, high")
    add_baseline(parser)
    add_known_values(parser)
    parser.add_argument(
        "--verify",
        action="store_true",
        help="check with each provider whether the token is still valid"
        " (network; needs the kingfisher extra)",
    )
    add_show_secrets(parser)
    parser.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="print findings and errors only, without advice, notices and the summary",
    )
    parser.add_argument(
        "--statistics",
        action="store_true",
        help="print how often each rule matched, not each finding",
    )
    parser.add_argument(
        "--exit-zero", action="store_true", help="exit with 0 although something was found"
    )


def run(arguments: Namespace) -> int:
    """Scan and write the report."""
    addresses, sources = _elsewhere(arguments)
    _refuse_contradictions(arguments, bool(addresses))
    if arguments.keep_clones and not sources:
        raise UsageError("--keep-clones goes with organisations, such as github:ORGANISATION")
    arguments.lines = _lines(arguments)
    if sources:
        report = _scan_forges(sources, arguments)
    elif addresses:
        report = _scan_addresses(addresses, arguments)
    else:
        report = _scan_here(arguments)
    text = arguments.lines.rest(report) if arguments.lines else _text_of(report, arguments)
    if arguments.output or arguments.format not in reports.FOR_PEOPLE:
        _write(text, arguments.output, _PRIVATE if arguments.show_secrets else None)
    else:
        write_for_people(text, bool(report.findings))
    for format, file in arguments.also or ():
        also = reports.write(report, format, arguments.show_secrets, arguments.quiet)
        _write(also, file, _PRIVATE if arguments.show_secrets else None)
    if arguments.format in reports.WITHOUT_SUMMARY and not arguments.quiet:
        complain(*summary(reports.without_secrets(report)))
    kind = "file" if arguments.all_files else "notebook"
    code = conclude(report, _teller(arguments), arguments.staged, kind)
    if arguments.exit_zero and code == FOUND:
        return FAILED if report.problems else 0
    return code


def _elsewhere(arguments: Namespace) -> tuple[list[Address], list[Asked]]:
    if not any(":" in path for path in arguments.paths):  # most scans import nothing for it
        return [], []
    from colab_safe.commands.scan.elsewhere import elsewhere

    return elsewhere(arguments.paths, arguments.staged)


def _refuse_contradictions(arguments: Namespace, has_addresses: bool) -> None:
    of_git = arguments.staged or arguments.range or arguments.history
    if arguments.exclude and of_git:
        raise UsageError(
            "--exclude goes with files and folders: use `allow` in the configuration for commits"
        )
    if arguments.all_files and (arguments.range or arguments.history):
        raise UsageError(
            "--all-files goes with files, folders and --staged: of commits, notebooks are scanned"
        )
    if (arguments.staged or arguments.range) and has_addresses:
        raise UsageError(
            "--staged and --range go with a repository on this machine, not with addresses"
        )
    if arguments.range and arguments.range.startswith(".."):
        # For git, `..B` begins at HEAD: with B = HEAD, that is nothing.
        raise UsageError("--range: name the commit before the dots: is a variable not set?")
    if arguments.also:
        files = [arguments.output, *(file for _, file in arguments.also)]
        if len({*files}) < len(files):
            raise UsageError(
                "--also: two reports would go to the same place: name a file for each, or - for stdout once"
            )
    if arguments.stdin_filename and arguments.paths != ["-"]:
        raise UsageError("--stdin-filename goes with -, which reads stdin")
    if arguments.scheduler is not None and not has_addresses:
        raise UsageError("--scheduler goes with addresses, such as s3://BUCKET")
    if arguments.scheduler is None and arguments.resume is not None:
        raise UsageError("--resume goes with --scheduler")


def _lines(arguments: Namespace) -> StreamedLines | None:
    """What writes findings as they come; a file is written whole, so that nobody reads half a report."""
    if arguments.format != "jsonl" or arguments.output or arguments.statistics:
        return None
    from colab_safe.commands.scan.streamed_lines import StreamedLines

    return StreamedLines(arguments.show_secrets)


def _text_of(report: Report, arguments: Namespace) -> str:
    if not arguments.statistics:
        return reports.write(report, arguments.format, arguments.show_secrets, arguments.quiet)
    if arguments.format not in reports.FOR_PEOPLE:
        raise UsageError(
            "--statistics goes with --format text or concise: other formats list each finding"
        )
    from colab_safe.report.statistics import counts

    return counts(reports.without_secrets(report), arguments.quiet)


def _teller(arguments: Namespace) -> Callable[..., None]:
    """What prints the sentences that `--quiet` leaves out."""
    return (lambda *_: None) if arguments.quiet else tell


def _also(text: str) -> tuple[str, str | None]:
    from colab_safe.commands.scan.also import also

    return also(text)


def conclude(
    report: Report,
    note: Callable[..., None] = tell,
    is_staged: bool = False,
    kind: str = "notebook",
) -> int:
    """Print the problems of a scan on stderr and return its exit code.

    Args:
        report: Of the whole scan. A file that could not be read is never clean.
        note: Prints what is not a problem.
        is_staged: Whether only what is staged was looked at.
        kind: What was looked for.
    """
    problems = reports.without_secrets(report).problems
    tell(*(f"{problem.path}: {problem.error}" for problem in problems))
    if report.blocking:
        return FOUND
    if report.coverage.files == 0 and not report.problems:
        note(f"nothing to scan: no {kind} {'is staged' if is_staged else 'found'}")
    return FAILED if report.problems else 0


def _scan_here(arguments: Namespace) -> Report:
    if arguments.range or arguments.history:
        return _scan_commits(arguments)
    return (_scan_staged if arguments.staged else _scan_files)(arguments)


def _scan_commits(arguments: Namespace) -> Report:
    from colab_safe.history.scan import scan_history, scan_revisions

    if arguments.paths:
        raise UsageError("--range and --history scan all notebooks: leave out PATH")
    if arguments.history:
        return scan_history(_options(arguments), _teller(arguments))
    revisions = ["--end-of-options", arguments.range]
    return scan_revisions(revisions, _options(arguments), _teller(arguments))


def _scan_staged(arguments: Namespace) -> Report:
    projects = Projects(project_options(arguments), top_above(os.curdir) or os.curdir)
    inputs = from_index(
        arguments.paths, projects.is_text_notebook, projects.leaves_out, arguments.all_files
    )
    report = projects.settled(scan_inputs(inputs, projects.scanner()))
    _teller(arguments)(*projects.notices)
    return report.plus(projects.about_the_run)


def _scan_files(arguments: Namespace) -> Report:
    if "-" in arguments.paths:
        return _scan_stdin(arguments, Projects(project_options(arguments)))
    projects = Projects(_options_of_files(arguments))
    found = find(
        arguments.paths or ["."],
        arguments.all_files,
        projects.is_text_notebook,
        projects.is_excluded,
    )
    if arguments.exclude:
        from colab_safe.project.exclusion import without_excluded

        found = without_excluded(found, arguments.paths, arguments.exclude)
    left_out = [f"not scanned: {reason}" for reason in found.left_out]
    if _is_quick(found, projects):
        report = scan_inputs(from_found(found), projects.scanner())
    else:
        report = _scan_much(found, projects, arguments)
    _teller(arguments)(*projects.notices)
    report = projects.settled(report)
    return total([report, projects.about_the_run, Report(switched_off=tuple(left_out))])


def _scan_addresses(addresses: Sequence[Address], arguments: Namespace) -> Report:
    from colab_safe.commands.scan.elsewhere import scan_addresses

    return scan_addresses(addresses, arguments, _options(arguments), _teller(arguments))


def _scan_forges(sources: Sequence[Asked], arguments: Namespace) -> Report:
    from colab_safe.commands.scan.elsewhere import scan_forges

    return scan_forges(sources, arguments, _options(arguments), _teller(arguments))


def _scan_stdin(arguments: Namespace, projects: Projects) -> Report:
    """What an editor or a pipe gives; its name need not exist."""
    from colab_safe.command_line.standard_input import input_stream

    if len(arguments.paths) > 1:
        raise UsageError("- reads stdin: leave out other paths")
    data = input_stream().read()
    if not data:  # what should have written to the pipe has failed
        raise UsageError("nothing came from stdin, so nothing was scanned")
    name = arguments.stdin_filename or (_NOTEBOOK if data.lstrip()[:1] == b"{" else _TEXT)
    report = scan_inputs([Input(shown(name), data)], projects.scanner())
    _teller(arguments)(*projects.notices)
    return projects.settled(report).plus(projects.about_the_run)


def _scan_much(found: Found, projects: Projects, arguments: Namespace) -> Report:
    from colab_safe.command_line.progress import Progress
    from colab_safe.project.file_scan import scan_files

    for path in found.files:  # here, too: the processes do not say what the settings switch off
        projects.of(path)
    with Progress("files" if arguments.all_files else "notebooks", len(found.files)) as progress:
        is_shown = progress.is_shown and not arguments.quiet
        show = partial(_show_progress, progress if is_shown else None, arguments.lines)
        watch = show if is_shown or arguments.lines else None
        options = _options(arguments)._replace(project=_options_of_files(arguments))
        reports = [*scan_files(found.files, options, projects, watch)]
    of_archives = scan_inputs(from_archives(found), projects.scanner())
    return total([*reports, of_archives, Report(problems=found.problems)])


def _show_progress(progress: Progress | None, lines: StreamedLines | None, report: Report) -> None:
    coverage = report.coverage
    if lines:
        lines.add(report)
    if progress:
        texts = coverage.text_bytes + coverage.skipped_bytes
        progress.advance(coverage.files, texts, len(report.findings))


def _is_quick(found: Found, projects: Projects) -> bool:
    """Whether one process is done before a second one has started."""
    if sum(map(size, found.files)) >= _MUCH:
        return False
    for path in found.files:
        projects.of(path)
    policies = [project.policy for project in projects.found()]
    return sum(known.slow for each in policies for known in each.baselines.values()) < _MANY


def _options_of_files(arguments: Namespace) -> ProjectOptions:
    """Of files on the disk, some formats say how to redact them."""
    formats = {arguments.format, *(format for format, _ in arguments.also or ())}
    is_offering = not formats.isdisjoint(reports.WITH_REDACTIONS)
    return project_options(arguments)._replace(with_redactions=is_offering)


def _options(arguments: Namespace) -> ScanOptions:
    from colab_safe.project.parallel import ScanOptions

    return ScanOptions(project_options(arguments), arguments.jobs, remember=not arguments.no_cache)


def _write(text: str, output: str | None, mode: int | None) -> None:
    if output:
        write_bytes(output, text.encode("utf-8", "backslashreplace"), mode=mode, follow=False)
    else:
        write_report(text)
