"""Find the paths of token files in a notebook: the one search behind `paths check`, `paths hide` and the push hook.

`find` is pure: it reads no file, asks no store to remember anything and builds no edit. Three things decide what it finds,
in all three uses: the notebook, what the clone's path store knows, and the rules `[tool.colab-safe.paths]`: what `files`
and `all` name is found, and what `keep` names is not, whatever the code does with it.

What is found may then be accepted: see `accepted.py`, and `visible.py`, which does both.
"""

from __future__ import annotations

from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.code_search import paths_in_code
from colab_safe.paths.linked_paths import linked_paths
from colab_safe.paths.listed_files import listed_files
from colab_safe.paths.path_match import PathMatch, with_location, without_overlaps
from colab_safe.paths.rules import Rules
from colab_safe.paths.text_search import (
    known_lines,
    known_paths,
    literal_paths,
    mentioned_paths,
    repeated_code,
    signs_in,
)
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore
from colab_safe.views.views import views


def find(notebook: Notebook, name: str, store: PathStore, rules: Rules) -> list[PathMatch]:
    """Return every path of a token file in a notebook, in the order of the file; no two share a byte.

    Args:
        notebook: The notebook, read from bytes in UTF-8.
        name: Its path in the repository, by which the store knows its lines.
        store: What the clone knows; it is not changed.
        rules: Which paths lead to token files.
    """
    decoded = views(notebook.segments)
    notebook.reach(decoded.limits.values())
    all_views = [view for view in decoded if view.is_by_character]
    in_code = paths_in_code(notebook, rules)
    signs = signs_in(decoded.texts)
    literal = list(literal_paths(notebook, all_views, rules, signs))
    encoded = [view for view in decoded if not view.is_by_character]
    literal += listed_files(notebook, all_views, in_code.listed, rules, store)
    paths = store.every_path() | {match.path for match in (*in_code.matches, *literal)}
    mentioned = [
        *repeated_code(notebook, all_views, in_code.lines),
        *known_paths(notebook, all_views, mentioned_paths(decoded.texts, sorted(paths))),
        *linked_paths(notebook, all_views, in_code.linked, sorted(paths)),
    ]
    # The surest first: of two that share a byte, the first one is taken.
    found = [
        *known_lines(notebook.source.data, name, store),
        *in_code.matches,
        *sorted([*literal, *mentioned], key=lambda match: (-len(match.path), match.span)),
    ]
    found += literal_paths(notebook, encoded, rules, signs)
    body = notebook.source.data
    shown = [match for match in found if not (_is_hidden(match, body) or rules.keeps(match.path))]
    return [with_location(notebook, match) for match in without_overlaps(shown)]


def _is_hidden(match: PathMatch, body: bytes) -> bool:
    """Whether it is a placeholder already: a view may read another text there, as with backspaces behind it."""
    span = body[match.span.start : match.span.end]
    return PLACEHOLDER.search(span.decode("utf-8", "replace")) is not None
