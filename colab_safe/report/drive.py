"""What a report says about findings on Google Drive: who can open the notebook, and where Colab shows the cell."""

from __future__ import annotations

from colab_safe.drive_sharing import in_words
from colab_safe.model import Finding, OnDrive


def sharing(drive: OnDrive) -> str:
    """Return who can open the notebook, such as `shared with anyone with the link`, and whether the finding is in the past.

    Args:
        drive: Of a finding.
    """
    when = f" of {drive.revision_date[:10]}" if drive.revision_date else ""
    past = f"removed since, but in the revision{when}; " if drive.revision else ""
    return past + in_words(drive.shared, drive.shared_with)


def narrowness(finding: Finding) -> tuple[bool, bool]:
    """Return what sorts findings by how many people can open them, the most first.

    Args:
        finding: Any; those that are not on Drive come last.
    """
    drive = finding.drive
    return not (drive and drive.public), not (drive and drive.shared)
