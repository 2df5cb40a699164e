"""What scans of a repository have found clean, kept in git's folder for the next scan and signed with the user's key.

No finding is ever written down: a version that has one is scanned again each time.
"""

from __future__ import annotations

import json
import os

from colab_safe.git.commits import Commit, NotebookChange
from colab_safe.history.traces import Version
from colab_safe.model import Coverage
from colab_safe.placeholders.store import FOLDER
from colab_safe.project.known_clean.memory import Memory
from colab_safe.project.known_clean.user_key import user_key
from colab_safe.typed import Any, NamedTuple


class LastScan(NamedTuple):
    """The result of the last scan of the whole history; it holds as long as no ref moves."""

    tips: tuple[str, ...]  # the newest commits, sorted
    clean: Coverage  # of all versions without a finding
    unclean: tuple[Version, ...]
    changes: tuple[NotebookChange, ...]  # of notebooks with an unclean version, the newest first
    # By folder of notebooks: the name of its rules, as `RulesByPath` gives it.
    marks: dict[str, str]


class HistoryMemory(NamedTuple):
    """The memory of a repository."""

    clean: Memory  # of contents, by the mark of their rules and the `key` of the version
    last: Memory  # of a scan of the whole history

    def last_scan(self) -> LastScan | None:
        """Return the last scan of the whole history; None without one, or if its file is damaged or somebody else's."""
        kept = self.last.kept()
        if kept is None:
            return None
        try:
            return _last_scan(json.loads(kept))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def keep_last_scan(self, scan: LastScan) -> None:
        """Replace the last scan in one step: an interruption leaves the one before.

        Args:
            scan: A scan of the whole history that nothing was missing from.
        """
        self.last.keep(json.dumps(scan._asdict()).encode())


def history_memory(git_folder: str | None, top_rules: str, code: str) -> HistoryMemory:
    """Return the memory of a repository; nothing is read yet but the user's key.

    Args:
        git_folder: git's own folder, which all worktrees share; None to remember nothing.
        top_rules: The mark of the rules of the top folder.
        code: The `code_digest`.
    """
    folder, key = (os.path.join(git_folder, FOLDER), user_key()) if git_folder else (None, None)
    last = Memory(folder, key, "last", f"{code}-{top_rules}")
    return HistoryMemory(Memory(folder, key, "clean", code), last)


def _last_scan(fields: dict[str, Any]) -> LastScan:
    changes = [
        NotebookChange(Commit(commit, tuple(parents)), path, tuple(before), blob, is_link)
        for (commit, parents), path, before, blob, is_link in fields["changes"]
    ]
    unclean = [Version(blob, path) for blob, path in fields["unclean"]]
    marks = dict(fields["marks"])
    clean = Coverage(*fields["clean"])
    clean = clean._replace(known_clean=clean.files)
    return LastScan(tuple(fields["tips"]), clean, tuple(unclean), tuple(changes), marks)
