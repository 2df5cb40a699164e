"""What a check looks at, and what it says."""

from __future__ import annotations

from colab_safe.typed import NamedTuple

OK = "ok"
MISSING = "missing"  # lets a secret pass, or makes everything fail
NOTE = "note"  # worth a look
UNKNOWN = "unknown"  # could not be found out


class RepositoryState(NamedTuple):
    """The repository around the current folder, which is its top folder."""

    notebooks: list[str]  # POSIX paths from the top folder


class CheckResult(NamedTuple):
    """What one check says about the repository."""

    message: str
    remedy: str = ""  # what to do about it
    kind: str = MISSING  # what it is if it has a remedy

    @property
    def verdict(self) -> str:
        """One word: OK without a remedy, and else its kind."""
        return self.kind if self.remedy else OK


class Event(NamedTuple):
    """What a hook of git has to check."""

    hook: str  # git's name of it, and of the frameworks' stage
    verb: str  # the check of colab-safe
    what: str


COMMIT = Event("pre-commit", "scan", "a commit")
PUSH = Event("pre-push", "push", "a push")
