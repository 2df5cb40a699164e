"""The comments for a pull request: which notebooks of its head have secrets on lines that its diff shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from colab_safe import report as reports
from colab_safe.blots import Blotter
from colab_safe.edits import apply
from colab_safe.errors import ColabSafeError, FileError, for_one_file
from colab_safe.git.blobs import blobs
from colab_safe.git.shown_lines import ChangedFile, changed_files, shown_lines
from colab_safe.model import Finding, Problem, Report, Secret
from colab_safe.notebook_names import is_notebook
from colab_safe.project.project import Project, Projects
from colab_safe.suggestions.comments import Comment, comments
from colab_safe.suggestions.drafts import Draft, Secrets, drafts, secrets_of
from colab_safe.suggestions.line_changes import (
    FileLines,
    LineChange,
    line_changes,
    without_suggestions,
)
from colab_safe.typed import NamedTuple


class Commented(NamedTuple):
    """What there is to say about one notebook."""

    comments: tuple[Comment, ...] = ()
    outside: int = 0  # secrets on lines that the diff does not show
    problem: Problem | None = None


def commented(base: str, head: str, projects: Projects) -> Iterator[Commented]:
    """Yield the comments on the notebooks that a pull request adds or changes.

    Args:
        base: The commit that it is to be merged into.
        head: Its last commit; what is checked out does not matter.
        projects: What the notebooks belong to.

    Raises:
        GitError: A commit is unknown, or they have no common ancestor in this clone.
    """
    files = list(changed_files(base, head, partial(_is_wanted, projects)))
    for file, (_, data) in zip(files, blobs(each.blob for each in files), strict=True):
        try:
            yield for_one_file(partial(_of_file, file, data, projects))
        except ColabSafeError as error:
            yield Commented(problem=Problem(file.path, f"no comment on it: {error}"))


def _is_wanted(projects: Projects, path: str) -> bool:
    is_any = is_notebook(path) or projects.is_text_notebook(path)
    return is_any and not projects.leaves_out(path)


def _of_file(file: ChangedFile, data: bytes | None, projects: Projects) -> Commented:
    if data is None:
        raise FileError("this clone lacks its content")
    project = projects.of(file.path)
    secrets = secrets_of(data, file.path, project)
    for problem in project.policy.with_uncompared(Report(), file.path).problems:
        raise FileError(problem.error)  # or accepted passwords would be commented
    if not secrets.found:
        return Commented()
    lines = FileLines(data)
    shown = shown_lines(file, lines.number)
    changes = _changes(lines, secrets, file.path, project)
    public = _public(secrets, file.path)
    inside = [each for each in changes if any(hunk.contains(each.lines) for hunk in shown)]
    made = comments(file.path, (_with_public(each, public) for each in inside))
    outside = sum(len(each.findings) for each in changes) - sum(
        len(each.findings) for each in inside
    )
    return Commented(tuple(made), outside)


def _changes(lines: FileLines, secrets: Secrets, path: str, project: Project) -> list[LineChange]:
    """What each line becomes, if a scan of all of them together finds nothing on these lines any more."""
    try:
        made = list(drafts(secrets, path, project))
    except ColabSafeError as error:
        made = [Draft((finding,), why=str(error)) for _, finding in secrets.found]
    blotter = Blotter(match.secret for match in secrets.matches)
    changes = line_changes(lines, made, secrets.spans, blotter)
    edits = [edit for change in changes for edit in change.edits]
    after = secrets_of(apply(lines.data, edits), path, project)
    return list(without_suggestions(lines, changes, after.spans))


def _public(secrets: Secrets, path: str) -> Callable[[Finding], Finding]:
    """What makes findings into those without any secret of the notebook in their texts."""
    found = tuple(finding for _, finding in secrets.found)
    every = tuple(Secret(match.secret) for match in secrets.matches)
    shown = reports.without_secrets(Report(found, accepted_secrets=every)).findings
    if any(each.location.path != path for each in shown):
        raise FileError("its name contains one of its secrets: rename it")
    of = {
        (each.rule, each.location.spans): public for each, public in zip(found, shown, strict=True)
    }
    return lambda each: of[each.rule, each.location.spans]


def _with_public(change: LineChange, public: Callable[[Finding], Finding]) -> LineChange:
    return change._replace(findings=tuple(map(public, change.findings)))
