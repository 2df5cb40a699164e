"""Mount the user's Google Drive, and say what to do if that fails.

The failures are those of https://github.com/googlecolab/colabtools/blob/main/google/colab/drive.py
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec

from colab_safe.drive_layout import MOUNT_POINT, MY_DRIVE_VARIABLE, ROOTS
from colab_safe.errors import DriveError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.placeholders.patching import open_placeholders_in_notebook

# (variable that tells the environment, what to do there), looked at in this order
_NOT_COLAB = (
    (
        "KAGGLE_KERNEL_RUN_TYPE",
        "Kaggle has no Drive: keep the token in Add-ons > Secrets as GITHUB_TOKEN, and pass None instead of a path",
    ),
    (
        "VERTEX_PRODUCT",
        "Vertex AI and Colab Enterprise cannot mount Drive: put the token in the environment variable GITHUB_TOKEN"
        " and pass None instead of a path",
    ),
    (
        "JPY_PARENT_PID",
        f"this Jupyter is not Colab: set {MY_DRIVE_VARIABLE} to the folder where Drive for desktop keeps 'My Drive'",
    ),
)
_ELSE = (
    f"this is not Colab: set {MY_DRIVE_VARIABLE} to the folder where Drive for desktop keeps 'My Drive',"
    " or pass the path of a local token file"
)

# (part of the failure's text, what to do), looked at in this order
_ADVICE = (
    (
        "credential propagation",
        "permission was denied, or its window was closed: run the cell again and allow access"
        " with the account of this notebook",
    ),
    (
        "must not already contain files",
        "something wrote files to the mount point before Drive was mounted: restart the runtime,"
        " or mount it elsewhere: mount_drive('/content/gdrive')",
    ),
    ("must not contain a space", "use a mount point without spaces"),
    ("must not be a symlink", "use a mount point that is not a link"),
    (
        "must either be a directory",
        "there is a file at the mount point: remove it, or mount Drive elsewhere",
    ),
    (
        "must be in a directory that exists",
        "the folder above the mount point does not exist: create it first",
    ),
    (
        "domain policy",
        "the administrator of your Google Workspace has switched off Drive for desktop: ask them,"
        " or keep the token in Colab's Secrets panel",
    ),
    (
        "initial read",
        "the top folder of Drive contains too many files to be read in time: move them into folders, then try again",
    ),
    (
        "timeout",
        "Drive did not answer: run the cell again; mount_drive(timeout_s=300) waits longer",
    ),
    ("enterprise", _NOT_COLAB[1][1]),
    (
        "unsupported in this environment",
        "this runtime cannot mount Drive: keep the token in Colab's Secrets panel as GITHUB_TOKEN,"
        " and pass None instead of a path",
    ),
)
_OTHERWISE = (
    "restart the runtime and run the cell again; mount_drive(force_remount=True) mounts again"
)


@fails_cleanly
def mount_drive(
    mountpoint: str | None = None,
    *,
    readonly: bool = False,
    force_remount: bool = False,
    timeout_s: int = 120,
) -> str:
    """Mount Google Drive and return the absolute path of "My Drive".

    Afterwards, paths with a placeholder open in this notebook. Outside of Colab, nothing is mounted.

    Args:
        mountpoint: Where to mount; `/content/drive` if None.
        readonly: Whether to mount without write access.
        force_remount: Whether to mount again if Drive is already mounted.
        timeout_s: Seconds to wait for Drive.

    Returns:
        In Colab, a path such as `/content/drive/MyDrive`; elsewhere, the folder that the environment variable
        COLAB_SAFE_DRIVE names, such as that of Drive for desktop.

    Raises:
        DriveError: Drive cannot be mounted; the message says why and what to do.

    Example:
        >>> token_json = os.path.join(mount_drive(), "keys/github.json")
    """
    open_placeholders_in_notebook()
    if not _in_colab():
        return _synchronised_folder(os.environ)
    place = os.path.abspath(os.path.expanduser(mountpoint or MOUNT_POINT))
    problem = _mount(place, force_remount, timeout_s, readonly)
    if problem is not None:
        raise DriveError(f"Drive could not be mounted ({problem}): {_advice(problem)}")
    for root in ROOTS:
        if os.path.isdir(os.path.join(place, root)):
            return os.path.join(place, root)
    raise DriveError(f"Drive is mounted, but has no folder {ROOTS[0]!r}: {_OTHERWISE}")


def _in_colab() -> bool:
    if "google.colab" in sys.modules:
        return True
    try:
        return find_spec("google.colab") is not None
    except (ModuleNotFoundError, ValueError):
        return False


def _mount(place: str, force_remount: bool, timeout_s: int, readonly: bool) -> str | None:
    """None, or what Colab says went wrong, for which it has a dozen exceptions, pexpect's and a KeyError among them."""
    from google.colab import drive

    try:
        drive.mount(
            place, force_remount=force_remount, timeout_ms=timeout_s * 1000, readonly=readonly
        )
    except Exception as error:
        return f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return None


def _advice(problem: str) -> str:
    known = (advice for part, advice in _ADVICE if part in problem.lower())
    return next(known, _OTHERWISE)


def _synchronised_folder(environ: Mapping[str, str]) -> str:
    folder = environ.get(MY_DRIVE_VARIABLE, "")
    if folder and os.path.isdir(folder):
        return os.path.abspath(folder)
    if folder:
        raise DriveError(f"{MY_DRIVE_VARIABLE} names a folder that does not exist")
    known = (advice for variable, advice in _NOT_COLAB if variable in environ)
    raise DriveError(next(known, _ELSE))
