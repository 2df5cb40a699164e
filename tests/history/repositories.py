"""What the tests of staged, pushed and past notebooks share."""

from __future__ import annotations

from tests import notebooks
from tests.repository import Repository


def notebook(source: str = "1 + 1", printed: str = "") -> bytes:
    """One code cell, and what it printed."""
    cell = notebooks.code(source, [notebooks.stream(printed)] if printed else [], id="x1")
    return notebooks.dump(notebooks.notebook([cell], minor=5))


def commit(repository: Repository, path: str, data: bytes | str) -> str:
    """Commits one file, past all hooks; gives the commit's id."""
    repository.add(path, data)
    repository.git("commit", "--quiet", "--no-verify", "--message", f"Change {path}")
    return repository.git("rev-parse", "HEAD").strip()
