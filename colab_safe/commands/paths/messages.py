"""What the verbs of `colab-safe paths` say about a file."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.command_line.messages import say
from colab_safe.errors import ColabSafeError
from colab_safe.git.worktree import top_above
from colab_safe.model import AcceptedBy, Report, counted
from colab_safe.paths.path_match import PathMatch
from colab_safe.project.files import shown
from colab_safe.report import without_secrets
from colab_safe.report.notices import notices
from colab_safe.report.text import count, where

STAGE = "Stage the changed notebooks (git add) and commit again."


def is_staging_needed(paths: Iterable[str]) -> bool:
    """Return whether any of some files is in a repository: elsewhere, there is nothing to stage.

    Args:
        paths: Files, as reports name them.
    """
    return any(top_above(os.path.dirname(path)) for path in {*paths})


def where_in(name: str, match: PathMatch) -> str:
    """Return where a visible path is: cell, output, line and column.

    Args:
        name: What the report calls the notebook.
        match: The path, as `find` gives it.
    """
    return where(match.location._replace(path=name)) if match.location else name


def about_file(path: str, error: ColabSafeError) -> str:
    """Return an error's message with the name of the file before it, if it does not begin with that.

    Args:
        path: The file, as the user named it.
        error: What went wrong with it.
    """
    message = str(error)
    return message if message.startswith(shown(path)) else f"{shown(path)}: {message}"


def accepts_unreadable(by: AcceptedBy) -> str:
    """Return what is said of a notebook that cannot be read, which the project accepts.

    Args:
        by: The entry of the configuration.
    """
    return f"it is not a readable notebook, which {by.file} accepts: {by.reason}"


def say_accepted(accepted: Iterable[AcceptedBy]) -> str:
    """Print what accepts paths, and return how many they are, in words; empty if there are none.

    Args:
        accepted: Of all notebooks.
    """
    report = without_secrets(Report(accepted_by=counted(accepted)))
    say(*(f"colab-safe: {notice.text}" for notice in notices(report)))
    return count(report.accepted, "accepted path") if report.accepted else ""
