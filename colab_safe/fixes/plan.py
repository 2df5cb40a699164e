"""Which secrets of a notebook can be read at run time instead, how, and why the others cannot."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from colab_safe.detect.engine import Engine
from colab_safe.edits import Replacement, rewrite
from colab_safe.errors import EditError
from colab_safe.fixes.cell_code import (
    NOT_PYTHON,
    CellCode,
    Found,
    cell_code,
    target_of,
    text_around,
)
from colab_safe.fixes.literals import Part, read_at_run_time
from colab_safe.fixes.names import Names
from colab_safe.fixes.readers import COLAB, ENVIRONMENT, Reader, import_edit, is_imported, is_taken
from colab_safe.fixes.same_value import check_same
from colab_safe.matches import LocatedMatch, with_expiry
from colab_safe.model import MEDIUM, Finding, Secret, Span, is_at_least
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.scan import Acceptance, find_matches, unaccepted_findings
from colab_safe.session import Session
from colab_safe.typed import Any, NamedTuple
from colab_safe.views.decoder import TextEdit
from colab_safe.views.views import View

_STILL_FOUND = "a scan would still find it: change it by hand"
_MOST_PROOFS = 64  # of the parts of a cell: each parses all of it
# Secrets that are looked at, each of which takes a walk through its cell.
_MOST_IN_TEXT, _MOST_IN_CELL = 20, 200
_COLAB = "google.colab"  # what is imported there
_ENVIRON = "os.environ"


class Fix(NamedTuple):
    """A secret that can be read at run time."""

    finding: Finding
    match: LocatedMatch
    name: str  # under which the value is known at run time
    reading: str  # the expression that reads it


class Left(NamedTuple):
    """A secret that stays where it is."""

    finding: Finding
    why: str


class Plan(NamedTuple):
    """What can be done about the secrets of a notebook."""

    notebook: Notebook
    reader: Reader
    fixes: tuple[Fix, ...] = ()
    left: tuple[Left, ...] = ()
    codes: Mapping[int, CellCode] = {}  # the cells, by the numbers of their segments
    imported_by: int | None = None  # the first segment that imports what the reader needs
    below: tuple[Finding, ...] = ()  # of a lower confidence than what is to be changed
    secrets: tuple[Secret, ...] = ()  # all of the notebook, also accepted ones: no diff shows them
    spans: Mapping[int, list[Span]] = {}  # their characters, by the numbers of their segments

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is changed, and what is not."""
        return (*(each.finding for each in self.fixes), *(each.finding for each in self.left))


class Fixed(NamedTuple):
    """A rewritten notebook."""

    data: bytes
    fixes: tuple[Fix, ...]
    left: tuple[Left, ...]  # what a scan of the rewritten notebook would still find


def plan(
    data: bytes,
    path: str,
    engines: Sequence[Engine],
    names: Names,
    accepts: Acceptance = lambda *_: None,
    least: str = MEDIUM,
    now: float | None = None,
) -> Plan:
    """Return what can be done about the secrets of a notebook that nobody accepts.

    Args:
        data: The bytes of the file.
        path: Its name in the findings.
        engines: What to search with.
        names: Gives the secrets their names.
        accepts: Accepts findings by the project's configuration and baselines.
        least: The confidence from which secrets are looked at.
        now: Seconds since 1970, in UTC: what has expired by then is low. None if nothing has.
    """
    session = Session()
    notebook = read(data, path, session)
    matches = with_expiry(find_matches(notebook, engines, session), now)
    found = list(unaccepted_findings(notebook, path, matches, accepts))
    certain = [pair for pair in found if is_at_least(pair[1].confidence, least)]
    below = tuple(each for _, each in found if not is_at_least(each.confidence, least))
    made = (
        _Planning(notebook, path, names).plan(certain) if certain else Plan(notebook, ENVIRONMENT)
    )
    secrets = tuple(Secret(match.secret) for match in matches)
    spans: dict[int, list[Span]] = {}
    for match in matches:
        spans.setdefault(match.view.number, []).append(_span(match))
    return made._replace(below=below, secrets=secrets, spans=spans)


