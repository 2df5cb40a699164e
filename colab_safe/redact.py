"""Findings in outputs, attachments and metadata → edits: each secret becomes `[REDACTED:rule-id]`.

Source is changed only in what nobody runs again, such as an HTML export.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.blots import marker
from colab_safe.detect.engine import Engine
from colab_safe.edits import Replacement, edits, rewrite
from colab_safe.errors import EditError
from colab_safe.findings import Acceptance, unaccepted_findings
from colab_safe.matches import LocatedMatch, overlaps, with_expiry
from colab_safe.model import MEDIUM, Edit, Finding, Place, is_at_least
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.origins import merged
from colab_safe.scan import find_matches, repeated
from colab_safe.session import Session
from colab_safe.typed import NamedTuple

# A match that overlaps a stronger one is not redacted with it; the next round finds what is left of it.
_ROUNDS = 5


Found = tuple[LocatedMatch, Finding]  # a secret, and what is reported of it


class Redaction(NamedTuple):
    """What became of a notebook."""

    data: bytes  # the new bytes; the same object if nothing was redacted
    redacted: tuple[Finding, ...]
    left: tuple[Finding, ...]  # in source, pictures, compressed text, or a broken notebook
    below: tuple[Finding, ...] = ()  # of a lower confidence than what is to be redacted
    problem: str | None = None  # why the file could not be read as a notebook
    unread: str | None = None  # what was not read of it, and by which limit


def redact(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    accepts: Acceptance = lambda *_: None,
    least: str = MEDIUM,
    now: float | None = None,
    source: bool = False,
    session: Session | None = None,
) -> Redaction:
    """Redact what nobody accepts, and scan the result again until nothing more can be redacted.

    Args:
        data: The bytes of an `.ipynb` file.
        path: The file's name in the findings.
        engines: What to search with.
        accepts: Accepts findings by the project's configuration and baselines.
        least: The confidence from which findings are redacted.
        now: Seconds since 1970, in UTC: what has expired by then is low. None if nothing has.
        source: Whether to redact source as well: the notebook may not run any more.
        session: What is remembered from notebook to notebook; None to start afresh.
    """
    session, earlier = session or Session(), _Earlier()
    for _ in range(_ROUNDS):
        notebook = read(data, path, session)
        matches = with_expiry(find_matches(notebook, engines, session), now)
        earlier.look_for(matches)
        found = list(unaccepted_findings(notebook, path, matches, accepts))
        certain = [pair for pair in found if is_at_least(pair[1].confidence, least)]
        redactable = [pair for pair in certain if is_redactable(notebook, *pair, source)]
        data, chosen = _rewritten(notebook, _together(notebook, redactable))
        if not chosen:
            break
        earlier.add(certain, redactable, chosen)
    left = earlier.left(notebook, tuple(finding for _, finding in certain))
    below = tuple(each for _, each in found if not is_at_least(each.confidence, least))
    return Redaction(data, earlier.redacted, left, below, notebook.problem, notebook.unread)


class _Earlier:
    """What earlier rounds found: redacted, or not."""

    def __init__(self) -> None:
        self.redacted: tuple[Finding, ...] = ()
        self._seen: list[Found] = []
        self._put_off: list[Found] = []
        self._lost: list[Found] = []

    def look_for(self, matches: Sequence[LocatedMatch]) -> None:
        """Note what was put off and is not found any more: others share its run of base64, and were encoded anew."""
        secrets = {match.secret for match in matches}
        self._lost += [pair for pair in self._put_off if pair[0].secret not in secrets]

    def add(self, certain: list[Found], redactable: list[Found], chosen: list[Found]) -> None:
        """Add a round: what was found, what of it can be redacted, and what was."""
        changed = {id(pair) for pair in chosen}
        self.redacted += tuple(finding for _, finding in chosen)
        self._seen += [pair for pair in certain if id(pair) not in changed]
        self._put_off = _beside([pair for pair in redactable if id(pair) not in changed], chosen)

    def left(self, notebook: Notebook, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Return what the last round found, and what is there although no round can tell any more."""
        seen = _only_seen_before(notebook, self._seen, (*self.redacted, *found))
        left = (*found, *seen)
        told = {_where(finding) for finding in left}
        return (*left, *(finding for _, finding in self._lost if _where(finding) not in told))


def _beside(pairs: Sequence[Found], others: Sequence[Found]) -> list[Found]:
    """Those of some secrets that share no byte of the file with others."""
    taken = merged([span for match, _ in others for span in match.in_file])
    return [pair for pair in pairs if not any(overlaps(taken, span) for span in pair[0].in_file)]


def _only_seen_before(
    notebook: Notebook, before: Sequence[Found], known: Sequence[Finding]
) -> Iterator[Finding]:
    """Findings of earlier rounds that are still there, though nothing tells that they are secrets now.

    A copy in the source may have been found by a name in the metadata, which is redacted.
    """
    told = {_where(finding) for finding in known}
    again = repeated(notebook, [match for match, _ in before])
    still = {(*_text(match.view.place), match.secret) for match in again}
    for match, finding in before:
        where = _where(finding)
        if (*_text(match.view.place), match.secret) in still and where not in told:
            told.add(where)
            yield finding


def _where(finding: Finding) -> tuple[object, ...]:
    """What stays the same from round to round, where nothing before it in the same text is redacted."""
    location = finding.location
    return *_text(location.place), location.line, location.column, finding.secret.reveal()


def _text(place: Place) -> tuple[object, ...]:
    """Which text of the notebook; ids and types may have a secret in them, which is redacted."""
    return place.part, place.cell, place.output


def is_redactable(notebook: Notebook, match: LocatedMatch, finding: Finding, source: bool) -> bool:
    """Return whether a secret can be replaced, and may be.

    Args:
        notebook: The notebook that it is in.
        match: The secret.
        finding: What is reported of it.
        source: Whether source may be changed as well.
    """
    if finding.location.place.part == "source" and not (source and finding.is_value):
        return False
    return bool(edits_together(notebook, [(match, finding)]))


def _together(notebook: Notebook, chosen: list[Found]) -> list[Found]:
    """Those that can be replaced in one step: not both of two that share a run of base64. The next round does the rest."""
    if len(chosen) < 2 or edits_together(notebook, chosen) is not None:
        return chosen
    half = len(chosen) // 2
    first = _together(notebook, chosen[:half])
    both = first + _together(notebook, chosen[half:])
    return both if edits_together(notebook, both) is not None else first


def _rewritten(notebook: Notebook, chosen: list[Found]) -> tuple[bytes, list[Found]]:
    """The file without those secrets that can be replaced so that all else is shown as before, and these.

    A few cannot: backspaces at the end of a string in the metadata take the quotation mark that follows into the secret.
    """
    if not chosen:
        return notebook.source.data, []
    try:
        return rewrite(notebook, [replacement(match) for match, _ in chosen]), chosen
    except EditError:
        half = len(chosen) // 2
    data, done = _rewritten(notebook, chosen[:half])
    return (data, done) if done or half == 0 else _rewritten(notebook, chosen[half:])


def edits_together(notebook: Notebook, chosen: list[Found]) -> list[Edit] | None:
    """Return the edits that replace secrets with their markers; None if they cannot be made at once.

    Args:
        notebook: The notebook that they are in.
        chosen: The secrets.
    """
    try:
        return edits(notebook, [replacement(match) for match, _ in chosen])
    except EditError:
        return None


def replacement(match: LocatedMatch) -> Replacement:
    """Return what redacts a secret in its view.

    Args:
        match: The secret.
    """
    return Replacement(match.view, match.match.start, match.match.end, marker(match.rule.id))
