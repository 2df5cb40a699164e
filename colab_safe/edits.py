"""Replacements in views, written back into the file's bytes: each escaped as its surroundings need, nothing else touched."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from html import escape
from json import dumps

from colab_safe.errors import EditError
from colab_safe.model import Edit, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook, read_text
from colab_safe.notebook.segments import Segment
from colab_safe.typed import NamedTuple
from colab_safe.views.base64 import GAP, Rewriting, base64_rewritten
from colab_safe.views.decoders import BASE64
from colab_safe.views.views import View


class Replacement(NamedTuple):
    """Characters `start`–`end` of a view are to read `text`."""

    view: View
    start: int
    end: int
    text: str


class Change(NamedTuple):
    """Characters `start`–`end` of some text become `text`."""

    start: int
    end: int
    text: str


# What a URL may hold as it is: https://www.rfc-editor.org/rfc/rfc3986#section-2.3, and what stands in a marker.
_UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/:@[]"


def _escaped(text: str) -> str:
    return dumps(text)[1:-1].replace("'", "\\'")


def _percent(text: str) -> str:
    return "".join(
        c if c in _UNRESERVED else "".join(f"%{byte:02X}" for byte in c.encode()) for c in text
    )


# How a text is written inside each kind of view's parent; what is missing here is written as it is.
_WRITERS: dict[str, Callable[[str], str]] = {
    "html": escape,
    "entities": escape,
    "escapes": _escaped,
    "percent": _percent,
    "strings": lambda text: dumps(text)[1:-1],
    "hexadecimal": lambda text: text.encode().hex(),
    "quoted-printable": lambda text: text.replace("=", "=3D"),
}


def rewrite(notebook: Notebook, replacements: Sequence[Replacement]) -> bytes:
    """The file's bytes with the replacements, read again to make sure that they, and nothing else, have changed.

    Raises EditError where replacements overlap, where a text cannot be written (inside gzip), and for a broken notebook.
    """
    if not replacements:
        return notebook.source.data
    changes = _segment_changes(notebook, replacements)
    data = apply(notebook.source.data, _file_edits(notebook, changes))
    _verify(notebook, changes, data)
    return data


def edits(notebook: Notebook, replacements: Sequence[Replacement]) -> list[Edit]:
    """The same as edits of the file, in ascending order."""
    return _file_edits(notebook, _segment_changes(notebook, replacements))


def apply(data: bytes, edits: Iterable[Edit]) -> bytes:
    """The bytes with every edit made. Raises EditError where two overlap."""
    parts, position = [], 0
    for edit in sorted(edits):
        if edit.span.start < position:
            raise EditError(f"two edits overlap at byte {edit.span.start}: nothing was changed")
        parts += [data[position : edit.span.start], edit.replacement]
        position = edit.span.end
    return b"".join([*parts, data[position:]])


Changes = dict[int, tuple[Segment, list[Change]]]


def _segment_changes(notebook: Notebook, replacements: Sequence[Replacement]) -> Changes:
    """All replacements as changes of segments' own texts, by the segment's id; views are undone from the deepest up."""
    if notebook.problem is not None:
        raise EditError(f"{notebook.problem}: a notebook that cannot be read is not rewritten")
    pending: dict[View, set[Change]] = {}
    for replacement in replacements:
        pending.setdefault(replacement.view, set()).add(
            Change(replacement.start, replacement.end, replacement.text)
        )
    changes: Changes = {}
    while pending:
        view = max(pending, key=lambda view: len(view.names))
        own = _apart(pending.pop(view))
        if view.parent is None:
            changes.setdefault(id(view.segment), (view.segment, []))[1].extend(own)
        else:
            pending.setdefault(view.parent, set()).update(_parent_changes(view, view.parent, own))
    return {key: (segment, _apart(all_changes)) for key, (segment, all_changes) in changes.items()}


def _apart(changes: Iterable[Change]) -> list[Change]:
    """In ascending order. Raises EditError where two different ones share a character."""
    ordered = sorted(set(changes))
    for one, other in itertools.pairwise(ordered):
        if other.start < one.end:
            raise EditError(
                f"two replacements overlap at character {other.start}: nothing was changed"
            )
    return ordered


def _parent_changes(view: View, parent: View, changes: list[Change]) -> list[Change]:
    if view.names[-1] == BASE64.name:
        try:
            return [
                Change(*new)
                for new in base64_rewritten(
                    parent.text, [_rewriting(view, change) for change in changes]
                )
            ]
        except ValueError as error:
            raise EditError(f"cannot be written there: {error}") from None
    write = _WRITERS.get(view.names[-1], str)
    result: list[Change] = []
    for change in changes:
        spans = view.parent_spans(change.start, change.end)
        result += _spread(spans, write(change.text))
    return result


def _rewriting(view: View, change: Change) -> Rewriting:
    gap = view.text.find(GAP, change.end)
    run = view.parent_spans(change.start, gap)
    return Rewriting(run[-1].end, run[0].start, view.text[change.start : change.end], change.text)


def _spread(spans: Sequence[Span], text: str) -> list[Change]:
    """The whole text at the first span; the others, behind a colour code or a line end, become empty."""
    return [
        Change(span.start, span.end, "" if number else text) for number, span in enumerate(spans)
    ]


def _file_edits(notebook: Notebook, changes: Changes) -> list[Edit]:
    source = notebook.source
    found = []
    for segment, own in changes.values():
        if segment.picture:
            raise EditError(
                "it stands in the metadata of a picture: clear the output, or make the picture again"
            )
        for change in own:
            text = (
                change.text if segment.route is None else _json(change.text, source.text.isascii())
            )
            spans = notebook.byte_spans(segment, [Span(change.start, change.end)])
            for written in _spread(spans, text):
                found.append(Edit(Span(written.start, written.end), source.encode(written.text)))
    return sorted(found)


def _json(text: str, ascii_only: bool) -> str:
    """As the inside of a JSON literal; in a file of ASCII it stays that."""
    return dumps(text, ensure_ascii=ascii_only)[1:-1]


def _verify(notebook: Notebook, changes: Changes, data: bytes) -> None:
    """Raises EditError unless the new bytes show exactly the intended texts."""
    new = read_notebook(data) if notebook.is_parsed else read_text(data)
    shown = [segment.text for segment in new.segments]
    for number, segment in enumerate(notebook.segments):
        intended = _changed(segment.text, changes.get(id(segment)))
        if (
            shown[number : number + 1] != [intended]
            and id(segment) in changes
            and segment.separator is None
        ):
            shown.insert(
                number, intended
            )  # a member so short now that its object holds nothing worth reading
        if shown[number : number + 1] != [intended]:
            break
    if new.problem or shown != [
        _changed(segment.text, changes.get(id(segment))) for segment in notebook.segments
    ]:
        raise EditError(
            "the rewritten notebook would show something else than was meant: nothing was changed"
        )


def _changed(text: str, own: tuple[Segment, list[Change]] | None) -> str:
    for change in reversed(own[1] if own else []):
        text = text[: change.start] + change.text + text[change.end :]
    return text
