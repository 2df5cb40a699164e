"""Paths of token files become placeholders: only the bytes of the paths change, and nothing that cannot be restored."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from colab_safe.drive_layout import CODE_SIGNS, encoded_signs
from colab_safe.errors import PathError
from colab_safe.model import Edit, Span
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.lines import line_round, occurrences, text
from colab_safe.paths.naming import NOTHING, Surroundings, placeholder_for
from colab_safe.paths.rules import DEFAULT, Rules
from colab_safe.placeholders.store import PathStore, Text
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.notebook.notebook import Notebook
    from colab_safe.paths.find import Flow, Sighting

# Without one of these in its bytes a notebook contains no Drive path: then nothing that reads notebooks is imported
# (30 ms).
_SIGNS = encoded_signs(CODE_SIGNS)


class Hiding(NamedTuple):
    """A notebook's new bytes, and what was hidden in it; where `problem` says why not, what should have been."""

    data: bytes
    hidden: tuple[Sighting, ...] = ()
    problem: str | None = None


def hide(
    data: bytes,
    notebook: str,
    store: PathStore,
    rules: Rules = DEFAULT,
    around: Surroundings = NOTHING,
) -> Hiding:
    """Every path to a token file hidden; its path and how it was written are remembered in the store.

    `notebook` is the notebook's path in the repository. Raises PathError where what was hidden would not come back.
    """
    try:
        body, back = in_utf8(data)
    except PathError as error:
        return Hiding(data, (), str(error))
    if not _may_hold_paths(body, store):
        return Hiding(data)
    from colab_safe.edits import apply
    from colab_safe.notebook.reading import read_notebook
    from colab_safe.paths.restore import restore

    read = read_notebook(body)
    found = _apart(find(read, notebook, store, rules))
    if not found or read.problem:
        problem = (
            f"{read.problem}: a notebook that cannot be read is not rewritten" if found else None
        )
        return Hiding(data, tuple(found), problem)
    named = [_named(one, body, store, rules, around) for one in found]
    new = apply(
        body, [Edit(one.span, (one.placeholder or "").encode() + one.kept) for one in named]
    )
    _remember(body, new, named, notebook, store)
    if read_notebook(new).problem or restore(new, notebook, store).data != body:
        raise PathError(
            "its paths cannot be hidden so that they come back as they were: please report it to colab-safe"
        )
    return Hiding(back(new), tuple(named))


def hide_known(data: bytes, notebook: str, store: PathStore) -> bytes:
    """Only the lines hidden that the store knows: for what cannot be read as a notebook, such as one in conflict."""
    from colab_safe.edits import apply
    from colab_safe.paths.find import known_lines

    body, back = in_utf8(data)
    found = _apart(known_lines(body, notebook, store))
    return back(
        apply(body, [Edit(one.span, (one.placeholder or "").encode() + one.kept) for one in found])
    )


def find(notebook: Notebook, name: str, store: PathStore, rules: Rules) -> list[Sighting]:
    """All that is to be hidden, the surest first; some of it in several ways."""
    from colab_safe.paths.find import echoed_paths, known_lines, known_paths, literal_paths
    from colab_safe.views.views import views

    all_views = list(views(notebook.segments))
    lines = list(known_lines(notebook.source.data, name, store))
    code = _flowing(notebook, rules)
    literal = list(literal_paths(notebook, all_views, rules))
    paths = {path for known in store.paths.values() for path in known} | {
        one.path for one in [*code.found, *literal]
    }
    echoed = echoed_paths(notebook, all_views, code.echoes)
    known = known_paths(notebook, all_views, paths)
    return [
        *lines,
        *code.found,
        *sorted([*literal, *echoed, *known], key=lambda one: (-len(one.path), one.span)),
    ]


def _flowing(notebook: Notebook, rules: Rules) -> Flow:
    """From the code, which is parsed only where a Drive is mentioned: `ast` takes longer to import than all the rest."""
    from colab_safe.paths.find import Flow, code_cells

    if notebook.problem or not any(
        sign in cell.text for cell in code_cells(notebook) for sign in CODE_SIGNS
    ):
        return Flow()
    from colab_safe.paths.code.regions import flowing_paths

    return flowing_paths(notebook, rules)


def _may_hold_paths(body: bytes, store: PathStore) -> bool:
    return any(sign in body for sign in _SIGNS) or any(word in body for word in _known_words(store))


def _known_words(store: PathStore) -> set[bytes]:
    """The words of the paths that the store knows: no part of a path is without one of them."""
    paths = {path for known in store.paths.values() for path in known}
    return {word.encode() for path in paths for word in re.findall("[A-Za-z0-9]+", path) or [""]}


def _apart(found: Iterable[Sighting]) -> list[Sighting]:
    """In the order of the file; of two that share a byte, the first that was given, with the place that either knows."""
    taken: list[Sighting] = []
    for one in found:
        overlapped = next(
            (number for number, other in enumerate(taken) if _overlap(one.span, other.span)), None
        )
        if overlapped is None:
            taken.append(one)
        elif taken[overlapped].where is None:
            taken[overlapped] = taken[overlapped]._replace(where=one.where)
    return sorted(taken, key=lambda one: one.span)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _named(
    one: Sighting, body: bytes, store: PathStore, rules: Rules, around: Surroundings
) -> Sighting:
    if one.placeholder:
        return one
    line = line_round(body, *one.span)
    name = placeholder_for(one.path, line, body, store, rules, around)
    if store.placeholder(one.path) is None:
        store.add(name, one.path)
    return one._replace(placeholder=name)


def _remember(
    body: bytes, new: bytes, named: list[Sighting], notebook: str, store: PathStore
) -> None:
    """For each line with placeholders, what they stand for; those that were there before stand for themselves."""
    lines: dict[str, list[Text]] = defaultdict(list)
    originals = _originals(body, named)
    for occurrence in occurrences(new):
        lines[occurrence.line].append(originals.get(occurrence.start, [occurrence.placeholder]))
    for line, texts in lines.items():
        store.remember(line, notebook, texts)


def _originals(body: bytes, named: list[Sighting]) -> dict[int, Text]:
    """By the place of each placeholder in the new bytes."""
    originals, shift = {}, 0
    for one in named:
        span: Span = one.span
        kept = [text(one.kept)] if one.kept else []
        originals[span.start + shift] = [text(body[span.start : span.end]), *kept]
        shift += len(one.placeholder or "") + len(one.kept) - (span.end - span.start)
    return originals
