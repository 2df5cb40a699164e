"""Which visible paths a project accepts: by a comment, by a cell's tag or metadata, or by its configuration.

    open("/content/drive/MyDrive/keys/public.json")  # colab-safe: allow drive-token-path — the same for everyone

    [[tool.colab-safe.allow]]
    rules = ["drive-token-path"]
    paths = ["docs/"]
    reason = "made-up paths"

Each must name the rule `drive-token-path`. A general `pragma: allowlist secret` says that a token on its line is not one,
and nothing about the path beside it. An accepted path is left alone by `paths hide`, and does not block a push.
"""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.accept import cells, pragmas
from colab_safe.lines import lines_around
from colab_safe.model import CELL, COMMENT, AcceptedBy, counted
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.findings import finding
from colab_safe.paths.path_match import PathMatch
from colab_safe.paths.rules import DRIVE_TOKEN_PATH
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.findings import Acceptance


class Unaccepted(NamedTuple):
    """The paths that nobody accepts, and what accepts the others."""

    matches: tuple[PathMatch, ...]
    accepted_by: tuple[AcceptedBy, ...]


def without_accepted(
    notebook: Notebook, name: str, matches: Iterable[PathMatch], accepts: Acceptance
) -> Unaccepted:
    """Return the paths that nobody accepts, and what accepts the others.

    A path that the code writes in pieces is accepted as a whole by one of them: with half of it hidden, the notebook
    would not run.

    Args:
        notebook: The notebook that the paths are in.
        name: The notebook's path, as the configuration's patterns see it.
        matches: Paths in the notebook.
        accepts: What the project's configuration accepts.
    """
    of_cells: dict[int | None, frozenset[str]] = {None: frozenset()}
    judged = [(each, _accepted_by(notebook, name, each, accepts, of_cells)) for each in matches]
    whole = {match.path: by for match, by in judged if by and match.is_piece}
    left, accepted = [], []
    for match, by in judged:
        by = by or (whole.get(match.path) if match.is_piece else None)
        if by:
            accepted.append(by)
        else:
            left.append(match)
    return Unaccepted(tuple(left), counted(accepted))


def _accepted_by(
    notebook: Notebook,
    name: str,
    match: PathMatch,
    accepts: Acceptance,
    of_cells: dict[int | None, frozenset[str]],
) -> AcceptedBy | None:
    found = finding(match, name)
    if match.text is None:
        return accepts(found, "")
    text, start, end = match.text.segment.text, match.text.start, match.text.end
    cell = found.location.place.cell
    if cell is not None and cell not in of_cells:
        of_cells[cell] = cells.allowed_rules(notebook.cell_metadata(cell))
    if DRIVE_TOKEN_PATH in of_cells[cell]:
        return AcceptedBy(CELL)
    if pragmas.names_rule(text, start, end, DRIVE_TOKEN_PATH):
        return AcceptedBy(COMMENT)
    return accepts(found, lines_around(text, start, end))
