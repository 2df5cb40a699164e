"""Find the paths of token files in a notebook: the one search behind `paths check`, `paths hide` and the push hook.

`find` is pure: it reads no file, asks no store to remember anything and builds no edit. Three things decide what it finds,
in all three uses: the notebook, what the clone's path store knows, and the rules `[tool.colab-safe.paths]`: what `files`
and `all` name is found, and what `keep` names is not, whatever the code does with it.

What is found may then be accepted: see `accepted.py`, and `visible.py`, which does both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.code_search import paths_in_code
from colab_safe.paths.known import known_of
from colab_safe.paths.linked_paths import linked_paths
from colab_safe.paths.listed_files import listed_files
from colab_safe.paths.path_match import PathMatch, with_location, without_overlaps
from colab_safe.paths.rules import Rules
from colab_safe.paths.text_search import (
    known_lines,
    known_paths,
    literal_paths,
    numbers_mentioning,
    numbers_with_roots,
    repeated_code,
)
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore
from colab_safe.views.views import View, views


def find(notebook: Notebook, name: str, store: PathStore, rules: Rules) -> list[PathMatch]:
    """Return every path of a token file in a notebook, in the order of the file; no two share a byte.

    Args:
        notebook: The notebook, read from bytes in UTF-8.
        name: Its path in the repository, by which the store knows its lines.
        store: What the clone knows; it is not changed.
        rules: Which paths lead to token files.
    """
    body, decoded = notebook.source.data, views(notebook.segments)
    notebook.reach(decoded.limits.values())
    all_views = {number: view for number, view in enumerate(decoded) if view.is_by_character}
    rooted = numbers_with_roots(decoded.texts)
    in_code = paths_in_code(notebook, rules)
    literal = [*literal_paths(notebook, _some(all_views, rooted), rules)]
    literal += listed_files(notebook, all_views.values(), in_code.listed, rules, store)
    known, own = known_of(store), {match.path for match in (*in_code.matches, *literal)}
    may_be_there = known.paths_in(decoded.texts, own)
    mentioning = _some(all_views, numbers_mentioning(decoded.texts, may_be_there))
    mentioned = [
        *repeated_code(notebook, all_views.values(), in_code.lines),
        *known_paths(notebook, mentioning, may_be_there),
        *linked_paths(notebook, all_views.values(), in_code.linked, store.every_path() | own),
    ]
    # The surest first: of two that share a byte, the first one is taken.
    found = [
        *known_lines(body, name, store, known.lines_in(body)),
        *in_code.matches,
        *sorted([*literal, *mentioned], key=lambda match: (-len(match.path), match.span)),
    ]
    encoded = [decoded[number] for number in sorted(rooted.difference(all_views))]
    found += literal_paths(notebook, encoded, rules)
    shown = [match for match in found if not (_is_hidden(match, body) or rules.keeps(match.path))]
    return [with_location(notebook, match) for match in without_overlaps(shown)]


def in_no_text(notebook: Notebook, store: PathStore, rules: Rules) -> bool:
    """Return whether no text by itself shows a path: what is left is what the code puts together, and what shows that again.

    Args:
        notebook: The notebook, read from bytes in UTF-8.
        store: What the clone knows; it is not changed.
        rules: Which paths lead to token files.
    """
    decoded = views(notebook.segments)
    notebook.reach(decoded.limits.values())
    if notebook.unread or known_of(store).paths_in(decoded.texts, ()):
        return False
    rooted = [decoded[number] for number in sorted(numbers_with_roots(decoded.texts))]
    return all(rules.keeps(match.path) for match in literal_paths(notebook, rooted, rules))


def _some(all_views: Mapping[int, View], numbers: Iterable[int]) -> list[View]:
    return [all_views[number] for number in sorted(numbers) if number in all_views]


def _is_hidden(match: PathMatch, body: bytes) -> bool:
    """Whether it is a placeholder already: a view may read another text there, as with backspaces behind it."""
    span = body[match.span.start : match.span.end]
    return PLACEHOLDER.search(span.decode("utf-8", "replace")) is not None
