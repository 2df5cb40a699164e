"""What a check looks at, and what it says."""

from __future__ import annotations

from colab_safe.typed import NamedTuple


class RepositoryState(NamedTuple):
    """The repository around the current folder, which is its top folder."""

    notebooks: list[str]  # POSIX paths from the top folder


class CheckResult(NamedTuple):
    """What one check says about the repository."""

    message: str
    remedy: str = ""  # what to do about it
    is_gap: bool = True  # whether something with a remedy lets a secret pass, or everything fail

    @property
    def verdict(self) -> str:
        """One word: "ok", "missing" for a gap, "note" for anything else that has a remedy."""
        if not self.remedy:
            return "ok"
        return "missing" if self.is_gap else "note"


class Event(NamedTuple):
    """What a hook of git has to check."""

    hook: str  # git's name of it, and of the frameworks' stage
    verb: str  # the check of colab-safe
    what: str


COMMIT = Event("pre-commit", "scan", "a commit")
PUSH = Event("pre-push", "push", "a push")
