"""The path store: a user's own placeholder → path pairs, in the clone's `.git/colab-safe/`, for nobody else to read.

It also remembers, for each line that holds a placeholder, how the path was written there: `"keys", "gh.json"` and
`keys\\/gh.json` are the same path, and each is restored as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from colab_safe.atomic_write import replace_file
from colab_safe.errors import PathError

FOLDER = "colab-safe"  # below git's common folder, which all worktrees share
FILE = "paths.json"
VERSION = 1
Text = list[
    str
]  # what a placeholder stands for and, where something was left behind the placeholder, that
Written = dict[str, dict[str, list[Text]]]


class PathStore:
    """`paths` holds the paths of each placeholder, the newest first, relative to the Drive, or absolute.

    `written` holds, for a line with its paths hidden and for a notebook, the texts that its placeholders stand for.
    """

    def __init__(
        self, paths: dict[str, list[str]] | None = None, written: Written | None = None
    ) -> None:
        self.paths = paths if paths is not None else {}
        self.written = written if written is not None else {}
        self.changed = False

    def path(self, placeholder: str) -> str | None:
        """The path that a placeholder stands for today."""
        known = self.paths.get(placeholder)
        return known[0] if known else None

    def placeholder(self, path: str) -> str | None:
        """The placeholder that stands, or once stood, for a path."""
        return next((name for name, known in self.paths.items() if path in known), None)

    def add(self, placeholder: str, path: str) -> None:
        """From now on the placeholder stands for this path; earlier ones stay known."""
        known = self.paths.setdefault(placeholder, [])
        if known[:1] != [path]:
            known[:] = [path, *(other for other in known if other != path)]
            self.changed = True

    def remember(self, line: str, notebook: str, texts: Sequence[Text]) -> None:
        """The placeholders in such a line of a notebook stand for these texts, in their order in the file."""
        notebooks = self.written.setdefault(line, {})
        if notebooks.get(notebook) != list(texts):
            notebooks[notebook] = list(texts)
            self.changed = True

    def forget(self, placeholder: str) -> None:
        """How a path was written is of no use once the placeholder stands for another one."""
        kept = {
            line: notebooks for line, notebooks in self.written.items() if placeholder not in line
        }
        self.changed = self.changed or len(kept) < len(self.written)
        self.written = kept

    def texts(self, line: str, notebook: str) -> list[Text] | None:
        """What the placeholders in such a line stand for; a renamed notebook's, when all others agree."""
        notebooks = self.written.get(line, {})
        if notebook in notebooks:
            return notebooks[notebook]
        first = next(iter(notebooks.values()), None)
        return first if all(texts == first for texts in notebooks.values()) else None


def load(folder: str) -> PathStore:
    """The store in `folder/colab-safe`, empty where there is none. Raises PathError for one that cannot be read."""
    file = os.path.join(folder, FOLDER, FILE)
    try:
        with open(file, encoding="utf-8") as stream:
            content = json.load(stream)
    except FileNotFoundError:
        return PathStore()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise PathError(
            f"the path store {file} cannot be read ({reason}): repair it, or move it away"
        ) from None
    if not isinstance(content, dict) or content.get("version") != VERSION:
        raise PathError(
            f"the path store {file} is not of version {VERSION}: update colab-safe, or move it away"
        )
    return PathStore(content.get("paths", {}), content.get("written", {}))


def save(store: PathStore, folder: str) -> None:
    """Replaces the store at once, readable by its owner only. Raises PathError."""
    home = os.path.join(folder, FOLDER)
    content = {"version": VERSION, "paths": store.paths, "written": store.written}
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        data = json.dumps(content, indent=1).encode()
        replace_file(os.path.join(home, FILE), data, mode=0o600)
    except OSError as error:
        raise PathError(f"the path store in {home} cannot be written ({error.strerror})") from None
    store.changed = False


@contextmanager
def opened(folder: str) -> Iterator[PathStore]:
    """The store, for this process alone until the block ends: then it is saved, if it was changed.

    Hooks run side by side (pre-commit splits long lists of files, prek runs whole hooks in parallel).
    """
    home = os.path.join(folder, FOLDER)
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        lock = os.open(os.path.join(home, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PathError(f"the path store in {home} cannot be written ({error.strerror})") from None
    try:
        _lock(lock)
        store = load(folder)
        yield store
        if store.changed:
            save(store, folder)
    finally:
        os.close(lock)  # which unlocks it, as the end of a killed process does


def _lock(handle: int) -> None:
    try:
        from fcntl import LOCK_EX, flock
    except ImportError:
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined, unused-ignore]
    else:
        flock(handle, LOCK_EX)
