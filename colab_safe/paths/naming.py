"""Which placeholder stands for a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, count

from colab_safe.paths.credentials import matches
from colab_safe.paths.lines import occurrences
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import placeholder
from colab_safe.placeholders.store import PathStore
from colab_safe.typed import NamedTuple


class Surroundings(NamedTuple):
    """What the repository knows; both are asked only for a path that the store does not hold."""

    previous: Callable[[], bytes] = bytes  # the notebook as it was committed last
    in_use: Callable[[], Iterable[str]] = tuple  # the placeholders that its notebooks hold


NOTHING = Surroundings()


def placeholder_for(
    path: str, line: str, data: bytes, store: PathStore, rules: Rules, around: Surroundings
) -> str:
    """The one that the store or the configuration has for it, the one that stood in its line, or a free one.

    `line` is the line that the path is in, with {} for its placeholder; `data` the notebook.
    """
    known = store.placeholder(path)
    if known:
        return known
    for name, pattern in rules.names:
        if matches(path, (pattern,)):
            return placeholder(name)
    before = {
        occurrence.line for occurrence in occurrences(around.previous())
    } | store.written.keys()
    here = {occurrence.placeholder for occurrence in occurrences(data)}
    used = {*around.in_use(), *here}
    for candidate in sorted(used | store.paths.keys()):
        if line.replace("{}", candidate) in before:
            return candidate
    return _free(used, store, here)


def _free(used: set[str], store: PathStore, here: set[str]) -> str:
    """A teammate's that this clone has no path for is most likely the same token, unless there are two such."""
    foreign = used - store.paths.keys() - here
    if len(foreign) == 1:
        return foreign.pop()
    names = chain([""], map(str, count(2)))
    return next(
        new for new in map(placeholder, names) if new not in used and new not in store.paths
    )
