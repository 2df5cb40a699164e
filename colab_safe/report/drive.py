"""What a report says about findings on Google Drive: who can open the notebook, and where Colab shows the cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from colab_safe.drive_sharing import in_words
from colab_safe.model import Finding, OnDrive

RESTRICT = "set General access to Restricted in Drive"
_HOW = "https://support.google.com/drive/answer/2494893"


def sharing(drive: OnDrive) -> str:
    """Return who can open the notebook, such as `shared with anyone with the link`, and whether the finding is in the past.

    Args:
        drive: Of a finding.
    """
    when = f" of {drive.revision_date[:10]}" if drive.revision_date else ""
    past = f"removed since, but in the revision{when}; " if drive.revision else ""
    return past + in_words(drive.shared, drive.shared_with)


def advice(findings: Iterable[Finding]) -> Iterator[str]:
    """Yield what to do about notebooks on Drive beside revoking tokens; nothing for others.

    Args:
        findings: Of one report.
    """
    on_drive = [each.drive for each in findings if each.drive]
    public = len({drive.link.partition("#")[0] for drive in on_drive if drive.public})
    if public:
        yield f"  Anyone can open {public:,} of these notebooks: {RESTRICT} ({_HOW})."
    if any(drive.revision for drive in on_drive):
        yield (
            "  Whoever may edit a notebook can read its older revisions. Drive deletes most after 30 days,"
            " and a copy of the notebook has none of them."
        )


def narrowness(finding: Finding) -> tuple[bool, bool]:
    """Return what sorts findings by how many people can open them, the most first.

    Args:
        finding: Any; those that are not on Drive come last.
    """
    drive = finding.drive
    return not (drive and drive.public), not (drive and drive.shared)
