"""The rewritten notebook, which is scanned again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.detect.engine import Engine
from colab_safe.edits import Replacement, rewrite
from colab_safe.fixes.cell_edits import cell_edits
from colab_safe.fixes.fix import Fix, Fixed, Left, Plan, by_segment
from colab_safe.model import Finding, Secret
from colab_safe.notebook.reading import read
from colab_safe.scan import find_matches
from colab_safe.session import Session
from colab_safe.views.views import View

_STILL_FOUND = "a scan would still find it: change it by hand"


def fixed(plan: Plan, chosen: Sequence[Fix], path: str, engines: Sequence[Engine]) -> Fixed:
    """Return the notebook with secrets read at run time; a scan of it does not find them there any more.

    Args:
        plan: The notebook.
        chosen: Fixes of the plan.
        path: The file's name.
        engines: What to search with.

    Raises:
        EditError: The rewritten notebook would show or do something else.
    """
    left: list[Left] = []
    while chosen:
        data = rewrite(plan.notebook, list(replacements(plan, chosen)))
        still = _still_found(data, path, engines)
        failed = [each for each in chosen if _where(each.finding) in still]
        if not failed:
            return Fixed(data, tuple(chosen), tuple(left))
        left += [Left(each.finding, _STILL_FOUND) for each in failed]
        chosen = [each for each in chosen if each not in failed]
    return Fixed(plan.notebook.source.data, (), tuple(left))


def _where(finding: Finding) -> tuple[int | None, Secret]:
    return finding.location.place.cell, finding.secret


def _still_found(
    data: bytes, path: str, engines: Sequence[Engine]
) -> set[tuple[int | None, Secret]]:
    session = Session()
    notebook = read(data, path, session)
    return {
        (match.view.place.cell, Secret(match.secret))
        for match in find_matches(notebook, engines, session)
        if match.view.place.part == "source"
    }


def replacements(plan: Plan, chosen: Sequence[Fix]) -> Iterator[Replacement]:
    """Yield what makes cells read their secrets at run time.

    Args:
        plan: The notebook.
        chosen: Fixes of the plan, all those of a cell together.

    Raises:
        EditError: A cell would not do the same.
    """
    segments = plan.notebook.segments
    is_added = False
    for number, fixes in sorted(by_segment(chosen).items()):
        view = View(segments.texts[number], segments, number)
        has_import = number in plan.imported or (plan.one_import and is_added)
        is_added = True
        edits = cell_edits(plan.codes[number], fixes, plan.reader, has_import)
        for start, end, text in edits:
            if (
                start == end
            ):  # the bytes of no character cannot be found: the next one is written again
                text, end = f"{text}{view.text[start]}", start + 1
            yield Replacement(view, start, end, text)
