"""Ask Drive who else can open a file; the mount shows every file as `-rw-------` of its user."""

from __future__ import annotations

import os
from typing import Any, NamedTuple

from colab_safe.drive_layout import is_shared
from colab_safe.drive_sharing import PERMISSION_FIELDS, in_words, others
from colab_safe.errors import DriveError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.process import show
from colab_safe.install.tokens.sources import Config, path_of

_FIELDS = f"id,name,shared,ownedByMe,driveId,permissions({PERMISSION_FIELDS})"
_ADVICE = "move the token file to a folder that is not shared, and create a new token"


class Sharing(NamedTuple):
    """Who can open a file.

    `shared_with` names people, domains or "anyone with the link"; empty if only the owner can.
    """

    shared: bool
    shared_with: tuple[str, ...]

    @property
    def in_words(self) -> str:
        """Who can open it, without what to do."""
        return in_words(self.shared, self.shared_with)

    def __repr__(self) -> str:
        return f"{self.in_words}: {_ADVICE}" if self.shared else self.in_words


@fails_cleanly
def check_sharing(path: Config) -> Sharing:
    """Ask Drive who can open a file, through the file itself or a folder above it. Uses the network.

    Colab asks once for the permission to look.

    Args:
        path: The path of a file on a mounted Drive, or a placeholder for one. A `Token` or None is not a file, and
            counts as not shared.

    Returns:
        A `Sharing`: `shared` (False if only you can open the file), and `shared_with`, a tuple of mail addresses,
        domains and "anyone with the link", which Drive may leave empty.

    Raises:
        DriveError: The file is not on a mounted Drive, or Drive does not answer.
        PathError: A placeholder cannot be resolved.

    Example:
        >>> check_sharing(token_json).shared
    """
    return sharing_of(path)


def warn_if_shared(config: Config) -> None:
    """Print a warning if a token file is shared, or if Drive cannot be asked.

    Args:
        config: See `install_private_library`.
    """
    try:
        sharing = sharing_of(config)
    except DriveError as error:
        show(f"Warning: could not check whether the token file is shared: {error}.\n")
        return
    if sharing.shared:
        show(f"Warning: the token file is {sharing!r}.\n")


def sharing_of(path: Config) -> Sharing:
    """Return who can open a file, as `check_sharing` does.

    Args:
        path: As for `check_sharing`.

    Raises:
        DriveError: The file is not on a mounted Drive, or Drive does not answer.
    """
    place = path_of(path)
    if place is None:
        return Sharing(False, ())
    if is_shared(place):
        return Sharing(True, ("the members of a shared drive or folder",))
    return sharing_of_file(_file_id(place))


def sharing_of_file(file_id: str) -> Sharing:
    """Return who can open a file on Drive.

    Args:
        file_id: Drive's name for it.

    Raises:
        DriveError: Drive does not answer.
    """
    return Sharing(*others(_metadata(file_id)))


def _file_id(path: str) -> str:
    """The file's id, which Drive's file system keeps in an extended attribute; other mounts have none."""
    try:
        return os.getxattr(path, "user.drive.id").decode()
    except (OSError, AttributeError):
        raise DriveError("this file is not on a Drive that Colab has mounted") from None


def _metadata(file_id: str) -> dict[str, Any]:
    """https://developers.google.com/workspace/drive/api/reference/rest/v3/files"""
    try:
        from google.colab import auth
        from googleapiclient.discovery import build

        auth.authenticate_user()
        files = build("drive", "v3", cache_discovery=False).files()
        return dict(files.get(fileId=file_id, fields=_FIELDS, supportsAllDrives=True).execute())
    except ImportError:
        raise DriveError("only Colab can ask Drive about a file") from None
    except Exception as error:
        raise DriveError(
            f"Drive did not answer who can open the file ({type(error).__name__})"
        ) from None
