"""What would replace the secrets of a notebook: as `redact` writes it in outputs, as `fix` writes it in code."""

from __future__ import annotations

from collections.abc import Iterator
from time import time

from colab_safe.blots import union
from colab_safe.edits import edits
from colab_safe.findings import unaccepted_findings
from colab_safe.fixes.fix import Fix, Left, Plan, by_segment
from colab_safe.fixes.names import Names
from colab_safe.fixes.plan import plan
from colab_safe.fixes.rewrite import fixed, replacements
from colab_safe.matches import LocatedMatch, with_expiry
from colab_safe.model import CODE, Edit, Finding, Span, is_at_least
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read
from colab_safe.offered_redactions import marking, with_offers
from colab_safe.project.project import Project
from colab_safe.report.remedy import without_value
from colab_safe.scan import find_matches
from colab_safe.session import Session
from colab_safe.typed import NamedTuple


class Draft(NamedTuple):
    """Secrets, and the edits that replace all of them; without edits: why there are none."""

    findings: tuple[Finding, ...]
    edits: tuple[Edit, ...] = ()
    why: str = ""
    note: str = ""  # what whoever makes the edits has to do as well


class Secrets(NamedTuple):
    """The secrets of one notebook."""

    notebook: Notebook
    matches: list[LocatedMatch]  # all that have a value, also those that somebody accepts
    found: list[tuple[LocatedMatch, Finding]]  # those that block

    @property
    def spans(self) -> list[Span]:
        """The bytes of all of them, ascending and disjoint."""
        return union(
            span
            for match in self.matches
            for span in self.notebook.byte_spans(match.view.segment, match.in_segment)
        )


def secrets_of(data: bytes, path: str, project: Project) -> Secrets:
    """Return the secrets of a notebook.

    Args:
        data: The bytes of the file.
        path: Its name in the findings.
        project: What it belongs to.

    Raises:
        UsageError: A baseline has too many salts.
    """
    project.policy.check_salts()
    session = Session()
    notebook = read(data, path, session)
    matches = with_expiry(find_matches(notebook, project.engines, session), time())
    found = unaccepted_findings(notebook, path, matches, project.policy.accepts)
    blocking = [
        pair for pair in found if pair[1].blocks and is_at_least(pair[1].confidence, project.least)
    ]
    return Secrets(notebook, [each for each in matches if each.engine != CODE], blocking)


def drafts(secrets: Secrets, path: str, project: Project) -> Iterator[Draft]:
    """Yield what replaces each of the secrets that block.

    Args:
        secrets: Those of one notebook.
        path: The file's name.
        project: What it belongs to.

    Raises:
        EditError: The rewritten notebook would show or do something else.
    """
    data, engines, accepts = secrets.notebook.source.data, project.engines, project.policy.accepts
    planned = plan(data, path, engines, Names(), accepts, now=time())
    result = fixed(planned, planned.fixes, path, engines)
    why = {_where(each.finding): each for each in (*planned.left, *result.left)}
    in_code = {_where(each.finding) for each in result.fixes}
    for finding in with_offers(secrets.notebook, secrets.found):
        if finding.redactable:
            yield Draft((finding,), tuple(marking(finding, finding.redactable)))
        elif _where(finding) not in in_code:
            yield Draft((finding,), why=_why(why.get(_where(finding)), finding))
    for number, fixes in by_segment(result.fixes).items():
        yield from _of_cell(planned, number, fixes)


def _where(finding: Finding) -> tuple[str, tuple[Span, ...]]:
    return finding.rule, finding.location.spans


def _why(left: Left | None, finding: Finding) -> str:
    is_source = left and finding.location.place.part == "source"
    return left.why if left and is_source else without_value(finding)


def _of_cell(planned: Plan, number: int, fixes: list[Fix]) -> Iterator[Draft]:
    """One draft for the whole cell: where it lacks the import, no part of it works without the others.

    In a marimo notebook, the import of one cell serves all.
    """
    findings = tuple(each.finding for each in fixes)
    if planned.one_import and number not in planned.imported:
        yield Draft(findings, why="run colab-safe fix, which also adds the import")
        return
    made = edits(planned.notebook, list(replacements(planned, fixes)))
    names = " and ".join(dict.fromkeys(each.reading for each in fixes))
    yield Draft(findings, tuple(made), note=f"It is read from {names}: {planned.reader.where}.")
