"""What a report can offer to redact in the files on the disk; the scan of a file makes the offers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from colab_safe.errors import FileError
from colab_safe.model import Finding, Report
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook_names import is_notebook
from colab_safe.offered_redactions import with_offers
from colab_safe.project.files import read_bytes
from colab_safe.redact import Found
from colab_safe.scan import Offer


def offering(scan: Callable[..., Report]) -> Callable[[bytes, str], Report]:
    """Return the scan of one file with findings that say which bytes of the file a marker can take the place of.

    Args:
        scan: Scans one file; it takes the keyword `offer`.
    """
    return lambda data, path: scan(data, path, offer=_offer(path))


def compared(report: Report, path: str, compare: Callable[[Report, str], Report]) -> Report:
    """Return what `compare` makes of a report; without offers if it says that passwords may be accepted.

    Args:
        report: On one file.
        path: The file's name in the report.
        compare: Adds a problem where not all passwords were compared with the baseline.
    """
    after = compare(report, path)
    if len(after.problems) == len(report.problems):
        return after
    return after._replace(findings=tuple(each._replace(redactable=()) for each in after.findings))


def _offer(path: str) -> Offer | None:
    return partial(_offered, path) if is_notebook(path) and "!/" not in path else None


def _offered(path: str, notebook: Notebook, found: Sequence[Found]) -> Sequence[Finding]:
    """Nothing is offered unless the file itself was scanned, and not what Git LFS keeps for it."""
    try:
        is_on_the_disk = read_bytes(path) == notebook.source.data
    except FileError:
        is_on_the_disk = False
    return with_offers(notebook, found) if is_on_the_disk else [finding for _, finding in found]
