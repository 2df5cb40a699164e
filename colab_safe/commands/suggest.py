"""Comment the lines of a pull request on GitHub that have secrets, with suggested changes.

For CI: the check itself is `colab-safe scan`. It reads GITHUB_REPOSITORY, GITHUB_API_URL and GITHUB_TOKEN.
"""

from __future__ import annotations

import os

from colab_safe.command_line.exit_codes import FAILED
from colab_safe.command_line.messages import say, tell
from colab_safe.command_line.options import (
    add_baseline,
    add_min_confidence,
    add_project,
    positive,
    project_options,
)
from colab_safe.git.worktree import top_above
from colab_safe.project.project import Projects
from colab_safe.report.text import count
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from colab_safe.suggestions.comments import Comment
    from colab_safe.suggestions.pull_request import Commented
    from colab_safe.suggestions.review import PullRequest

_SUMMARY = (
    "**colab-safe** found secrets on the lines below. Revoke each one first: whoever can read this pull request has it."
    " A suggestion takes it out of the newest version only, and not out of the commits before."
)
EXAMPLES = (
    "colab-safe suggest --base origin/main --dry-run    # print the comments, post none",
    'colab-safe suggest --base "$BASE" --head "$HEAD" --pull-request 7',
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--base", required=True, metavar="COMMIT", help="what it shall go into")
    parser.add_argument(
        "--head", default="HEAD", metavar="COMMIT", help="its last commit (default: HEAD)"
    )
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--pull-request", type=positive, metavar="N", help="its number (network)")
    what.add_argument("--dry-run", action="store_true", help="print the comments and post none")
    add_project(parser)
    add_min_confidence(parser, "comment findings with this confidence or a higher one")
    add_baseline(parser)


def run(arguments: Namespace) -> int:
    """Post the comments; 2 if that failed, or a notebook could not be read. Findings alone are 0."""
    from colab_safe.suggestions.pull_request import commented

    pull = None if arguments.dry_run else _pull_request(arguments)
    projects = Projects(project_options(arguments), top_above(os.curdir) or os.curdir)
    files = list(commented(arguments.base, arguments.head, projects))
    found = sorted(
        (comment for each in files for comment in each.comments),
        key=lambda each: (-each.certainty, each.path, each.lines),
    )
    if pull:
        _post(pull, found)
    else:
        for comment in found:
            _print(comment)
        say(f"colab-safe: {count(len(found), 'comment')}, not posted")
    return _conclude(files, projects)


def _pull_request(arguments: Namespace) -> PullRequest:
    from colab_safe.git.commits import tips
    from colab_safe.suggestions.github_actions import api, repository
    from colab_safe.suggestions.review import PullRequest

    name, server = repository(os.environ), api(os.environ)
    [head] = tips(["--end-of-options", arguments.head])
    return PullRequest(server, name, arguments.pull_request, head)


def _post(pull: PullRequest, found: Sequence[Comment]) -> None:
    from colab_safe.suggestions.review import MOST_COMMENTS, is_new, known_keys, post

    known = known_keys(pull) if found else frozenset()
    new = [each for each in found if is_new(each, known)]
    chosen = new[:MOST_COMMENTS]
    refused = post(pull, chosen, _SUMMARY) if chosen else []
    for each in refused:
        tell(f"{each.path}: line {each.lines.last}: GitHub takes no comment there (status 422)")
    say(f"colab-safe: {count(len(chosen) - len(refused), 'comment')} posted")
    if found[len(new) :]:
        say(f"colab-safe: {count(len(found) - len(new), 'comment')} posted before")
    if new[MOST_COMMENTS:]:
        left = count(len(new) - MOST_COMMENTS, "more comment")
        say(f"colab-safe: {left} left out: a review has {MOST_COMMENTS} at most")


def _print(comment: Comment) -> None:
    first, last = comment.lines
    lines = f"lines {first} to {last}" if first < last else f"line {last}"
    say(f"{comment.path}: {lines}", *(f"    {line}" for line in comment.body.split("\n")), "")


def _conclude(files: Sequence[Commented], projects: Projects) -> int:
    say(f"colab-safe: looked at {count(len(files), 'changed notebook')}")
    outside = sum(each.outside for each in files)
    if outside:
        are = "is" if outside == 1 else "are"
        say(f"colab-safe: {count(outside, 'secret')} {are} on lines that the diff does not show")
    about = projects.about_the_run
    problems = [*(each.problem for each in files if each.problem), *about.problems]
    tell(*(f"{each.path}: {each.error}" for each in problems))
    tell(*projects.notices, *projects.switched_off)
    return FAILED if problems else 0
