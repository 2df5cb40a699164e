"""The values that travel down the line: places, segments' findings, edits. No I/O, no regular expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from colab_safe.typed import NamedTuple, NoReturn


class Span(NamedTuple):
    """A half-open range; of bytes in the file unless the name says otherwise."""

    start: int
    end: int


class Secret:
    """A credential that shows itself only to who calls `reveal()`: repr, str, format, vars and pickle do not.

    The value lives in a closure, so that tools which print `vars()` or the slots of an object
    (rich, `%xmode Verbose`, error trackers) find nothing to print.
    """

    __slots__ = ("reveal",)
    reveal: Callable[[], str]

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "reveal", lambda: value)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("a Secret cannot be changed")

    def __repr__(self) -> str:
        return "Secret(****)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash(self.reveal())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is never pickled or copied")


class Place(NamedTuple):
    """Where in a notebook a segment is, as a reader would say it.

    The methods make a new place for what is inside this one, in a quarter of the time that a call
    of `Place` takes: every output of a notebook needs some.
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
        _, cell, cell_id, cell_type, _, _ = self
        return tuple.__new__(Place, ("output", cell, cell_id, cell_type, number, mime))

    def with_mime(self, mime: str | None) -> Place:
        """Return the same place with a MIME type.

        Args:
            mime: The type of the text there; None for text without one.
        """
        return tuple.__new__(Place, (*self[:5], mime))


class Edit(NamedTuple):
    """These bytes of the file become those."""

    span: Span
    replacement: bytes


class Location(NamedTuple):
    """Where a finding stands; lines and columns count from 1, inside the cell part and in the file."""

    path: str  # POSIX style, as it was named
    place: Place
    line: int
    column: int
    file_line: int
    spans: tuple[Span, ...]  # bytes of the file as stored; several where the secret is split
    views: tuple[str, ...]  # how the text was decoded, outermost first
    commit: str | None = None


class History(NamedTuple):
    """When a secret came into a notebook, and how far it went; commits by their ids, dates as their authors set them."""

    first: str
    first_date: str  # ISO 8601
    last: str  # the last commit that wrote it, or the one before it was taken out
    last_date: str
    still_in: tuple[str, ...] = ()  # refs whose newest commit has it
    on_remote: bool | None = (
        None  # whether a commit with it is in a branch of a remote; None: no remote is known
    )


class Finding(NamedTuple):
    """A credential at a place; only `secret.reveal()` gives it away."""

    rule: str
    engine: str
    description: str
    revoke: str
    location: Location
    excerpt: str  # its line, every secret blotted out
    secret: Secret
    history: History | None = None
    live: bool | None = None  # whether its service takes it, where that was asked

    @property
    def fingerprint(self) -> str:
        """Stays the same when cells move: rule and secret only, no place."""
        from hashlib import sha256

        return sha256(
            f"{self.rule}\0{self.secret.reveal()}".encode("utf-8", "surrogatepass")
        ).hexdigest()[:32]

    @property
    def hashed_secret(self) -> str:
        """As in detect-secrets' baselines: https://github.com/Yelp/detect-secrets, core/potential_secret.py."""
        from hashlib import sha1

        return sha1(
            self.secret.reveal().encode("utf-8", "surrogatepass"), usedforsecurity=False
        ).hexdigest()


class Coverage(NamedTuple):
    """What was looked at."""

    files: int = 0
    cells: int = 0
    outputs: int = 0
    text_bytes: int = 0
    skipped_bytes: int = 0

    def plus(self, other: Coverage) -> Coverage:
        return Coverage(*map(sum, zip(self, other, strict=False)))


class Problem(NamedTuple):
    """Why a file could not be read, or not as the notebook it should be."""

    path: str
    error: str


class Report(NamedTuple):
    """What a scan found, what it could not do, and what it covered."""

    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Coverage = Coverage()
    accepted: int = (
        0  # secrets that a comment, a cell's tag, the configuration or the baseline accepts
    )

    def plus(self, other: Report) -> Report:
        return Report(
            self.findings + other.findings,
            self.problems + other.problems,
            self.coverage.plus(other.coverage),
            self.accepted + other.accepted,
        )


def total(reports: Iterable[Report]) -> Report:
    """All reports as one."""
    findings: list[Finding] = []
    problems: list[Problem] = []
    coverage, accepted = Coverage(), 0
    for report in reports:
        findings += report.findings
        problems += report.problems
        coverage, accepted = coverage.plus(report.coverage), accepted + report.accepted
    return Report(tuple(findings), tuple(problems), coverage, accepted)
