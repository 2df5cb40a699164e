"""What `paths hide` says about a notebook, and what git knows of it; for files and for what is staged."""

from __future__ import annotations

import os
import sys

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.git.folders import Clone, committed, words_in_notebooks
from colab_safe.paths.hide import Hiding
from colab_safe.paths.naming import Surroundings
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore, save
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.paths.find import Sighting

_PLACEHOLDERS = "__DRIVE_TOKEN_PATH[A-Za-z0-9_]*__"


def report(name: str, hiding: Hiding) -> int:
    """Says what was hidden, and where; or that it could not be. The exit code for the file."""
    if hiding.problem:
        print(f"colab-safe: {name}: {hiding.problem}", file=sys.stderr)
    for one in hiding.hidden:
        what = (
            "path of a token file, NOT hidden"
            if hiding.problem
            else f"path of a token file → {one.placeholder}"
        )
        print(f"{place(name, one)}: {what}")
    if hiding.hidden:
        return FOUND
    return FAILED if hiding.problem else 0


def replace(path: str, data: bytes, store: PathStore, here: Clone) -> None:
    """Writes a notebook, and what the store has learnt from it before: whatever happens in between, no path is lost."""
    if store.changed:
        save(store, here.common)
    write_bytes(path, data)


def place(name: str, one: Sighting) -> str:
    """Where a hidden or visible path stands, in a reader's words."""
    from colab_safe.report.text import where

    return where(one.where._replace(path=name)) if one.where else name


def is_filtered(here: Clone) -> bool:
    """Whether git hides the paths itself, by `colab-safe filter install`."""
    from colab_safe.git.filters import ATTRIBUTE

    attributes = os.path.join(here.common, "info", "attributes")
    return os.path.isfile(attributes) and ATTRIBUTE.encode() in read_bytes(attributes)


def notebook_name(path: str, here: Clone) -> str:
    """As the path store names a notebook: its path from the top folder, POSIX style."""
    return os.path.relpath(os.path.realpath(path), os.path.realpath(here.top)).replace(os.sep, "/")


def around(path: str, here: Clone) -> Surroundings:
    """What git knows of a notebook's placeholders."""
    name = notebook_name(path, here)
    return Surroundings(
        lambda: committed(name, here.top), lambda: words_in_notebooks(_PLACEHOLDERS, here.top)
    )


def path_rules() -> Rules:
    """What the project says about paths."""
    from colab_safe.project.settings_file import find_settings

    return find_settings().paths or Rules()
