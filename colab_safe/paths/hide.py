"""Paths of token files become placeholders: only the bytes of the paths change, and nothing that cannot be restored."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict

from colab_safe.errors import PathError
from colab_safe.limits import TOKEN_FILES, sentence
from colab_safe.model import Edit, Span
from colab_safe.notebook_names import is_notebook
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.naming import nothing_committed, placeholder_for
from colab_safe.paths.placeholder_lines import as_text, line_around, occurrences
from colab_safe.paths.rules import DEFAULT, Rules
from colab_safe.paths.visible import accept_nothing, visible_paths
from colab_safe.placeholders.store import Original, PathStore
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from colab_safe.findings import Acceptance
    from colab_safe.model import AcceptedBy
    from colab_safe.paths.path_match import PathMatch

_ROUNDS = 8  # each finds what only shows once the paths before are hidden: of 40,000 mutated notebooks, one needed three


class Hiding(NamedTuple):
    """What `hide` did to a notebook."""

    data: bytes  # the new bytes; the old ones where nothing was hidden
    hidden: tuple[PathMatch, ...] = ()  # with a problem: what should have been hidden
    problem: str | None = None  # why the notebook was not rewritten
    accepted_by: tuple[AcceptedBy, ...] = ()  # what accepts paths, which stay visible
    # Paths in base64, in hexadecimal that code reads, and in pictures, which stay visible: there a placeholder does damage.
    not_hidden: tuple[PathMatch, ...] = ()
    unread: str | None = None  # what was not read of the notebook, and by which limit


def hide(
    data: bytes,
    name: str,
    store: PathStore,
    rules: Rules = DEFAULT,
    committed: Callable[[], bytes] = nothing_committed,
    accepts: Acceptance = accept_nothing,
    even_unreadable: bool = False,
) -> Hiding:
    """Replace every path of a token file by a placeholder, and let the store remember how it was written.

    Args:
        data: The bytes of a notebook, in any encoding.
        name: The notebook's path in the repository.
        store: Gets the new paths and placeholders.
        rules: Which paths lead to token files, and what their placeholders are called.
        committed: Returns the notebook as it was committed last; for the choice of placeholders.
        accepts: What the project's configuration accepts.
        even_unreadable: Whether to hide paths also in what cannot be read as a notebook, such as one with conflict
            markers: for git's filter, which must not store one. Elsewhere such a file is left alone.

    Raises:
        PathError: What would be hidden would not come back byte for byte.
    """
    try:
        body, back = in_utf8(data)
    except PathError as error:
        return Hiding(data, (), str(error))
    visible = visible_paths(body, name, store, rules, accepts)
    if visible.problem and visible.matches and not even_unreadable:
        problem = f"{visible.problem}: a notebook that cannot be read is not rewritten"
        return Hiding(data, visible.matches, problem, visible.accepted_by, unread=visible.unread)
    if len({match.path for match in visible.matches}) > TOKEN_FILES.most:
        problem = f"nothing was hidden: {sentence(TOKEN_FILES)}"
        return Hiding(data, visible.matches, problem, visible.accepted_by, unread=visible.unread)
    not_hidden = tuple(match for match in visible.matches if match.stays_visible)
    if len(not_hidden) == len(visible.matches):
        unread = visible.unread
        return Hiding(data, accepted_by=visible.accepted_by, not_hidden=not_hidden, unread=unread)
    in_text = [match for match in visible.matches if not match.stays_visible]
    named, new = in_text, body
    for _ in range(_ROUNDS):
        named = [_named(match, body, store, rules, committed) for match in named]
        new = _with_placeholders(body, named)
        _remember(body, new, named, name, store)
        further = _further(new, named, name, store, rules, accepts, bool(visible.problem))
        if not further:
            break
        named = sorted([*named, *further], key=lambda match: match.span)
    _check(body, new, name, store, bool(visible.problem))
    return Hiding(back(new), tuple(named), None, visible.accepted_by, not_hidden, visible.unread)


def _further(
    new: bytes,
    named: Sequence[PathMatch],
    name: str,
    store: PathStore,
    rules: Rules,
    accepts: Acceptance,
    was_unreadable: bool,
) -> list[PathMatch]:
    """What is only found once the other paths are hidden, such as a copy of a line that is known now; in the old bytes.

    A file that could not be read may be a notebook without them: a path had a backslash that JSON does not allow.
    """
    from colab_safe.paths.text_search import known_lines

    lines = {occurrence.line for occurrence in occurrences(new)}
    may_be_left = any(_part_as_spelled(match.path) in new for match in named)
    if not (was_unreadable or may_be_left or any(known_lines(new, name, store, lines))):
        return []
    matches = visible_paths(new, name, store, rules, accepts).matches
    old = _OldPlaces(named)
    moved = [old.of(match) for match in matches if not match.stays_visible]
    return [match for match in moved if match]


def _part_as_spelled(path: str) -> bytes:
    """The longest part of a file's name that JSON never escapes, and every encoding has."""
    parts: list[str] = re.findall(r"[ !#-\[\]-~]+", path.rpartition("/")[2])
    return max(parts, key=len, default="").encode()


