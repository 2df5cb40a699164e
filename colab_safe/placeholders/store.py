"""The path store: a user's own placeholder → path pairs, in the clone's `.git/colab-safe/`, readable by its owner only.

It also remembers, for each line with a placeholder, how the path was written there: `"keys", "gh.json"` and
`keys\\/gh.json` are the same path, and each is restored as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from colab_safe.atomic_write import replace_file
from colab_safe.errors import PathError
from colab_safe.file_lock import held
from colab_safe.placeholders.names import PLACEHOLDER

FOLDER = "colab-safe"  # below git's common folder, which all worktrees share
FILE = "paths.json"
VERSION = 2
_OF_LINES = 1  # the version in which the line decided, so that a placeholder may have had paths of other files
_SEEN = 8  # digests for one notebook
# What a placeholder stands for; then, where bytes inside it were kept behind the placeholder, those.
Original = list[str]
Written = dict[str, dict[str, list[Original]]]


class PathStore:
    """A user's own paths: the content of `paths.json`.

    Attributes:
        paths: The paths of each placeholder, the newest first, relative to the Drive or absolute.
        written: For a line with its paths hidden, and a notebook that has it, what its placeholders stand for.
        seen: For a notebook, the digests of what hiding made of it lately, the newest first.
        changed: Whether there is something to save.
        news: The lines and notebooks that were remembered since the store was read.
        searched: What a search made of the store, so that the next one need not; None before.
    """

    def __init__(
        self,
        paths: dict[str, list[str]] | None = None,
        written: Written | None = None,
        seen: dict[str, list[str]] | None = None,
    ) -> None:
        self.paths = paths if paths is not None else {}
        self.written = written if written is not None else {}
        self.seen = seen if seen is not None else {}
        self.changed = False
        self.news: list[tuple[str, str]] = []
        self.searched: object = None
        # Of each entry that is as it was saved last, the JSON text: writing all of 2,400 notebooks anew took a sixth of the time.
        self._saved: dict[str, dict[str, str]] = {"paths": {}, "written": {}, "seen": {}}

    def path(self, placeholder: str) -> str | None:
        """Return the path that a placeholder stands for today; None for an unknown placeholder.

        Args:
            placeholder: As it is written in a notebook.
        """
        known = self.paths.get(placeholder)
        return known[0] if known else None

    def every_path(self) -> set[str]:
        """Return the paths of all placeholders, earlier ones as well."""
        return {path for known in self.paths.values() for path in known}

    def placeholder(self, path: str) -> str | None:
        """Return the placeholder that stands, or once stood, for a path; None for an unknown path.

        Args:
            path: The path, relative to the Drive or absolute.
        """
        return next((name for name, known in self.paths.items() if path in known), None)

    def add(self, placeholder: str, path: str) -> None:
        """Let the placeholder stand for a path from now on; its earlier paths stay known.

        Args:
            placeholder: As it is written in a notebook.
            path: The path, relative to the Drive or absolute.
        """
        known = self.paths.setdefault(placeholder, [])
        if known[:1] != [path]:
            known[:] = [path, *(other for other in known if other != path)]
            self._change("paths", placeholder)

    def remember(self, line: str, notebook: str, originals: Sequence[Original]) -> None:
        """Remember what the placeholders in a line of a notebook stand for.

        Args:
            line: The line, with its placeholder.
            notebook: The notebook's path in the repository.
            originals: One for each line of the notebook that reads like this, in the order of the file.
        """
        notebooks = self.written.setdefault(line, {})
        if notebooks.get(notebook) != list(originals):
            notebooks[notebook] = list(originals)
            self.news.append((line, notebook))
            self._change("written", line)

    def see(self, notebook: str, digest: str) -> None:
        """Remember what hiding made of a notebook; of older ones, as other branches have, a few are kept.

        Args:
            notebook: The notebook's path in the repository.
            digest: Of the notebook before and after, and of all that decides.
        """
        known = self.seen.get(notebook, [])
        if digest not in known:
            self.seen[notebook] = [digest, *known][:_SEEN]
            self._change("seen", notebook)

    def forget(self, placeholder: str) -> None:
        """Forget how the path of a placeholder was written: it is about to stand for another path.

        Args:
            placeholder: As it is written in a notebook.
        """
        kept = {
            line: notebooks for line, notebooks in self.written.items() if placeholder not in line
        }
        self.changed = self.changed or len(kept) < len(self.written)
        self.written, self.searched = kept, None

    def _change(self, table: str, key: str) -> None:
        self.changed = True
        self._saved[table].pop(key, None)

    def as_json(self) -> str:
        """Return the content of `paths.json`."""
        tables: dict[str, Mapping[str, object]] = {
            "paths": self.paths,
            "written": self.written,
            "seen": self.seen,
        }
        texts = [f'"{name}": {self._table(name, table)}' for name, table in tables.items()]
        return "".join(['{"version": ', str(VERSION), ", ", ", ".join(texts), "}"])

    def _table(self, name: str, table: Mapping[str, object]) -> str:
        known = self._saved[name]
        for key in table.keys() - known.keys():
            known[key] = f"{json.dumps(key)}: {json.dumps(table[key])}"
        return "".join(["{", ", ".join([known[key] for key in table]), "}"])

    def originals(self, line: str, notebook: str) -> list[Original] | None:
        """Return what the placeholders in such lines stand for; None if that is not known.

        A notebook that was renamed has what all other notebooks agree on.

        Args:
            line: The line, with its placeholder.
            notebook: The notebook's path in the repository.
        """
        notebooks = self.written.get(line, {})
        if notebook in notebooks:
            return notebooks[notebook]
        first = next(iter(notebooks.values()), None)
        return first if all(each == first for each in notebooks.values()) else None


def load(folder: str) -> PathStore:
    """Return the store of a clone; an empty one if there is none yet.

    Args:
        folder: git's common folder of the clone.

    Raises:
        PathError: The store cannot be read, or was written by a newer version.
    """
    file = os.path.join(folder, FOLDER, FILE)
    try:
        with open(file, encoding="utf-8") as stream:
            content = json.load(stream)
    except FileNotFoundError:
        return PathStore()
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not valid JSON"
        raise PathError(
            f"the path store {file} cannot be read: {reason}. Repair it, or move it away"
        ) from None
    if not isinstance(content, dict) or content.get("version") not in (VERSION, _OF_LINES):
        raise PathError(
            f"the path store {file} is of another version than {VERSION}. Update colab-safe, or move the file away"
        )
    paths, written = content.get("paths", {}), content.get("written", {})
    seen = content.get("seen", {})  # not written by earlier versions
    texts = _is_table(paths, _is_texts) and _is_table(seen, _is_texts)
    # A name that is no placeholder would be put into notebooks.
    known = texts and all(PLACEHOLDER.fullmatch(name) and paths[name] for name in paths)
    if not (known and _is_table(written, _are_originals)):
        raise PathError(f"the path store {file} is damaged. Repair it, or move it away")
    if content["version"] == _OF_LINES:
        paths = {name: known[:1] for name, known in paths.items()}
    return PathStore(paths, written, seen)


def _is_table(value: object, holds: Callable[[object], bool]) -> bool:
    return isinstance(value, dict) and all(map(holds, value.values()))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _are_originals(value: object) -> bool:
    return _is_table(value, lambda each: isinstance(each, list) and all(map(_is_texts, each)))


def save(store: PathStore, folder: str) -> None:
    """Write the store in one step, readable by its owner only.

    Args:
        store: What to write.
        folder: git's common folder of the clone.

    Raises:
        PathError: The store cannot be written.
    """
    home = os.path.join(folder, FOLDER)
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        data = store.as_json().encode()
        replace_file(os.path.join(home, FILE), data, mode=0o600)
    except OSError as error:
        raise PathError(f"the path store in {home} cannot be written: {error.strerror}") from None
    store.changed = False


class LastStore:
    """The store that a process opened last, so that it reads the file again only if another process wrote it.

    A filter opens the store for each notebook: of 1,600, reading it took a third of the time.
    """

    def __init__(self) -> None:
        """Remember nothing yet."""
        self._store: PathStore | None = None
        self._file: tuple[int, int, int] | None = None

    def take(self, folder: str) -> PathStore:
        """Return the store, and forget it: it may be changed and not saved.

        Args:
            folder: git's common folder of the clone.

        Raises:
            PathError: The store cannot be read.
        """
        known, self._store = self._store, None
        return known if known and self._file == _file_version(folder) else load(folder)

    def keep(self, folder: str, store: PathStore) -> None:
        """Remember a store that is as its file is.

        Args:
            folder: git's common folder of the clone.
            store: What is in the file.
        """
        self._store, self._file = store, _file_version(folder)


def _file_version(folder: str) -> tuple[int, int, int] | None:
    """Which file the store is: each save makes a new one."""
    try:
        about = os.stat(os.path.join(folder, FOLDER, FILE))
    except OSError:
        return None
    return about.st_ino, about.st_size, about.st_mtime_ns


@contextmanager
def opened(folder: str, last: LastStore | None = None) -> Iterator[PathStore]:
    """Open the store for this process alone; at the end of the block it is saved if it was changed.

    Hooks run side by side: pre-commit splits long lists of files, and prek runs whole hooks in parallel.

    Args:
        folder: git's common folder of the clone.
        last: What this process opened before; None to read the file.

    Raises:
        PathError: The store cannot be read or written.
    """
    home = os.path.join(folder, FOLDER)
    try:
        os.makedirs(home, mode=0o700, exist_ok=True)
        lock = os.open(os.path.join(home, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise PathError(f"the path store in {home} cannot be written: {error.strerror}") from None
    try:
        with held(lock):
            store = last.take(folder) if last else load(folder)
            yield store
            if store.changed:
                save(store, folder)
            if last:
                last.keep(folder, store)
    finally:
        os.close(lock)
