"""Scans of what is not on this machine: addresses, on workers too, and what forges list."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from colab_safe.errors import UsageError
from colab_safe.model import Report, total
from colab_safe.project.files import shown
from colab_safe.project.parallel import ScanOptions
from colab_safe.project.project import Projects
from colab_safe.remote.schemes import Address, address
from colab_safe.repositories.sources import Asked, asked, source_of
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import Namespace

Tell = Callable[..., None]  # takes sentences


class Elsewhere(NamedTuple):
    """What is not on this machine, of what the user named."""

    addresses: list[Address]
    sources: list[Asked]


def elsewhere(paths: Sequence[str], is_staged: bool) -> Elsewhere:
    """Return what is not on this machine. A repository chooses the names of its files: none becomes a request to a server.

    Args:
        paths: What the user named.
        is_staged: Whether only what is staged is scanned: the paths of a hook are files.

    Raises:
        UsageError: A path may be either, or names nothing.
    """
    found = Elsewhere([], [])
    for path in paths:
        if os.path.lexists(path):
            _refuse_ambiguous(path, is_staged)
        elif at := address(path):
            found.addresses.append(at)
        elif source := asked(path):
            found.sources.append(source)
    return found


def _refuse_ambiguous(path: str, is_staged: bool) -> None:
    if not is_staged and (address(path) or source_of(path)):
        raise UsageError(
            f"{shown(path)} is a file or folder here, and reads like an address: write ./{shown(path)} for the file,"
            " or scan the address from another folder"
        )


def scan_addresses(
    addresses: Sequence[Address], arguments: Namespace, options: ScanOptions, tell: Tell
) -> Report:
    """Scan what is elsewhere; the settings of the current folder apply, whatever an address is called.

    Args:
        addresses: What the user named.
        arguments: Of the command line.
        options: How to scan.
        tell: Called with sentences that the user should see.

    Raises:
        ColabSafeError: The arguments contradict each other, or the settings are wrong.
    """
    from colab_safe.project.known_clean.files import CleanFiles
    from colab_safe.remote.inputs import scan_address

    if len(addresses) < len(arguments.paths):
        raise UsageError(
            "scan addresses alone: files and folders of this machine go into a scan of their own"
        )
    if arguments.exclude:
        raise UsageError(
            "--exclude goes with files and folders of this machine, not with addresses"
        )
    if arguments.scheduler is not None:
        _refuse_for_workers(arguments)
    projects = Projects(options.project)
    project = projects.of("")

    def watch(report: Report) -> None:
        if arguments.lines:
            arguments.lines.add(projects.settled(report))

    if arguments.scheduler is not None:
        from colab_safe.remote.cluster.scan import scan_on_cluster

        how = (arguments.all_files, arguments.scheduler, options, projects, arguments.resume)
        report = scan_on_cluster(addresses, *how, watch)
    else:
        scan, wanted = project.scanner(), (arguments.all_files, arguments.history)
        clean = CleanFiles(options, projects, elsewhere=True)
        report = total(scan_address(each, *wanted, scan, clean, watch) for each in addresses)
    tell(*projects.notices)
    return projects.settled(report).plus(projects.about_the_run)


def _refuse_for_workers(arguments: Namespace) -> None:
    if arguments.show_secrets or arguments.verify or arguments.known_values or arguments.history:
        raise UsageError(
            "--scheduler does not go with --show-secrets, --verify, --known-values and --history:"
            " no secret leaves the process that reads it"
        )


def scan_forges(
    sources: Sequence[Asked], arguments: Namespace, options: ScanOptions, tell: Tell
) -> Report:
    """Scan what forges list, always with its history; the settings of the current folder apply.

    Args:
        sources: What the user named.
        arguments: Of the command line.
        options: How to scan.
        tell: Called with sentences that the user should see.

    Raises:
        ColabSafeError: The arguments contradict each other, or the settings are wrong.
    """
    from colab_safe.repositories.scan import scan_repositories

    if len(sources) < len(arguments.paths):
        raise UsageError("scan organisations alone: everything else goes into a scan of its own")
    if arguments.staged or arguments.range or arguments.all_files or arguments.exclude:
        raise UsageError(
            "all notebooks in the history of an organisation are scanned:"
            " leave out --staged, --range, --all-files and --exclude"
        )
    projects = Projects(options.project)
    projects.of("")  # its mistakes are told once, not for each repository
    reports = []
    for each in sources:
        for report in scan_repositories(each, options, tell, arguments.keep_clones):
            reports.append(report)
            if arguments.lines:
                arguments.lines.add(report)
    report = total(reports)
    tell(*projects.notices)
    return report.plus(projects.about_the_run)
