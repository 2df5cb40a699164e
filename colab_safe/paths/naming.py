"""The choice of a placeholder for a path: by what the file is for, never by the line that names it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from colab_safe.credential_files import matches
from colab_safe.errors import PathError
from colab_safe.paths.placeholder_lines import occurrences
from colab_safe.paths.purpose import further_names, is_service, purpose
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import name_of, placeholder
from colab_safe.placeholders.store import PathStore


def nothing_committed() -> bytes:
    """Return the content of a notebook that git does not have."""
    return b""


def placeholder_for(
    path: str,
    line: str,
    data: bytes,
    store: PathStore,
    rules: Rules,
    committed: Callable[[], bytes],
) -> str:
    """Return the placeholder for a path: the known one, the one that the user wrote over, or one by the file's purpose.

    Within a store, two files never get the same.

    Args:
        path: The path, relative to the Drive.
        line: The line that it is in, with {} for the placeholder.
        data: The notebook, in UTF-8.
        store: What the clone knows; it is not changed.
        rules: What the project calls its placeholders.
        committed: Returns the notebook as it was committed last; called only for a path that the store does not know.

    Raises:
        PathError: Other files have all names that the path could get: 690 for each purpose.
    """
    known = store.placeholder(path)
    if known:
        return known
    name = _configured(path, rules)
    name = purpose(path) if name is None else name
    taken = {*store.paths, *(occurrence.placeholder for occurrence in occurrences(data))}
    replaced = _replaced(line, name, taken, committed())
    if replaced:
        return replaced
    names = chain([name], further_names(path))
    free = next((new for new in map(placeholder, names) if new not in taken), None)
    if free is None:
        raise PathError(
            "no name is left for the placeholder of one more token file of this kind."
            " Give it one in [tool.colab-safe.paths] names"
        )
    return free


def _configured(path: str, rules: Rules) -> str | None:
    return next((name for name, pattern in rules.names if matches(path, (pattern,))), None)


def _replaced(line: str, name: str, taken: set[str], committed: bytes) -> str | None:
    """A teammate's placeholder that the user wrote the path over: it is gone from the notebook, and means no other service."""
    for occurrence in occurrences(committed):
        gone = occurrence.placeholder
        is_same = gone not in taken and occurrence.line == line.replace("{}", gone)
        if is_same and _same_purpose(name_of(gone), name):
            return gone
    return None


def _same_purpose(one: str, other: str) -> bool:
    return one == other or not (is_service(one) or is_service(other))
