"""The values that the line of a scan hands on: places, locations, findings, reports, edits.

They are immutable and know nothing of files, notebooks or rules. No I/O, no regular expression.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator

from colab_safe.typed import Any, NamedTuple, NoReturn

# How certain it is that something is a secret, ascending: a finding blocks from MEDIUM on.
LOW = "low"  # worth a look
MEDIUM = "medium"  # named by its context
HIGH = "high"  # recognisable alone, or its checksum fits
CONFIDENCES = (LOW, MEDIUM, HIGH)


def is_at_least(confidence: str, least: str) -> bool:
    """Return whether a confidence is as high as another one, or higher.

    Args:
        confidence: One of CONFIDENCES.
        least: One of CONFIDENCES.
    """
    return CONFIDENCES.index(confidence) >= CONFIDENCES.index(least)


class Span(NamedTuple):
    """A half-open range: bytes of a file, or characters of a text where the name says so."""

    start: int
    end: int


class Hidden:
    """A value that only `reveal()` shows: repr, str, format, vars and pickle do not.

    It lives in a closure, so tools that print `vars()` or the slots of an object (rich, `%xmode Verbose`,
    error trackers) find nothing to print.
    """

    __slots__ = ("reveal",)
    reveal: Callable[[], Any]

    def __init__(self, value: object) -> None:
        object.__setattr__(self, "reveal", lambda: value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} value cannot be changed")

    def __repr__(self) -> str:
        return f"{type(self).__name__}(****)"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} value is never pickled or copied")


class Secret(Hidden):
    """A credential; two are equal if their values are."""

    __slots__ = ()
    reveal: Callable[[], str]

    def __init__(self, value: str) -> None:
        super().__init__(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(self.reveal())


class Place(NamedTuple):
    """Where in a notebook a segment is, as a reader would say it.

    The methods return new places, four times as fast as `_replace`: a notebook needs one for each
    of its texts.
    """

    part: str  # "source", "output", "metadata" or "attachment"
    cell: int | None = None  # from 1, over all worksheets; None outside cells
    cell_id: str | None = None
    cell_type: str | None = None
    output: int | None = None  # from 1, within the cell; None outside outputs
    mime: str | None = None

    def as_part(self, part: str) -> Place:
        """Return the same place as another part of its cell.

        Args:
            part: "source", "output", "metadata" or "attachment".
        """
        return tuple.__new__(Place, (part, *self[1:]))

    def in_output(self, number: int, mime: str | None = None) -> Place:
        """Return the place of one of the cell's outputs.

        Args:
            number: Which output of the cell, from 1.
            mime: The type of the text there; None for the output as a whole.
        """
        fields = ("output", self.cell, self.cell_id, self.cell_type, number, mime)
        return tuple.__new__(Place, fields)

    def with_mime(self, mime: str | None) -> Place:
        """Return the same place with a MIME type.

        Args:
            mime: The type of the text there; None for text without one.
        """
        return tuple.__new__(Place, (*self[:5], mime))


class Location(NamedTuple):
    """Where a finding is. Lines and columns count from 1."""

    path: str  # POSIX style, as the file was named
    place: Place
    line: int  # within the cell's source, the output or the other part that `place` names
    column: int  # in characters of that line
    file_line: int  # the line of the file that the first byte is in
    spans: tuple[Span, ...]  # bytes of the file as stored, ascending; several if it is split
    views: tuple[str, ...]  # how the text was decoded, outermost first
    commit: str | None = None  # the id of the commit, in a scan of the history


class History(NamedTuple):
    """When a secret came into a notebook, and how far it went. Commits are given by their ids."""

    first: str  # the first commit with the secret
    first_date: str  # ISO 8601, as the commit's author set it
    last: str  # the last commit that wrote it, or the one before it was removed
    last_date: str
    still_in: tuple[str, ...] = ()  # refs whose newest commit has it
    on_remote: bool | None = None  # whether a branch of a remote has it; None without any remote


class OnDrive(NamedTuple):
    """Where Colab shows a finding in a notebook on Google Drive, and who can open that."""

    link: str  # to the cell, or to the notebook
    shared: bool  # whether anybody but the user can open it
    public: bool = False  # whether everybody can who has the link
    shared_with: tuple[str, ...] = ()  # who, as far as Drive says, the most open first
    revision: str | None = (
        None  # the id of the newest older revision that has it; None: the notebook itself has it
    )
    revision_date: str | None = None  # when that revision was written, ISO 8601


class Surroundings(NamedTuple):
    """The lines around a finding, as a reader of the notebook sees them, with every secret blotted out."""

    lines: tuple[
        str, ...
    ]  # without line ends; long ones are cut, with "…" where something is left out
    first: int  # the number of the first of them in the source, the output or another part, from 1
    marked: Span  # which of `lines` the finding is on, from 0
    execution_count: int | None = None  # of a code cell that was run
    is_cut_before: bool = False  # whether there are lines above these
    is_cut_after: bool = False  # whether there are lines below


PATHS, CODE = "paths", "code"  # what finds Drive paths, and code that shows credentials
_NO_VALUES = (PATHS, CODE)


class Finding(NamedTuple):
    """A credential at a location. Only `secret.reveal()` shows it."""

    rule: str  # the rule's id
    engine: str  # the engine's name
    description: str  # what kind of credential it is
    revoke: str  # where to revoke it: an address, or a sentence
    location: Location
    excerpt: str  # the line that it is on, with every secret blotted out
    secret: Secret
    history: History | None = None  # in a scan of the history
    live: bool | None = None  # whether its service still accepts it; None if nobody asked
    is_random: bool = False  # whether no dictionary contains the secret: see detect/randomness.py
    nth: int = 1  # of the findings in the file that look the same
    confidence: str = MEDIUM  # one of CONFIDENCES
    meant_comment: str = ""  # what a mistyped comment on its line should say to accept it
    surroundings: Surroundings | None = None  # for reports that show cells
    drive: OnDrive | None = None  # in a scan of Google Drive
    # Bytes of the file, ascending, that its marker can take the place of; for reports that offer this.
    redactable: tuple[Span, ...] = ()
    # The fingerprint as another machine told it, where the secret stayed; empty where `secret` is the secret.
    told_fingerprint: str = ""

    @property
    def blocks(self) -> bool:
        """Whether a commit, a push or a CI job fails because of it."""
        return self.confidence != LOW

    @property
    def is_value(self) -> bool:
        """Whether what was found is a secret itself; a Drive path, or code that shows one, is not."""
        return self.engine not in _NO_VALUES

    @property
    def fingerprint(self) -> str:
        """What identifies the finding across runs, so cells may move.

        Of a random token, a hash of rule and secret. Of anything weaker, a hash of what reports show anyway: no
        dictionary helps to guess the secret from it (docs/decisions/012-fingerprints-without-dictionaries.md).
        """
        if self.told_fingerprint:
            return self.told_fingerprint
        return self.secret_hash if self.is_random else _hash("shown", *self.looks, str(self.nth))

    @property
    def looks(self) -> tuple[str, str, str, str]:
        """What reports show of the finding, without its place: cells move."""
        place = self.location.place
        return self.rule, place.part, place.cell_type or "", self.excerpt

    @property
    def secret_hash(self) -> str:
        """A hash of rule and secret, never to be shown or written: a dictionary finds a weak secret from it."""
        return _hash(self.rule, self.secret.reveal())

    @property
    def hashed_secret(self) -> str:
        """The SHA-1 in detect-secrets' baselines.

        https://github.com/Yelp/detect-secrets/blob/master/detect_secrets/core/potential_secret.py
        """
        from hashlib import sha1

        text = self.secret.reveal().encode("utf-8", "surrogatepass")
        return sha1(text, usedforsecurity=False).hexdigest()


def _hash(*texts: str) -> str:
    from hashlib import sha256

    return sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def numbered(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield findings with their numbers among those that look the same.

    Args:
        findings: All of one file, in its order, accepted ones too: otherwise the numbers of the others change when
            one is accepted.
    """
    counts: dict[tuple[str, ...], int] = {}
    for finding in findings:
        number = counts[finding.looks] = counts.get(finding.looks, 0) + 1
        yield finding._replace(nth=number) if number > 1 else finding


