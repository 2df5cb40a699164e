"""Where Colab shows a finding, and who can open the notebook that it is in."""

from __future__ import annotations

import json
import re

from colab_safe.drive_sharing import PERMISSION_FIELDS, is_public, others
from colab_safe.model import Finding, OnDrive, Report
from colab_safe.remote.drive.api import DriveApi
from colab_safe.typed import Any

_COLAB = "https://colab.research.google.com/drive/"
_PATH = re.compile(r"drive:([^/]+)/(?:revisions/([^/]+)/)?")
_CELL_ID = re.compile(r"[\w-]{1,100}", re.ASCII)
_Sharing = tuple[bool, tuple[str, ...]]


class Places:
    """What Drive said of the files that a scan reads."""

    def __init__(self, api: DriveApi) -> None:
        """Know nothing yet.

        Args:
            api: Of the user.
        """
        self._api = api
        self._known: dict[str, _Sharing] = {}
        self._same: dict[
            _Sharing, _Sharing
        ] = {}  # a team has a million files, and shares them in a few ways
        # Files in shared drives, of which no list says it.
        self._to_ask: dict[str, dict[str, Any]] = {}
        self._dates: dict[tuple[str, str], str] = {}  # by file and revision
        # Of the file that was scanned last: the newest version with each secret.
        self._file, self._versions = "", dict[object, str | None]()

    def learn(self, found: dict[str, Any]) -> None:
        """Remember who can open a file.

        Args:
            found: What the API said of it.
        """
        if found.get("driveId") and "permissions" not in found:
            self._to_ask[found["id"]] = {
                name: found.get(name) for name in ("driveId", "permissionIds")
            }
        else:
            sharing = others(found)
            self._known[found["id"]] = self._same.setdefault(sharing, sharing)

    def learn_revision(self, file_id: str, revision: dict[str, Any]) -> None:
        """Remember when a revision was written.

        Args:
            file_id: Of the file.
            revision: What the API said of it.
        """
        self._dates[file_id, revision["id"]] = str(revision.get("modifiedTime", ""))

    def placed(self, report: Report, data: bytes) -> Report:
        """Return the report on a file with a link for each finding, and who can open it.

        Of an older revision, what newer ones have is left out.

        Args:
            report: On one file, or on one of its revisions after all newer ones; the path has its id.
            data: Its bytes.
        """
        found = _PATH.match(report.findings[0].location.path) if report.findings else None
        if not found:
            return report
        file_id, revision = found[1], found[2]
        kept = self._untold(file_id, revision, report)
        shared, names = self._sharing(file_id)
        date = self._dates.get((file_id, revision))
        ids = {} if revision else cell_ids(data)
        placed = []
        for each in kept:
            to_cell = link(file_id, ids.get(each.location.place.cell or 0, ""))
            drive = OnDrive(to_cell, shared, is_public(names), names, revision, date)
            placed.append(each._replace(drive=drive))
        return report._replace(findings=tuple(placed))

    def _untold(self, file_id: str, revision: str | None, report: Report) -> list[Finding]:
        """What no newer version of the file has; an archive comes in several parts of the same version."""
        if self._file != file_id:
            self._file, self._versions = file_id, {}
        versions = self._versions
        return [
            each
            for each in report.findings
            if versions.setdefault((each.rule, each.secret), revision) == revision
        ]

    def _sharing(self, file_id: str) -> _Sharing:
        to_ask = self._to_ask.pop(file_id, None)
        if to_ask is not None:
            self._known[file_id] = others({**to_ask, "permissions": self._permissions(file_id)})
        return self._known.get(file_id, (True, ()))

    def _permissions(self, file_id: str) -> list[dict[str, Any]]:
        fields = f"nextPageToken,permissions({PERMISSION_FIELDS})"
        of_file = f"files/{file_id}/permissions"
        everywhere = {"supportsAllDrives": "true", "pageSize": "100"}
        try:
            return list(self._api.pages(of_file, "permissions", fields=fields, **everywhere))
        except Exception:
            return []  # whoever may only read a file does not see who else may: "shared with others"


def link(file_id: str, cell_id: str) -> str:
    """Return the address at which Colab shows a notebook, and a cell of it.

    Args:
        file_id: On Drive.
        cell_id: The id that Colab gave the cell; empty for the notebook.
    """
    return f"{_COLAB}{file_id}{f'#scrollTo={cell_id}' if cell_id else ''}"


def cell_ids(data: bytes) -> dict[int, str]:
    """Return the ids that Colab gave to the cells of a notebook, by their numbers from 1.

    Colab keeps them in the metadata of the cells, and where nbformat has ids, in these:
    https://github.com/googlecolab/colabtools/issues/5402

    Args:
        data: The bytes of the notebook.
    """
    try:
        cells = json.loads(data)["cells"]
        ids = {
            number: cell.get("metadata", {}).get("id") or cell.get("id")
            for number, cell in enumerate(cells, 1)
        }
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return {number: each for number, each in ids.items() if _is_id(each)}


def _is_id(each: Any) -> bool:
    return isinstance(each, str) and _CELL_ID.fullmatch(each) is not None
