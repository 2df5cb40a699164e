"""Which secrets of a notebook can be read at run time instead, how, and why the others cannot."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Sequence, Sized

from colab_safe.detect.engine import Engine
from colab_safe.errors import EditError
from colab_safe.findings import Acceptance, unaccepted_findings
from colab_safe.fixes.cell_code import (
    NOT_PYTHON,
    CellCode,
    Found,
    cell_code,
    target_of,
    text_around,
)
from colab_safe.fixes.cell_edits import cell_edits
from colab_safe.fixes.fix import Fix, Left, Plan, by_segment, span_of
from colab_safe.fixes.imported import surely_imported
from colab_safe.fixes.kinds import is_of_colab, is_of_marimo, why_not_python
from colab_safe.fixes.names import Names
from colab_safe.fixes.readers import COLAB, ENVIRONMENT, is_imported, is_taken
from colab_safe.matches import LocatedMatch, with_expiry
from colab_safe.model import MEDIUM, Finding, Secret, Span, is_at_least
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.scan import find_matches
from colab_safe.session import Session

_MOST_PROOFS = 64  # of the parts of a cell: each parses all of it
# Secrets that are looked at, each of which takes a walk through its cell.
_MOST_IN_TEXT, _MOST_IN_CELL = 20, 200
_BROKEN = "the notebook cannot be read as one: repair it first"
_ENVIRON = "os.environ"


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
        spans.setdefault(match.view.number, []).append(span_of(match))
    return made._replace(below=below, secrets=secrets, spans=spans)


class _Planning:
    """Looks at the secrets of a notebook one by one."""

    def __init__(self, notebook: Notebook, path: str, names: Names) -> None:
        self._notebook, self._names = notebook, names
        self._unfit = why_not_python(notebook, path)
        sources = dict(_sources(notebook))
        codes = {number: code for number, each in sources.items() if (code := _readable(each))}
        self._codes, self._left = codes, list[Left]()
        self._numbers = Counter[int]()  # of secrets, by the numbers of the segments
        self._reader = COLAB if is_of_colab(notebook, sources.values()) else ENVIRONMENT
        self._is_taken = is_taken(self._reader, (each.tree for each in codes.values()))
        self._imported = self._with_import(sources)

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
        marimo = is_of_marimo(self._notebook)
        return Plan(
            self._notebook, self._reader, tuple(proved), left, codes, self._imported, marimo
        )

    def _with_import(self, sources: Sized) -> frozenset[int]:
        """The cells that surely have the import when they run."""
        reader, codes = self._reader, self._codes
        if is_of_marimo(self._notebook):
            has_it = any(is_imported(reader, code.tree.body) for code in codes.values())
            return frozenset(codes if has_it else ())
        # A cell that cannot be read may define any name.
        return surely_imported(reader, codes) if len(codes) == len(sources) else frozenset()

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
        text = text_around(self._codes[number], span_of(match))
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
        return number, code.span(text_around(code, span_of(fix.match)).text)

    def _why_not(self, finding: Finding) -> str:
        """Why a finding is not looked at; empty if it is."""
        place = finding.location.place
        if not finding.is_value:
            return "it is code that shows a credential: change it by hand"
        if place.part != "source" and place.cell is not None:
            return "it is not in source: `colab-safe redact` replaces it"
        if self._notebook.problem is not None or self._unfit:
            is_broken = self._notebook.problem is not None
            return _BROKEN if is_broken else self._unfit
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


def _sets_environment(text: Found) -> bool:

    owner = text.around[-1]
    targets = owner.targets if isinstance(owner, ast.Assign) else []
    return any(
        isinstance(target, ast.Subscript) and ast.unparse(target.value) == _ENVIRON
        for target in targets
    )
