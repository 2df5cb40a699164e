"""Redactions that a report can offer: which bytes the marker alone takes the place of, as `redact` would write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.blots import marker
from colab_safe.edits import apply, rewrite
from colab_safe.errors import ColabSafeError, for_one_file
from colab_safe.model import Edit, Finding, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.redact import Found, edits_together, is_redactable, replacement
from colab_safe.typed import NamedTuple


class _Plain(NamedTuple):
    """A secret, and the bytes that are replaced."""

    number: int
    found: Found
    spans: tuple[Span, ...]


def with_offers(notebook: Notebook, found: Sequence[Found]) -> list[Finding]:
    """Return findings; those that `redact` would redact at once have the bytes to replace by their markers.

    Nothing is offered for what is written in another way than as the marker, such as in base64: beside it, there may be a
    part of another secret. What is offered can be redacted each alone or all together.

    Args:
        notebook: The notebook.
        found: Its secrets that nobody accepts.
    """
    try:
        spans = for_one_file(lambda: _spans(notebook, found))
    except ColabSafeError:  # the findings are reported in any case
        spans = {}
    return [
        finding._replace(redactable=spans.get(number, ()))
        for number, (_, finding) in enumerate(found)
    ]


def _spans(notebook: Notebook, found: Sequence[Found]) -> dict[int, tuple[Span, ...]]:
    """By the numbers of secrets: the bytes that become the marker.

    Raises:
        EditError: The rewritten notebook would show something else than intended.
    """
    plain = _apart(
        [
            _Plain(number, pair, _marker_alone(notebook, pair))
            for number, pair in enumerate(found)
            if pair[1].blocks and is_redactable(notebook, *pair, False)
        ]
    )
    edits = [edit for each in plain for edit in marking(each.found[1], each.spans)]
    rewritten = rewrite(notebook, [replacement(each.found[0]) for each in plain])
    if apply(notebook.source.data, edits) != rewritten:
        return {}
    return {each.number: each.spans for each in plain}


def marking(finding: Finding, spans: Sequence[Span]) -> Iterator[Edit]:
    """Yield the edits that put a marker in place of a secret: the first span becomes the marker, the others become empty.

    Args:
        finding: The secret.
        spans: Its bytes, ascending, as in `redactable`.
    """
    for number, span in enumerate(spans):
        yield Edit(span, b"" if number else marker(finding.rule).encode())


def _marker_alone(notebook: Notebook, found: Found) -> tuple[Span, ...]:
    """The bytes that become the marker and nothing else; none if something else is written."""
    edits = edits_together(notebook, [found]) or []
    spans = tuple(edit.span for edit in edits)
    return spans if edits == [*marking(found[1], spans)] else ()


def _apart(plain: Sequence[_Plain]) -> list[_Plain]:
    """Those that have bytes, which no other one has."""
    spans = sorted((span, each.number) for each in plain for span in each.spans)
    mixed: set[int] = set()
    end = last = -1
    for span, number in spans:
        if span.start < end:
            mixed |= {number, last}
        if span.end > end:
            end, last = span.end, number
    return [each for each in plain if each.spans and each.number not in mixed]
