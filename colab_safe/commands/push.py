"""Check every notebook version that a push sends, including those that later commits replaced."""

from __future__ import annotations

import os
import sys

from colab_safe import report as reports
from colab_safe.command_line.messages import complain, tell
from colab_safe.commands.scan import conclude
from colab_safe.git.pushes import Push, push_from_framework, push_from_git
from colab_safe.history.scan import scan_revisions
from colab_safe.model import Report
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


def run(arguments: Namespace) -> int:
    """Check what is pushed; 1 if it contains a secret or shows the Drive path of a token file."""
    if arguments.remote:
        push = push_from_git(arguments.remote, sys.stdin.read())
    else:
        push = push_from_framework(os.environ)
    report = _check(push)
    sys.stdout.write(reports.write(report, "text"))
    tell(f"checked {push.refs}")
    if report.findings and not arguments.remote:
        complain(*_ALL_BRANCHES.splitlines())
    return conclude(report)


def _check(push: Push) -> Report:
    if not push.revisions:
        return Report()
    return scan_revisions(push.revisions, ScanOptions(drive_paths=True), tell)
