"""What the verbs of `colab-safe paths` say about a file."""

from __future__ import annotations

from colab_safe.errors import ColabSafeError
from colab_safe.paths.path_match import PathMatch
from colab_safe.project.files import shown
from colab_safe.report.text import where


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