class Coverage(NamedTuple):
    """How much was looked at."""

    files: int = 0
    cells: int = 0
    outputs: int = 0
    text_bytes: int = 0  # all that was read as text, decoded, in UTF-8
    skipped_bytes: int = 0  # pixels, sound and fonts, as stored
    not_text: int = (
        0  # files that are pictures, sound, fonts or films; only their plain text is searched
    )
    known_clean: int = 0  # files that an earlier run read wholly and found clean

    def plus(self, other: Coverage) -> Coverage:
        """Return the coverage of both.

        Args:
            other: The coverage of other files.
        """
        return Coverage.of((self, other))

    @staticmethod
    def of(parts: Collection[Coverage]) -> Coverage:
        """Return the coverage of all parts.

        Args:
            parts: The coverage of different files.
        """
        return Coverage(*map(sum, zip(*parts, strict=True))) if parts else Coverage()


class Problem(NamedTuple):
    """Why a file could not be read, or not as the notebook that it should be."""

    path: str  # POSIX style, as the file was named
    error: str
    rule: str = ""  # the id by which a project can accept it; empty where it cannot


# What accepts findings, problems and Drive paths: comments in notebooks, tags or metadata of cells, …
COMMENT, CELL, CONFIGURATION, BASELINE = "comment", "cell", "configuration", "baseline"
SECRETS_BASELINE = "detect-secrets baseline"


