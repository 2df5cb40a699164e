"""What a report can offer to redact in the files on the disk; the scan of a file makes the offers."""

from __future__ import annotations

from collections.abc import Callable

from colab_safe.model import Report
from colab_safe.notebook_names import is_notebook
from colab_safe.offered_redactions import with_offers
from colab_safe.scan import Offer

_LEAST = 64  # bytes: more than the beginning of a pointer of Git LFS


def offering(scan: Callable[..., Report]) -> Callable[[bytes, str], Report]:
    """Return the scan of one file with findings that say which bytes of the file a marker can take the place of.

    Args:
        scan: Scans one file; it takes the keyword `offer`.
    """
    return lambda data, path: scan(data, path, offer=_offer(data, path))


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


def _offer(data: bytes, path: str) -> Offer | None:
    is_plain = is_notebook(path) and "!/" not in path
    return with_offers if is_plain and _is_on_the_disk(data, path) else None


def _is_on_the_disk(data: bytes, path: str) -> bool:
    """Whether the file itself was scanned, and not what Git LFS keeps for it."""
    try:
        with open(path, "rb") as file:
            return file.read(_LEAST) == data[:_LEAST]
    except (OSError, ValueError):
        return False
