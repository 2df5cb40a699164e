"""Replacements in views, written back into the file's bytes: each escaped as its surroundings need, nothing else touched."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Sequence
from json import dumps

from colab_safe.errors import EditError
from colab_safe.model import Edit, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.notebook.segments import Segment
from colab_safe.typed import NamedTuple
from colab_safe.views.decoder import TextEdit, edits_at
from colab_safe.views.views import View


class Replacement(NamedTuple):
    """Characters `start` to `end` of a view are to read `text`."""

    view: View
    start: int
    end: int
    text: str


class _SegmentEdits(NamedTuple):
    """Edits of a segment's own text, ascending."""

    segment: Segment
    edits: list[TextEdit]


_EditsBySegment = dict[int, _SegmentEdits]  # by the segment's `id`


def rewrite(notebook: Notebook, replacements: Sequence[Replacement]) -> bytes:
    """Return the file's bytes with replacements made, after reading them again.

    Args:
        notebook: The notebook as it was read.
        replacements: In views of its segments, in any order; the same one may come twice.

    Raises:
        EditError: Two replacements overlap, a text cannot be written in its place (such as inside
            gzip), the notebook is broken, or the new bytes would show something else.
    """
    if not replacements:
        return notebook.source.data
    by_segment = _segment_edits(notebook, replacements)
    data = apply(notebook.source.data, _file_edits(notebook, by_segment))
    _verify(notebook, by_segment, data)
    return data


def edits(notebook: Notebook, replacements: Sequence[Replacement]) -> list[Edit]:
    """Return replacements as edits of the file's bytes, in ascending order.

    Args:
        notebook: The notebook as it was read.
        replacements: In views of its segments, in any order.

    Raises:
        EditError: As for `rewrite`, except that the result is not read again.
    """
    return _file_edits(notebook, _segment_edits(notebook, replacements))


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return bytes with every edit made.

    Args:
        data: The bytes of a file.
        edits: In any order.

    Raises:
        EditError: Two edits overlap.
    """
    parts, position = [], 0
    for edit in sorted(edits):
        if edit.span.start < position:
            raise EditError(f"two edits overlap at byte {edit.span.start}: nothing was changed")
        parts += [data[position : edit.span.start], edit.replacement]
        position = edit.span.end
    return b"".join([*parts, data[position:]])


def _segment_edits(notebook: Notebook, replacements: Sequence[Replacement]) -> _EditsBySegment:
    """Take replacements back from view to parent, the deepest first, down to the segments' own texts."""
    if notebook.problem is not None:
        raise EditError(f"{notebook.problem}: a notebook that cannot be read is not rewritten")
    by_depth: defaultdict[int, dict[View, set[TextEdit]]] = defaultdict(dict)
    for view, start, end, text in replacements:
        of_depth = by_depth[len(view.decoders)]
        of_depth.setdefault(view, set()).add(TextEdit(start, end, text))
    by_segment: _EditsBySegment = {}
    for depth in range(max(by_depth, default=-1), -1, -1):  # a parent is one decoder less deep
        for view, found in by_depth[depth].items():
            edits = _ordered(found)
            if view.parent is not None:
                parents = by_depth[depth - 1]
                parents.setdefault(view.parent, set()).update(view.parent_edits(edits))
            else:
                own = by_segment.setdefault(id(view.segment), _SegmentEdits(view.segment, []))
                own.edits.extend(edits)
    return {key: own._replace(edits=_ordered(own.edits)) for key, own in by_segment.items()}


def _ordered(edits: Iterable[TextEdit]) -> list[TextEdit]:
    """Different edits in ascending order; EditError where two share a character."""
    ordered = sorted(set(edits))
    for one, other in itertools.pairwise(ordered):
        if other.start < one.end:
            raise EditError(
                f"two replacements overlap at character {other.start}: nothing was changed"
            )
    return ordered


def _file_edits(notebook: Notebook, by_segment: _EditsBySegment) -> list[Edit]:
    source = notebook.source
    found = []
    for segment, edits in by_segment.values():
        if segment.picture:
            raise EditError(
                "the text is in the metadata of a picture: clear the output, or make the picture again"
            )
        for edit in edits:
            spans = notebook.byte_spans(segment, [Span(edit.start, edit.end)])
            for start, end, text in edits_at(spans, _written(notebook, segment, edit.text)):
                found.append(Edit(Span(start, end), source.encode(text)))
    return sorted(found)


def _written(notebook: Notebook, segment: Segment, text: str) -> str:
    """A text as the inside of a JSON literal, in ASCII if the file is; as it is in plain text."""
    if segment.route is None:
        return text
    return dumps(text, ensure_ascii=notebook.source.text.isascii())[1:-1]


def _verify(notebook: Notebook, by_segment: _EditsBySegment, data: bytes) -> None:
    """Raise EditError unless the new bytes show exactly the intended texts."""
    new = read_notebook(data) if notebook.is_parsed else read_text(data, notebook.path)
    shown = [segment.text for segment in new.segments]
    intended = [_edited(segment.text, by_segment.get(id(segment))) for segment in notebook.segments]
    for number, (segment, text) in enumerate(zip(notebook.segments, intended, strict=True)):
        is_shown = shown[number : number + 1] == [text]
        if not is_shown and id(segment) in by_segment and segment.separator is None:
            shown.insert(number, text)  # it became so short that its object is not read any more
        elif not is_shown:
            break
    if new.problem or shown != intended:
        raise EditError(
            "the rewritten notebook would show something else than was meant: nothing was changed"
        )


def _edited(text: str, own: _SegmentEdits | None) -> str:
    for edit in reversed(own.edits if own else []):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text
