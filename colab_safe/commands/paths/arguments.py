"""What the verbs of `colab-safe paths` do with their arguments."""

from __future__ import annotations

import os

from colab_safe.command_line.messages import tell
from colab_safe.errors import UsageError
from colab_safe.placeholders.names import NAME, placeholder
from colab_safe.placeholders.store import PathStore
from colab_safe.project.files import Found, LeftOut, find
from colab_safe.project.nearest import SettingsFinder
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.project.project import Projects


def folder_of(paths: list[str]) -> str | None:
    """Return the folder whose clone is meant: that of the first path; None is the current one.

    Args:
        paths: The notebooks and folders that the user named, one at least.
    """
    folder = paths[0] if os.path.isdir(paths[0]) else os.path.dirname(paths[0])
    return folder if os.path.isdir(folder) else None


def named_notebooks(
    paths: list[str], settings: SettingsFinder | Projects | None = None, force_exclude: bool = False
) -> Found:
    """Return the notebooks that the user named, or that are in folders that the user named; tell what is left out.

    Args:
        paths: Notebooks and folders.
        settings: They say which other files of folders are notebooks, too, and which are left out; None for those
            nearest above each file.
        force_exclude: Whether they also leave out files that are named, as hooks name them.
    """
    settings = settings or SettingsFinder()
    found = find(paths, False, settings.is_text_notebook, settings.is_excluded)
    if force_exclude:
        left = [path for path in found.files if not settings.is_excluded(path)]
        excluded = LeftOut(excluded=len(found.files) - len(left)).reasons("named notebook")
        found = found._replace(files=left, left_out=(*found.left_out, *excluded))
    tell(*(f"not looked at: {reason}" for reason in found.left_out))
    tell(*(f"{problem.path}: {problem.error}" for problem in found.problems))
    return found


def remember(given: list[str], store: PathStore) -> None:
    """Let the store remember the paths of the option `--path`.

    Args:
        given: NAME=PATH, or PATH for the placeholder without a name.
        store: What the clone knows.

    Raises:
        UsageError: One of them has another form.
    """
    for text in given:
        name, equals, path = text.rpartition("=")
        if (equals and not NAME.fullmatch(name)) or not path:
            raise UsageError(
                f"--path needs PATH or NAME=PATH, with a NAME of letters and digits, not {text!r}"
            )
        sought, path = placeholder(name), _relative_to_drive(path)
        if store.path(sought) != path:
            store.forget(sought)
            store.add(sought, path)


def _relative_to_drive(path: str) -> str:
    """The path from the root of the Drive that it is on; any other absolute path as it is."""
    from colab_safe.paths.drive import after_root, normalised

    start = after_root(path)
    return path if start is None and os.path.isabs(path) else normalised(path[start or 0 :])
