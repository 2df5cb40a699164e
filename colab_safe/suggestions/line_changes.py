"""The lines of a file that secrets are on, and what these lines can become: a suggestion replaces whole lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from colab_safe.blots import Blotter, union
from colab_safe.edits import apply
from colab_safe.git.shown_lines import Lines
from colab_safe.model import Edit, Finding, Span
from colab_safe.suggestions.drafts import Draft
from colab_safe.typed import NamedTuple
from colab_safe.visible import written_out

MOST_LINES = 20  # of a suggestion: more than that nobody reads
_OTHER_SECRET = "another secret on these lines stays, and no comment shows it"
_NOT_AS_TEXT = "these lines have characters that a suggestion does not keep, such as CRLF line ends"
_NO_END = "the file ends without a line end, which a suggestion would add"
_TOO_MANY = f"it is on more than {MOST_LINES} lines"


class LineChange(NamedTuple):
    """Lines with secrets on them."""

    lines: Lines
    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...] = ()
    text: str | None = None  # what the lines become; None: nothing is suggested
    why: str = ""  # why nothing is
    notes: tuple[str, ...] = ()  # what whoever takes the suggestion has to do as well


class FileLines:
    """Where the lines of a file begin; only a line feed ends one, as for git."""

    def __init__(self, data: bytes) -> None:
        """Look for the ends of lines.

        Args:
            data: The bytes of the file.
        """
        self.data = data
        self._starts = [0, *_after_line_feeds(data), len(data)]

    @property
    def number(self) -> int:
        """How many lines there are; the last one may have no end."""
        return len(self._starts) - 1 - self.data.endswith(b"\n")

    def of(self, spans: Iterable[Span]) -> Lines:
        """Return the lines from the first to the last byte of some spans.

        Args:
            spans: Bytes of the file, at least one span.
        """
        listed = list(spans)
        first, end = min(span.start for span in listed), max(span.end for span in listed)
        return Lines(self._line(first), self._line(max(first, end - 1)))

    def bytes_of(self, lines: Lines) -> Span:
        """Return the bytes of some lines, with their ends.

        Args:
            lines: Lines of the file.
        """
        return Span(self._starts[lines.first - 1], self._starts[lines.last])

    def _line(self, byte: int) -> int:
        return bisect_right(self._starts, byte, hi=len(self._starts) - 1)


def line_changes(
    file: FileLines, drafts: Iterable[Draft], secrets: Sequence[Span], blotter: Blotter
) -> list[LineChange]:
    """Return the lines that secrets are on; no line is in two of them.

    Args:
        file: The file.
        drafts: What replaces its secrets.
        secrets: The bytes of all its secrets, also of those that nobody replaces, ascending and disjoint.
        blotter: Knows all of them.
    """
    changes = []
    for lines, together in _by_lines(file, drafts):
        findings = tuple(finding for draft in together for finding in draft.findings)
        edits = tuple(sorted({edit for draft in together for edit in draft.edits}))
        why = next((draft.why for draft in together if draft.why), "")
        why = why or _why_not(file, lines, edits, secrets)
        text = "" if why else _changed(file, lines, edits)
        if text and (blotter.spans(text) or not _is_kept(text)):
            why = _OTHER_SECRET if blotter.spans(text) else _NOT_AS_TEXT
        notes = tuple(dict.fromkeys(draft.note for draft in together if draft.note))
        change = LineChange(lines, findings, edits, text, notes=notes)
        changes.append(change._replace(edits=(), text=None, why=why) if why else change)
    return changes


def without_suggestions(
    file: FileLines, changes: Iterable[LineChange], secrets: Sequence[Span]
) -> Iterator[LineChange]:
    """Yield changes of a file; those whose lines still have a secret in them suggest nothing any more.

    A match that overlaps a stronger one is found only once that one is gone.

    Args:
        file: The file.
        changes: In ascending order.
        secrets: The bytes of the secrets of the file in which all of the changes are made, ascending and disjoint.
    """
    grown = 0
    for change in changes:
        start, end = file.bytes_of(change.lines)
        start += grown
        grown += sum(len(new) - (span.end - span.start) for span, new in change.edits)
        if any(_overlapping(secrets, Span(start, end + grown))):
            yield change._replace(edits=(), text=None, why=change.why or _OTHER_SECRET)
        else:
            yield change


def _by_lines(file: FileLines, drafts: Iterable[Draft]) -> Iterator[tuple[Lines, list[Draft]]]:
    """Drafts that share a line are one."""
    placed = sorted((file.of(_spans(draft)), number, draft) for number, draft in enumerate(drafts))
    lines, together = Lines(0, 0), list[Draft]()
    for own, _, draft in placed:
        if together and own.first <= lines.last:
            lines = Lines(lines.first, max(lines.last, own.last))
            together.append(draft)
            continue
        if together:
            yield lines, together
        lines, together = own, [draft]
    if together:
        yield lines, together


def _spans(draft: Draft) -> list[Span]:
    own = [span for finding in draft.findings for span in finding.location.spans]
    return [*own, *(edit.span for edit in draft.edits)]


def _why_not(file: FileLines, lines: Lines, edits: Iterable[Edit], secrets: Sequence[Span]) -> str:
    if lines.last - lines.first >= MOST_LINES:
        return _TOO_MANY
    here = file.bytes_of(lines)
    if not file.data[here.start : here.end].endswith(b"\n"):
        return _NO_END
    replaced = union(edit.span for edit in edits)
    is_replaced = all(
        any(each.start <= secret.start and secret.end <= each.end for each in replaced)
        for secret in _overlapping(secrets, here)
    )
    return "" if is_replaced else _OTHER_SECRET


def _overlapping(spans: Sequence[Span], here: Span) -> Iterator[Span]:
    """Those of some spans, ascending and disjoint, that have a byte in common with another one."""
    number = bisect_right(spans, here.start, key=lambda span: span.end)
    while number < len(spans) and spans[number].start < here.end:
        yield spans[number]
        number += 1


def _changed(file: FileLines, lines: Lines, edits: Sequence[Edit]) -> str:
    """The lines with the edits made; what is not UTF-8 becomes a character that no suggestion keeps."""
    start, end = file.bytes_of(lines)
    here = [Edit(Span(span.start - start, span.end - start), new) for span, new in edits]
    return apply(file.data[start:end], here).decode("utf-8", "surrogateescape")


def _is_kept(text: str) -> bool:
    """Whether no character acts on a terminal, an editor or the end of a line, which GitHub may write in another way."""
    return all(written_out(line) == line for line in text.removesuffix("\n").split("\n"))


def _after_line_feeds(data: bytes) -> Iterator[int]:
    position = data.find(b"\n") + 1
    while position:
        yield position
        position = data.find(b"\n", position) + 1
