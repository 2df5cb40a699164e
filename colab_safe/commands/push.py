"""Check every notebook version that a push sends, including those that later commits replaced."""

from __future__ import annotations

import os

from colab_safe import report as reports
from colab_safe.command_line.messages import complain, tell, write_for_people
from colab_safe.command_line.standard_input import input_stream
from colab_safe.commands.scan import conclude
from colab_safe.git.pushes import (
    Destination,
    Push,
    push_from_framework,
    push_from_git,
)
from colab_safe.history.scan import scan_objects, scan_revisions
from colab_safe.model import Report, total
from colab_safe.project.parallel import ScanOptions
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_ALL_BRANCHES = """\
pre-commit and prek name only the first of the pushed refs, so colab-safe checked every branch and
tag that the remote does not have. If the finding is in a branch that you are not pushing, use git's
own hook, which checks only what you push: `colab-safe install-hook`."""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "remote", nargs="?", help="given by git, which then names the pushed refs on stdin"
    )
    parser.add_argument("url", nargs="?", help="given by git")
    parser.add_argument(
        "--ask-remote",
        action="store_true",
        help="ask the remote which commits it has, instead of relying on the last fetch (network)",
    )
    parser.add_argument(
        "--all-commits",
        action="store_true",
        help="also check commits that another remote already has",
    )


def run(arguments: Namespace) -> int:
    """Check what is pushed; 1 if it contains a secret or shows the Drive path of a token file."""
    push = _push(arguments)
    report = _check(push)
    write_for_people(reports.write(report, "text"), bool(report.findings))
    tell(f"checked {push.refs}", *push.notices)
    if report.blocking and not arguments.remote:
        complain(*_ALL_BRANCHES.splitlines())
    return conclude(report)


def _push(arguments: Namespace) -> Push:
    choices = (arguments.ask_remote, arguments.all_commits)
    if arguments.remote:
        to = Destination(arguments.remote, arguments.url or "", *choices)
        return push_from_git(to, input_stream().read().decode("utf-8", "surrogateescape"))
    from colab_safe.git.push_command import running_push

    name, url = (os.environ.get(f"PRE_COMMIT_REMOTE_{key}", "") for key in ("NAME", "URL"))
    return push_from_framework(Destination(name, url, *choices), os.environ, running_push())


def _check(push: Push) -> Report:
    options, parts = ScanOptions(drive_paths=True), []
    if push.revisions:
        parts.append(scan_revisions(push.revisions, options, tell))
    parts += scan_objects(push.objects, options, tell)
    return total(parts)