class _OldPlaces:
    """Where the bytes around placeholders were before."""

    def __init__(self, named: Sequence[PathMatch]) -> None:
        self._ends: list[int] = []  # of the placeholders, in the new bytes
        self._starts: list[int] = []
        self._shifts = [0]  # how many bytes the file lost before and in each of them
        for match in named:
            size = len(_replacement(match))
            self._starts.append(match.span.start - self._shifts[-1])
            self._ends.append(self._starts[-1] + size)
            self._shifts.append(self._shifts[-1] + match.span.end - match.span.start - size)

    def of(self, match: PathMatch) -> PathMatch | None:
        """Return a match in the new bytes as one in the old bytes; None if a placeholder is in it."""
        before = bisect_right(self._ends, match.span.start)
        if before < len(self._starts) and self._starts[before] < match.span.end:
            return None
        shift = self._shifts[before]
        return match._replace(span=Span(match.span.start + shift, match.span.end + shift))


def _named(
    match: PathMatch, body: bytes, store: PathStore, rules: Rules, committed: Callable[[], bytes]
) -> PathMatch:
    """The match with its placeholder, which the store knows from now on."""
    if match.placeholder:
        return match
    line = line_around(body, *match.span)
    name = placeholder_for(match.path, line, body, store, rules, committed)
    if store.placeholder(match.path) is None:
        store.add(name, match.path)
    return match._replace(placeholder=name)


def _with_placeholders(body: bytes, named: Sequence[PathMatch]) -> bytes:
    from colab_safe.edits import apply

    return apply(body, [Edit(match.span, _replacement(match)) for match in named])


def _replacement(match: PathMatch) -> bytes:
    return (match.placeholder or "").encode() + match.kept


def _remember(
    body: bytes, new: bytes, named: Sequence[PathMatch], name: str, store: PathStore
) -> None:
    """For each line with placeholders, what they stand for; those that were there before stand for themselves."""
    lines: dict[str, list[Original]] = defaultdict(list)
    originals = _originals(body, named)
    for occurrence in occurrences(new):
        lines[occurrence.line].append(originals.get(occurrence.start, [occurrence.placeholder]))
    for line, texts in lines.items():
        store.remember(line, name, texts)


def _originals(body: bytes, named: Sequence[PathMatch]) -> dict[int, Original]:
    """What each placeholder stands for, by its first byte in the new file."""
    originals, shift = {}, 0
    for match in named:
        start, end = match.span
        kept = [as_text(match.kept)] if match.kept else []
        originals[start + shift] = [as_text(body[start:end]), *kept]
        shift += len(_replacement(match)) - (end - start)
    return originals


def _check(body: bytes, new: bytes, name: str, store: PathStore, was_unreadable: bool) -> None:
    """Raise PathError unless the new bytes are read as before, and become the old ones again."""
    from colab_safe.notebook.reading import problem_of
    from colab_safe.paths.restore import restore

    is_damaged = is_notebook(name) and not was_unreadable and problem_of(new) is not None
    if is_damaged or restore(new, name, store).data != body:
        raise PathError(
            "its paths cannot be hidden so that they come back as they were: please report it to colab-safe"
        )
