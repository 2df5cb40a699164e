"""Scans of what commits wrote: every version of every notebook, once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set

from colab_safe.command_line.progress import Progress
from colab_safe.errors import GitError
from colab_safe.git import blobs, commits
from colab_safe.git.commits import NotebookChange
from colab_safe.git.extent import extent
from colab_safe.git.folders import common_folder
from colab_safe.git.pushes import Pushed, notebooks_of, refs_without_commit
from colab_safe.history.memory import HistoryMemory, LastScan, history_memory
from colab_safe.history.report import gaps_of, left_out, links, report_on
from colab_safe.history.traces import Version, versions
from colab_safe.history.versions import Reports, VersionScanner
from colab_safe.model import Coverage, Problem, Report, total
from colab_safe.project.known_clean.rules_by_path import RulesByPath, from_top
from colab_safe.project.parallel import ScanOptions
from colab_safe.report.hiding import blotter
from colab_safe.typed import NamedTuple

Tell = Callable[..., None]  # takes sentences
Fetch = Callable[[Sequence[str]], None]  # brings blobs, given their ids


class _Result(NamedTuple):
    """What the versions came to."""

    unclean: Reports  # of the versions in which there is something
    clean: Coverage  # of all others


class _Run(NamedTuple):
    """What a scan of commits works with."""

    rules: RulesByPath
    memory: HistoryMemory
    scanner: VersionScanner
    tell: Tell
    prefix: str  # of the paths in reports: see `ScanOptions`

    @property
    def name(self) -> str:
        """What reports call the history itself."""
        return self.prefix.rstrip("/") or "history"

    def tell_of_this(self, sentence: str) -> None:
        """Tell what is of interest for one repository, and would be a line for each of many."""
        if not self.prefix:
            self.tell(sentence)

    def key(self, version: Version) -> str:
        """The key of a version in the memory: notebooks in different folders may have different rules."""
        return self.rules.mark(version.path) + version.key


class _Changes(NamedTuple):
    """What commits wrote, without what this clone lacks; `gaps` says what that is."""

    written: list[NotebookChange]  # the newest first
    gaps: list[Problem]


def scan_history(options: ScanOptions, tell: Tell, fetch: Fetch | None = None) -> Report:
    """Scan every version of a notebook that any commit wrote, and what other refs lead to, such as a tag on a file.

    Args:
        options: How to scan.
        tell: Called with sentences that the user should see while the scan runs.
        fetch: Brings the blobs of notebooks that are not here; None: they are reported.

    Raises:
        GitError: The repository has no commit yet, or git refuses.
        ColabSafeError: As `Projects.of` raises it.
    """
    parts = [_scan_every_commit(options, tell, fetch)]
    return total([*parts, *scan_objects(refs_without_commit(), options, tell)])


def scan_objects(objects: Sequence[Pushed], options: ScanOptions, tell: Tell) -> Iterator[Report]:
    """Yield the report on the notebooks that refs lead to without a commit; none if there are no such notebooks.

    Args:
        objects: The refs.
        options: How to scan.
        tell: Called with sentences that the user should see.

    Raises:
        GitError: git refuses.
        ColabSafeError: As `Projects.of` raises it.
    """
    if not objects:
        return
    is_text_notebook = RulesByPath(from_top(options)).projects.is_text_notebook
    wanted = [
        Version(blob, name)
        for each in objects
        for name, blob in notebooks_of(each, is_text_notebook)
    ]
    if wanted:
        yield _scan_versions(wanted, options, tell)


def _scan_every_commit(options: ScanOptions, tell: Tell, fetch: Fetch | None) -> Report:
    revisions = [*commits.EVERY_REF, *commits.stashed()]
    if not commits.any_commit(revisions):
        raise GitError("this repository has no commit yet, so there is no history to scan")
    not_scanned = left_out(commits.only_in_reflogs())
    tips, run = commits.tips(revisions), _run(options, tell)
    last = run.memory.last_scan()
    if last is not None and last.tips == tips and _has_same_rules(last, run.rules):
        run.tell_of_this("no ref has moved since the last scan by the same rules")
        result = _Result(_rescanned(last.unclean, run.scanner), last.clean)
        return _finished(
            report_on(last.changes, result.unclean, result.clean),
            run,
            *not_scanned,
            *links(last.changes),
        )
    written, gaps = _changes(revisions, run, fetch)
    wanted = versions(written)
    result = _scanned(wanted, run)
    notebooks = {version.path for version in result.unclean}
    is_lasting = not run.rules.projects.has_left_out  # the next report says it, too
    is_lasting &= all(run.rules.may_be_remembered(version.path) for version in wanted)
    if is_lasting and not gaps and not _have_secrets(notebooks, result):
        changes = tuple(each for each in written if each.is_link or each.path in notebooks)
        marks = run.rules.marks(run.rules.projects.folders)  # their settings say what is a notebook
        scan = LastScan(tips, result.clean, tuple(result.unclean), changes, marks)
        run.memory.keep_last_scan(scan)
    return _finished(
        report_on(written, result.unclean, result.clean, gaps), run, *not_scanned, *links(written)
    )


def _have_secrets(names: Iterable[str], result: _Result) -> bool:
    """Whether a secret that was found is in a name as well: then the name is not written down."""
    blot = blotter(total(result.unclean.values())).blot
    return any(blot(name) != name for name in names)


def scan_revisions(revisions: Sequence[str], options: ScanOptions, tell: Tell) -> Report:
    """Scan every version of a notebook that some commits wrote.

    Args:
        revisions: The commits, as arguments of `git rev-list`.
        options: How to scan.
        tell: Called with sentences that the user should see while the scan runs.

    Raises:
        GitError: A revision is unknown, or git refuses.
        ColabSafeError: As `Projects.of` raises it.
    """
    run = _run(options, tell)
    written, gaps = _changes(revisions, run)
    result = _scanned(versions(written), run)
    report = report_on(written, result.unclean, result.clean, gaps)
    return _finished(report, run, *left_out(), *links(written))


def _scan_versions(wanted: Sequence[Version], options: ScanOptions, tell: Tell) -> Report:
    run = _run(options, tell)
    for version in wanted:
        run.rules.projects.of(version.path)
    scanned = run.scanner.scan(wanted)
    return _finished(total(report for some in scanned for report in some.values()), run)


def _run(options: ScanOptions, tell: Tell) -> _Run:
    options = from_top(options)
    rules = RulesByPath(options)
    folder = common_folder() if options.remember else None
    memory = history_memory(folder, rules.mark(""), rules.code)
    return _Run(rules, memory, VersionScanner(options), tell, options.prefix)


def _has_same_rules(last: LastScan, rules: RulesByPath) -> bool:
    return last.marks == rules.marks(last.marks)


def _finished(report: Report, run: _Run, *left_out: str) -> Report:
    """The report with what the settings of all its notebooks keep from being found, and what is not looked at."""
    run.tell(*run.rules.projects.notices)
    of_this = [f"{run.name}: {each}" if run.prefix else each for each in left_out]
    return total([report, run.rules.projects.about_the_run, Report(switched_off=tuple(of_this))])


def _changes(revisions: Sequence[str], run: _Run, fetch: Fetch | None = None) -> _Changes:
    def named(path: str) -> str:
        return run.prefix + path

    projects = run.rules.projects
    changes = commits.notebook_changes(
        revisions, lambda path: projects.is_text_notebook(named(path))
    )
    written = [each for each in changes if not projects.leaves_out(named(each.path))]
    clone = extent()
    missing = _missing(written, revisions) if clone.is_partial else set()
    if fetch:  # what does not come after all is reported when it is read
        fetch(blobs.missing(dict.fromkeys(each.blob for each in written if each.blob)))
    gaps = list(gaps_of(clone, revisions, len(missing), run.name))
    return _Changes([each for each in written if each.blob not in missing], gaps)


def _missing(changes: Iterable[NotebookChange], revisions: Sequence[str]) -> set[str]:
    """The blobs of notebooks that a partial clone lacks; git would have refused to compare trees that it lacks."""
    return {each.blob for each in changes if each.blob} & commits.absent(revisions)


def _scanned(wanted: Iterable[Version], run: _Run) -> _Result:
    """The versions, read now or known to be clean from an earlier scan."""
    named: dict[str, list[Version]] = {}
    for version in wanted:
        named.setdefault(run.key(version), []).append(version)
    clean = run.memory.clean.known(named)
    known = {named[key][0].key: coverage for key, coverage in clean.items()}
    if known:
        run.tell_of_this(
            f"{len(known):,} of {len(named):,} versions were clean in the last scan "
            "by the same rules"
        )
    unknown = [names[0] for key, names in named.items() if key not in clean]
    reports = _scanned_now(unknown, run)
    unclean = {version: report for version, report in reports.items() if not report.is_clean}
    known |= {each.key: report.coverage for each, report in reports.items() if each not in unclean}
    # A notebook under a second name has the same secrets; what is accepted may differ.
    others = [version for first in unclean for version in named[run.key(first)][1:]]
    others += _with_unclean_names(named, {*reports, *others}, run.scanner)
    for version, report in _rescanned(others, run.scanner).items():
        unclean[version] = report._replace(coverage=Coverage())
    return _Result(unclean, Coverage.of(known.values()))


def _with_unclean_names(
    named: Mapping[str, Sequence[Version]], scanned: Set[Version], scanner: VersionScanner
) -> list[Version]:
    """The versions that were not scanned, because their bytes are clean, under a name with a secret."""
    others = [each for names in named.values() for each in names if each not in scanned]
    clean = scanner.clean_names(each.path for each in others) if others else set()
    return [each for each in others if each.path not in clean]


def _scanned_now(unknown: Sequence[Version], run: _Run) -> Reports:
    """The reports of versions that no scan knows; the clean ones are remembered at once."""
    reports: Reports = {}
    shown = (
        0 if run.prefix else len(unknown)
    )  # of many repositories, another bar shows the progress
    with Progress("versions of notebooks", shown) as progress:
        for some in run.scanner.scan(unknown):
            reports |= some
            run.memory.clean.add(
                {
                    run.key(version): each.coverage
                    for version, each in some.items()
                    if each.is_clean and run.rules.may_be_remembered(version.path)
                }
            )
            progress.advance(len(some))
    return {version: reports[version] for version in unknown}


def _rescanned(wanted: Sequence[Version], scanner: VersionScanner) -> Reports:
    """The reports of versions; a blob with several names is counted once."""
    reports: Reports = {}
    for some in scanner.scan(wanted):
        reports |= some
    counted: set[str] = set()
    for version, report in reports.items():
        if version.key in counted:
            reports[version] = report._replace(coverage=Coverage())
        counted.add(version.key)
    return reports
