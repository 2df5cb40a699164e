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
from colab_safe.notebook.notebook import Notebook
from colab_safe.paths.findings import finding
from colab_safe.paths.path_match import PathMatch
from colab_safe.paths.rules import DRIVE_TOKEN_PATH
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from colab_safe.scan import Acceptance


def without_accepted(
    notebook: Notebook, name: str, matches: Iterable[PathMatch], accepts: Acceptance
) -> list[PathMatch]:
    """Return the paths that nobody accepts.

    A path that the code writes in pieces is accepted as a whole by one of them: with half of it hidden, the notebook
    would not run.

    Args:
        notebook: The notebook that the paths are in.
        name: The notebook's path, as the configuration's patterns see it.
        matches: Paths in the notebook.
        accepts: What the project's configuration accepts.
    """
    listed = list(matches)
    of_cells: dict[int | None, frozenset[str]] = {None: frozenset()}
    is_accepted = [_is_accepted(notebook, name, match, accepts, of_cells) for match in listed]
    whole = {
        match.path
        for match, accepted in zip(listed, is_accepted, strict=True)
        if accepted and match.is_piece
    }
    return [
        match
        for match, accepted in zip(listed, is_accepted, strict=True)
        if not accepted and not (match.is_piece and match.path in whole)
    ]


def _is_accepted(
    notebook: Notebook,
    name: str,
    match: PathMatch,
    accepts: Acceptance,
    of_cells: dict[int | None, frozenset[str]],
) -> bool:
    found = finding(match, name)
    if match.text is None:
        return bool(accepts(found, ""))
    text, start, end = match.text.segment.text, match.text.start, match.text.end
    cell = found.location.place.cell
    if cell is not None and cell not in of_cells:
        of_cells[cell] = cells.allowed_rules(notebook.cell_metadata(cell))
    return (
        DRIVE_TOKEN_PATH in of_cells[cell]
        or pragmas.names_rule(text, start, end, DRIVE_TOKEN_PATH)
        or bool(accepts(found, lines_around(text, start, end)))
    )