class AcceptedBy(NamedTuple):
    """What accepts findings, and how many of them."""

    by: str  # COMMENT, CELL, CONFIGURATION, BASELINE or SECRETS_BASELINE
    file: str = ""  # the settings, rules or baseline, as the user named it; empty for the first two
    reason: str = ""  # as that file gives it
    number: int = 1


class AcceptedFinding(NamedTuple):
    """A finding that somebody accepts, for reports that list these."""

    finding: Finding
    by: AcceptedBy
    reason: str = ""  # of the entry itself; empty where its author gave none
    expires: str = ""  # the last day on which it is accepted, such as 2026-12-31; empty: for ever


def counted(each: Iterable[AcceptedBy]) -> tuple[AcceptedBy, ...]:
    """Return what accepts findings in a fixed order, each setting once with the sum of its numbers.

    Args:
        each: The settings, also several times.
    """
    numbers: dict[tuple[str, str, str], int] = {}
    for by, file, reason, number in each:
        numbers[by, file, reason] = numbers.get((by, file, reason), 0) + number
    return tuple([AcceptedBy(*setting, number) for setting, number in sorted(numbers.items())])


class Report(NamedTuple):
    """What a scan found, what it could not do, and what it covered."""

    findings: tuple[Finding, ...] = ()  # without the accepted ones
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = Coverage()
    # Of accepted findings, and of those that were left out: no report shows them either.
    accepted_secrets: tuple[Secret, ...] = ()
    accepted_by: tuple[AcceptedBy, ...] = ()  # what accepts findings, problems and Drive paths
    switched_off: tuple[str, ...] = ()  # what settings keep from being found, one sentence each
    left_out: int = 0  # findings of a lower confidence than the user wants to see
    known_values: int | None = (
        None  # the user's own credentials that were looked for; None if nobody asked
    )
    accepted_findings: tuple[AcceptedFinding, ...] = ()  # for reports that list them

    @property
    def accepted(self) -> int:
        """How many findings, problems and Drive paths somebody accepts."""
        return sum([each.number for each in self.accepted_by])

    @property
    def blocking(self) -> tuple[Finding, ...]:
        """The findings that block."""
        return tuple([finding for finding in self.findings if finding.blocks])

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found, accepted or left out, and everything was read."""
        return not (self.findings or self.problems or self.accepted_by or self.left_out)

    def at_least(self, least: str) -> Report:
        """Return the report without findings of a lower confidence; they are counted in `left_out`.

        Args:
            least: One of CONFIDENCES.
        """
        kept = tuple([each for each in self.findings if is_at_least(each.confidence, least)])
        gone = [each for each in self.findings if not is_at_least(each.confidence, least)]
        secrets = {each.secret for each in gone if each.is_value} - {*self.accepted_secrets}
        return self._replace(
            findings=kept,
            accepted_secrets=(*self.accepted_secrets, *secrets),
            left_out=self.left_out + len(gone),
        )

    def plus(self, other: Report) -> Report:
        """Return both reports as one.

        Args:
            other: The report whose findings come after these.
        """
        return total((self, other))


def total(reports: Iterable[Report]) -> Report:
    """Return all reports as one.

    Args:
        reports: Reports of different files, in the order of the result.
    """
    findings: list[Finding] = []
    problems: list[Problem] = []
    secrets: list[Secret] = []
    by: list[AcceptedBy] = []
    listed: dict[AcceptedFinding, None] = {}
    off: dict[str, None] = {}
    coverage, left_out, known_values = Coverage(), 0, None
    for report in reports:
        if report.known_values is not None:  # parts of a run have the same
            known_values = max(report.known_values, known_values or 0)
        left_out += report.left_out
        secrets += report.accepted_secrets
        by += report.accepted_by
        listed |= dict.fromkeys(report.accepted_findings)
        off |= dict.fromkeys(report.switched_off)
        findings += report.findings
        problems += report.problems
        coverage = coverage.plus(report.coverage)
    each_once = tuple(dict.fromkeys(problems))  # a slow pattern is one for each file
    return Report(
        tuple(findings),
        each_once,
        coverage,
        tuple(secrets),
        counted(by),
        tuple(off),
        left_out,
        known_values,
        tuple(listed),
    )


class Edit(NamedTuple):
    """A replacement of bytes of a file."""

    span: Span
    replacement: bytes
