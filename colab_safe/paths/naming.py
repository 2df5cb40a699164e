"""The choice of a placeholder for a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, count

from colab_safe.credential_names import matches
from colab_safe.paths.placeholder_lines import occurrences
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import placeholder
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple


class CommittedState(NamedTuple):
    """What git has committed; both are called only for a path that the store does not know."""

    notebook: Callable[[], bytes] = bytes  # the notebook as it was committed last
    placeholders: Callable[[], Iterable[str]] = tuple  # those in all committed notebooks


NOTHING_COMMITTED = CommittedState()


def placeholder_for(
    path: str, line: str, data: bytes, store: PathStore, rules: Rules, committed: CommittedState
) -> str:
    """Return the placeholder for a path: the known one, the configured one, the one that its line had, or a free one.

    Args:
        path: The path, relative to the Drive.
        line: The line that it is in, with {} for the placeholder.
        data: The notebook, in UTF-8.
        store: What the clone knows; it is not changed.
        rules: What the project calls its placeholders.
        committed: What git has of the notebook.
    """
    known = store.placeholder(path)
    if known:
        return known
    for name, pattern in rules.names:
        if matches(path, (pattern,)):
            return placeholder(name)
    in_notebook = {occurrence.placeholder for occurrence in occurrences(data)}
    in_use = {*committed.placeholders(), *in_notebook}
    earlier_lines = {occurrence.line for occurrence in occurrences(committed.notebook())}
    for candidate in sorted(in_use | store.paths.keys()):
        if line.replace("{}", candidate) in earlier_lines | store.written.keys():
            return candidate
    return _free(in_use, store, in_notebook)


def _free(in_use: set[str], store: PathStore, in_notebook: set[str]) -> str:
    """A teammate's that this clone has no path for is most likely the same token, unless there are two such."""
    foreign = in_use - store.paths.keys() - in_notebook
    if len(foreign) == 1:
        return foreign.pop()
    taken = in_use | store.paths.keys()
    numbers = chain([""], map(str, count(2)))
    return next(new for new in map(placeholder, numbers) if new not in taken)