class _Planning:
    """Looks at the secrets of a notebook one by one."""

    def __init__(self, notebook: Notebook, path: str, names: Names) -> None:
        self._notebook, self._names = notebook, names
        self._unfit = _why_not_python(notebook, path)
        sources = dict(_sources(notebook))
        codes = {number: code for number, each in sources.items() if (code := _readable(each))}
        self._codes, self._left = codes, list[Left]()
        self._numbers = Counter[int]()  # of secrets, by the numbers of the segments
        self._reader = COLAB if _is_of_colab(notebook, sources.values()) else ENVIRONMENT
        self._is_taken = is_taken(self._reader, (each.tree for each in codes.values()))
        importing = (
            number for number, code in codes.items() if is_imported(self._reader, code.tree.body)
        )
        self._imported_by = next(importing, None)

    def plan(self, found: Sequence[tuple[LocatedMatch, Finding]]) -> Plan:
        fixes: list[Fix] = []
        for match, finding in found:
            try:
                fixes.append(self._fix(match, finding))
            except EditError as error:
                self._left.append(Left(finding, str(error)))
        fixes = list(self._few_in_a_text(fixes))
        proved = [
            fix
            for number, of_cell in by_segment(fixes).items()
            for fix in self._proved(self._codes[number], of_cell, [_MOST_PROOFS])
        ]
        codes, left = self._codes, tuple(self._left)
        return Plan(self._notebook, self._reader, tuple(proved), left, codes, self._imported_by)

    def _fix(self, match: LocatedMatch, finding: Finding) -> Fix:
        why = self._why_not(finding)
        if why:
            raise EditError(why)
        number = match.view.number
        if number not in self._codes:
            raise EditError(NOT_PYTHON)
        self._numbers[number] += 1
        if self._numbers[number] > _MOST_IN_CELL:
            raise EditError(
                f"the cell has more than {_MOST_IN_CELL} secrets: run the command again"
            )
        text = text_around(self._codes[number], _span(match))
        if self._reader is ENVIRONMENT and _sets_environment(text):
            raise EditError(
                "the line sets an environment variable: delete it, and set it elsewhere"
            )
        name = self._names.name(finding.secret, target_of(text), finding.rule)
        return Fix(finding, match, name, self._reader.reading(name))

    def _few_in_a_text(self, fixes: Sequence[Fix]) -> Iterator[Fix]:
        """The fixes without those of a text that is nearly all secrets; each diff shows all of it."""
        texts = [self._text(fix) for fix in fixes]
        numbers = Counter(texts)
        for fix, text in zip(fixes, texts, strict=True):
            if numbers[text] <= _MOST_IN_TEXT:
                yield fix
            else:
                self._left.append(Left(fix.finding, "there are too many secrets in this text"))

    def _text(self, fix: Fix) -> tuple[int, Span]:
        """The text that a secret is in: the number of its segment, and its characters."""
        number = fix.match.view.number
        code = self._codes[number]
        return number, code.span(text_around(code, _span(fix.match)).text)

    def _why_not(self, finding: Finding) -> str:
        """Why a finding is not looked at; empty if it is."""
        place = finding.location.place
        if not finding.is_value:
            return "it is code that shows a credential: change it by hand"
        if place.part != "source" and place.cell is not None:
            return "it is not in source: `colab-safe redact` replaces it"
        if self._notebook.problem is not None or self._unfit:
            return self._unfit or "the notebook cannot be read as one"
        if place.cell is not None and place.cell_type != "code":
            return "it is in a text cell: delete it there"
        if self._is_taken:
            return f"the notebook uses the name {self._reader.name!r} for something else"
        return ""

    def _proved(self, code: CellCode, fixes: list[Fix], tries: list[int]) -> list[Fix]:
        """Those that are proved to change nothing else: all at once, then halves, since a proof reads the whole cell."""
        tries[0] -= 1
        try:
            if tries[0] < 0:
                raise EditError("too much of the cell cannot be written in another way")
            cell_edits(code, fixes, self._reader)
            return fixes
        except EditError as error:
            if len(fixes) == 1 or tries[0] < 0:
                self._left += [Left(each.finding, str(error)) for each in fixes]
                return []
        half = len(fixes) // 2
        return [*self._proved(code, fixes[:half], tries), *self._proved(code, fixes[half:], tries)]


def _sources(notebook: Notebook) -> Iterator[tuple[int, str]]:
    """The code of each cell, by the numbers of the segments; a Python file is one."""
    segments = notebook.segments
    for number, text in enumerate(segments.texts):
        place = segments.place(number)
        if place.part == "source" and (place.cell is None or place.cell_type == "code"):
            yield number, text


def _readable(source: str) -> CellCode | None:
    try:
        return cell_code(source)
    except EditError:
        return None


def _why_not_python(notebook: Notebook, path: str) -> str:
    """Why nothing of a notebook is rewritten; empty if it is Python."""
    if not notebook.is_parsed:
        return (
            "" if path.lower().endswith(".py") else "only notebooks and Python files are rewritten"
        )
    metadata = _metadata(notebook)
    languages = (
        _member(_member(metadata, "language_info"), "name"),
        _member(_member(metadata, "kernelspec"), "language"),
    )
    language = next((each for each in languages if isinstance(each, str) and each), "python")
    is_python = language.lower().startswith(("python", "ipython"))
    return "" if is_python else "the notebook's language is not Python"


