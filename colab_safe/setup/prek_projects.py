"""Folders with a configuration of their own that prek keeps from the hooks of the folders above them.

https://prek.j178.dev/reference/workspace/ — pre-commit has no such folders.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from colab_safe.git.files import indexed_files
from colab_safe.setup.hook_settings import CONFIG_FILES, HookSettings, read_hook_settings
from colab_safe.typed import NamedTuple


class Orphan(NamedTuple):
    """A folder whose configuration says `orphan: true`."""

    folder: str  # from the top folder, without a slash at its end
    settings: HookSettings

    def notebooks(self, paths: Iterable[str]) -> list[str]:
        """Return the notebooks below the folder, as paths from it.

        Args:
            paths: From the top folder, POSIX style.
        """
        head = f"{self.folder}/"
        return [path.removeprefix(head) for path in paths if path.startswith(head)]


def orphans() -> list[Orphan]:
    """Return the orphans among the tracked configurations below the current folder, the top folder."""
    names = CONFIG_FILES["prek"]
    by_folder: dict[str, list[str]] = {}
    for path in indexed_files("."):
        folder, name = posixpath.split(path)
        if folder and name in names:
            by_folder.setdefault(folder, []).append(name)
    first = {folder: min(found, key=names.index) for folder, found in by_folder.items()}
    read = [
        Orphan(folder, read_hook_settings(f"{folder}/{name}")) for folder, name in first.items()
    ]
    return [each for each in read if str(each.settings.settings.get("orphan")).lower() == "true"]


def outside(orphans: Iterable[Orphan], paths: Iterable[str]) -> list[str]:
    """Return the notebooks that are in no orphan, and so are seen by the hooks of the top folder.

    Args:
        orphans: As `orphans` returns them.
        paths: From the top folder, POSIX style.
    """
    heads = tuple(f"{orphan.folder}/" for orphan in orphans)
    return [path for path in paths if not path.startswith(heads)]
