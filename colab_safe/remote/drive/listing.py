"""Which files are notebooks: in all Drives that the user can see, or below one folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from colab_safe.drive_sharing import PERMISSION_FIELDS
from colab_safe.notebook_names import may_contain_notebooks
from colab_safe.remote.drive.api import DriveApi, Incomplete
from colab_safe.typed import Any

File = dict[str, Any]
# What could not be listed: the name of the place, or "" for all Drives, and why.
Failed = Callable[[str, Exception], None]

# The first is what Colab gives a notebook today: https://github.com/googlecolab/colabtools/issues/4371
COLAB = ("application/vnd.google.colaboratory", "application/vnd.google.colab")
_FOLDER, _SHORTCUT = "application/vnd.google-apps.folder", "application/vnd.google-apps.shortcut"
_OF_DRIVE = "application/vnd.google-apps."  # documents, which have no bytes
# Others that a notebook, or an archive of some, gets from browsers and Drive for desktop.
_TYPES = (
    *COLAB,
    *("application/x-ipynb+json", "application/zip", "application/x-zip-compressed"),
    *("application/x-tar", "application/gzip", "application/x-gzip", "application/x-7z-compressed"),
    *("application/x-bzip2", "application/x-xz", "application/vnd.rar", "application/x-rar"),
)
_ANY = " or ".join([*(f"mimeType='{each}'" for each in _TYPES), "name contains '.ipynb'"])
_SHARED_FOLDERS = f"mimeType='{_FOLDER}' and sharedWithMe=true and trashed=false"
_FILE = (
    "id,name,mimeType,size,sha256Checksum,headRevisionId,shared,ownedByMe,driveId,permissionIds,"
    f"permissions({PERMISSION_FIELDS}),shortcutDetails(targetId,targetMimeType)"
)
_EVERYWHERE = {"supportsAllDrives": "true", "includeItemsFromAllDrives": "true"}


def file(api: DriveApi, file_id: str) -> File:
    """Return what Drive knows of a file or folder.

    Args:
        api: Of the user.
        file_id: Its id.

    Raises:
        Exception: As the API raises it.
    """
    return api.answer(f"files/{file_id}", fields=_FILE, supportsAllDrives="true")


def behind(api: DriveApi, found: File) -> File:
    """Return what a shortcut leads to, and anything else as it is.

    Args:
        api: Of the user.
        found: As `file` returns it.

    Raises:
        Exception: As the API raises it.
    """
    if found.get("mimeType") != _SHORTCUT:
        return found
    target = found.get("shortcutDetails") or {}
    kind = str(target.get("targetMimeType", ""))
    has_bytes = kind == _FOLDER or not kind.startswith(_OF_DRIVE)
    return file(api, target["targetId"]) if has_bytes else found


def is_folder(found: File) -> bool:
    """Return whether it contains files.

    Args:
        found: As `file` returns it.
    """
    return found.get("mimeType") == _FOLDER


def all_drives(api: DriveApi, failed: Failed) -> Iterator[File]:
    """Yield the notebooks in all Drives that the user can see, some perhaps twice.

    Drive's search knows what the user made or opened, and what is shared with them directly, but not all that is in a shared
    folder: https://developers.google.com/workspace/drive/api/guides/search-files

    Args:
        api: Of the user.
        failed: Is told which Drive or shortcut could not be read.

    Raises:
        Exception: As the API raises it.
    """
    for found in _searched(api, f"trashed=false and ({_ANY})", failed):
        target = _followed(api, found, failed)
        if _has_notebooks(target):
            yield target
    known: set[str] = set()
    for folder in _one(api, "", _SHARED_FOLDERS, failed, corpora="user"):
        yield from below(api, folder, failed, known)


def below(
    api: DriveApi, folder: File, failed: Failed, known: set[str] | None = None
) -> Iterator[File]:
    """Yield the notebooks in a folder and the folders in it, also behind shortcuts.

    Every name is looked at, since Drive's search knows only how words of names begin:
    https://developers.google.com/workspace/drive/api/guides/ref-search-terms

    Args:
        api: Of the user.
        folder: As `file` returns it.
        failed: Is told which folder or shortcut could not be read.
        known: The ids of folders to pass over; those that were read are added.
    """
    known = set() if known is None else known
    left = [folder] if folder["id"] not in known else []
    known.add(folder["id"])
    while left:
        for child in _children(api, left.pop(), failed):
            found = _followed(api, child, failed)
            if is_folder(found):
                left += [found] if found["id"] not in known else []
                known.add(found["id"])
            elif _has_notebooks(found):
                yield found


def older_revisions(api: DriveApi, found: File) -> list[File]:
    """Return the older revisions of a file, the newest first.

    Args:
        api: Of the user.
        found: As `file` returns it.

    Raises:
        Exception: As the API raises it.
    """
    path, fields = f"files/{found['id']}/revisions", "nextPageToken,revisions(id,modifiedTime,size)"
    listed = list(api.pages(path, "revisions", fields=fields, pageSize="1000"))
    return [each for each in reversed(listed) if each["id"] != found.get("headRevisionId")]


def _searched(api: DriveApi, wanted: str, failed: Failed) -> Iterator[File]:
    try:
        yield from _files(api, wanted, corpora="allDrives")
    except Incomplete:  # the documentation says to search each Drive for itself
        yield from _one(api, "", wanted, failed, corpora="user")
        fields = "nextPageToken,drives(id)"
        for drive in api.pages("drives", "drives", pageSize="100", fields=fields):
            yield from _one(api, drive["id"], wanted, failed, corpora="drive", driveId=drive["id"])


def _has_notebooks(found: File) -> bool:
    kind = str(found.get("mimeType", ""))
    named = not kind.startswith(_OF_DRIVE) and may_contain_notebooks(str(found.get("name", "")))
    return kind in COLAB or named


def _children(api: DriveApi, folder: File, failed: Failed) -> Iterator[File]:
    wanted = f"'{folder['id']}' in parents and trashed=false"
    drive = folder.get("driveId")
    where = {"corpora": "drive", "driveId": drive} if drive else {"corpora": "user"}
    return _one(api, folder["id"], wanted, failed, **where)


def _followed(api: DriveApi, found: File, failed: Failed) -> File:
    try:
        return behind(api, found)
    except Exception as error:
        failed(str(found.get("id", "")), error)
        return found


def _one(api: DriveApi, place: str, wanted: str, failed: Failed, **where: str) -> Iterator[File]:
    """One Drive or folder; a failure does not end the others."""
    try:
        yield from _files(api, wanted, **where)
    except Exception as error:
        failed(place, error)


def _files(api: DriveApi, wanted: str, **where: str) -> Iterator[File]:
    fields = f"nextPageToken,incompleteSearch,files({_FILE})"
    yield from api.pages(
        "files", "files", q=wanted, fields=fields, pageSize="1000", **where, **_EVERYWHERE
    )