def _is_of_colab(notebook: Notebook, sources: Iterable[str]) -> bool:
    if notebook.is_parsed and _member(_metadata(notebook), "colab") is not None:
        return True
    return any(_COLAB in source for source in sources)


def _metadata(notebook: Notebook) -> Any:
    try:
        return notebook.document.value(("metadata",)) if notebook.document else None
    except LookupError:
        return None


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _sets_environment(text: Found) -> bool:
    import ast

    owner = text.around[-1]
    targets = owner.targets if isinstance(owner, ast.Assign) else []
    return any(
        isinstance(target, ast.Subscript) and ast.unparse(target.value) == _ENVIRON
        for target in targets
    )


def _span(match: LocatedMatch) -> Span:
    return Span(match.in_segment[0].start, match.in_segment[-1].end)


def cell_edits(
    code: CellCode, fixes: Sequence[Fix], reader: Reader, has_import: bool = False
) -> list[TextEdit]:
    """Return the edits of a cell's source that make it read its secrets at run time, and prove that it does the same.

    Args:
        code: The cell.
        fixes: Those of this cell.
        reader: What reads the secrets; its import is added if the cell lacks it.
        has_import: Whether an earlier cell has it.

    Raises:
        EditError: The cell would not do the same.
    """
    edits = edits_of(code, fixes, reader, has_import)
    is_added = not (has_import or _imports_before(reader, code, fixes))
    readings = {fix.reading: fix.finding.secret.reveal() for fix in fixes}
    after = _python(edited(code.source, edits))
    check_same(code.python, after, readings, reader.import_line if is_added else "")
    return edits


def edits_of(
    code: CellCode, fixes: Sequence[Fix], reader: Reader, has_import: bool
) -> list[TextEdit]:
    """Return the same edits as `cell_edits`, without the proof: for a diff.

    Args:
        code: The cell.
        fixes: Those of this cell.
        reader: What reads the secrets.
        has_import: Whether an earlier cell has its import.

    Raises:
        EditError: A text cannot be written in another way.
    """
    texts: dict[Span, tuple[Any, list[Part]]] = {}
    for fix in fixes:
        span = _span(fix.match)
        text = text_around(code, span).text
        parts = texts.setdefault(code.span(text), (text, []))[1]
        parts.append(Part(fix.finding.secret.reveal(), span, fix.reading))
    edits = sorted(
        read_at_run_time(code, text, sorted(parts, key=lambda part: part.span))
        for text, parts in texts.values()
    )
    if has_import or _imports_before(reader, code, fixes):
        return edits
    return _with_import(import_edit(reader, code), edits)


def _python(source: str) -> str:
    try:
        return cell_code(source).python
    except EditError:
        raise EditError("nothing can be read at run time in its place") from None


def _imports_before(reader: Reader, code: CellCode, fixes: Sequence[Fix]) -> bool:
    """Whether the cell has the import above the first of its secrets."""
    first = min(_span(fix.match).start for fix in fixes)
    line = bisect_right(code.starts, first)  # from 1
    above = takewhile(lambda statement: statement.lineno < line, code.tree.body)
    return is_imported(reader, above)


def _with_import(added: TextEdit, edits: list[TextEdit]) -> list[TextEdit]:
    """An edit that begins where the import goes gets it as well: two edits at one place are none."""
    if edits and edits[0].start == added.start:
        return [edits[0]._replace(text=f"{added.text}{edits[0].text}"), *edits[1:]]
    return sorted([added, *edits])


def edited(text: str, edits: Sequence[TextEdit]) -> str:
    """Return a text with edits made.

    Args:
        text: A cell's source.
        edits: In ascending order; none overlaps another.
    """
    for edit in reversed(edits):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


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
        data = rewrite(plan.notebook, list(_replacements(plan, chosen)))
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


def _replacements(plan: Plan, chosen: Sequence[Fix]) -> Iterator[Replacement]:
    segments, first = plan.notebook.segments, plan.imported_by
    for number, fixes in sorted(by_segment(chosen).items()):
        view = View(segments.texts[number], segments, number)
        is_known = first is not None and first < number
        first = number if first is None else min(first, number)
        edits = cell_edits(plan.codes[number], fixes, plan.reader, is_known)
        for start, end, text in edits:
            if (
                start == end
            ):  # the bytes of no character cannot be found: the next one is written again
                text, end = f"{text}{view.text[start]}", start + 1
            yield Replacement(view, start, end, text)


def by_segment(fixes: Sequence[Fix]) -> Mapping[int, list[Fix]]:
    """Return fixes by the numbers of their segments.

    Args:
        fixes: Of one notebook.
    """
    found: dict[int, list[Fix]] = {}
    for fix in fixes:
        found.setdefault(fix.match.view.number, []).append(fix)
    return found
