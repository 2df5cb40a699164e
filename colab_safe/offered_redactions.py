"""Redactions that a report can offer: which bytes the marker alone takes the place of, as `redact` would write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.blots import marker
from colab_safe.detect.engine import Engine
from colab_safe.edits import apply, rewrite
from colab_safe.matches import with_expiry
from colab_safe.model import Edit, Finding, Span
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.redact import Found, edits_together, is_redactable, replacement
from colab_safe.scan import Acceptance, find_matches, unaccepted_findings
from colab_safe.session import Session
from colab_safe.typed import NamedTuple


class _Plain(NamedTuple):
    """A secret, and the bytes that are replaced."""

    found: Found
    spans: tuple[Span, ...]


def offered(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    accepts: Acceptance = lambda *_: None,
    now: float | None = None,
) -> list[Finding]:
    """Return the findings that `redact` would redact at once, each with the bytes to replace by its marker.

    Left out is what is written in another way than as the marker, such as in base64: beside it, there may be a part
    of another secret. Those that are returned can be redacted each alone or all together.

    Args:
        data: The bytes of an `.ipynb` file.
        path: The file's name in the findings.
        engines: What to search with.
        accepts: Accepts findings by the project's configuration and baselines.
        now: Seconds since 1970, in UTC: what has expired by then is low. None if nothing has.

    Raises:
        EditError: The rewritten notebook would show something else than intended.
    """
    session = Session()
    notebook = read(data, path, session)
    matches = with_expiry(find_matches(notebook, engines, session), now)
    found = unaccepted_findings(notebook, path, matches, accepts)
    pairs = [pair for pair in found if pair[1].blocks and is_redactable(notebook, *pair, False)]
    plain = _apart([_Plain(pair, _marker_alone(notebook, pair)) for pair in pairs])
    edits = [edit for (_, finding), spans in plain for edit in _marked(finding, spans)]
    if apply(data, edits) != rewrite(notebook, [replacement(match) for (match, _), _ in plain]):
        return []
    return [finding._replace(redactable=spans) for (_, finding), spans in plain]


def _marked(finding: Finding, spans: Sequence[Span]) -> Iterator[Edit]:
    """The first of the spans becomes the marker, the others become empty."""
    for number, span in enumerate(spans):
        yield Edit(span, b"" if number else marker(finding.rule).encode())


def _marker_alone(notebook: Notebook, found: Found) -> tuple[Span, ...]:
    """The bytes that become the marker and nothing else; none if something else is written."""
    edits = edits_together(notebook, [found]) or []
    spans = tuple(edit.span for edit in edits)
    return spans if edits == [*_marked(found[1], spans)] else ()


def _apart(plain: Sequence[_Plain]) -> list[_Plain]:
    """Those that have bytes, which no other one has."""
    spans = sorted((span, number) for number, each in enumerate(plain) for span in each.spans)
    mixed: set[int] = set()
    end = last = -1
    for span, number in spans:
        if span.start < end:
            mixed |= {number, last}
        if span.end > end:
            end, last = span.end, number
    return [each for number, each in enumerate(plain) if each.spans and number not in mixed]
