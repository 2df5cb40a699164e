from __future__ import annotations

import os

from google.colab import _message
from google.colab._settings import settings


class PexpectTimeout(Exception):
    """pexpect.TIMEOUT escapes from the real one."""


_FAILURES = {
    "no_hostname": NotImplementedError(
        "Mounting drive is unsupported in this environment. Use PyDrive2 instead."
    ),
    "enterprise": NotImplementedError(
        "google.colab.drive.mount is not supported in Colab Enterprise."
    ),
    "no_credentials": KeyError("TBE_EPHEM_CREDS_ADDR"),
    "refused": _message.MessageError("Error: credential propagation was unsuccessful"),
    "config_dir": ValueError("/root/.config/Google must be a directory if present"),
    "symlink": ValueError("Mountpoint must not be a symlink"),
    "files": ValueError("Mountpoint must not already contain files"),
    "is_file": ValueError("Mountpoint must either be a directory or not exist"),
    "no_parent": ValueError("Mountpoint must be in a directory that exists"),
    "failed": ValueError("mount failed"),
    "slow": ValueError(
        "mount failed: timeout during initial read of root folder; for more info: https://research.google.com/colaboratory/faq.html#drive-timeout"
    ),
    "policy": ValueError(
        "The domain policy has disabled Drive File Stream: https://support.google.com/a/answer/7496409"
    ),
    "pexpect": PexpectTimeout("Timeout exceeded."),
}


def mount(
    mountpoint: str, force_remount: bool = False, timeout_ms: int = 120000, readonly: bool = False
) -> None:
    if failure := settings().get("drive"):
        raise _FAILURES[failure]
    if " " in mountpoint:
        raise ValueError("Mountpoint must not contain a space.")
    if os.path.isdir(os.path.join(mountpoint, "My Drive")) and not force_remount:
        print(
            f'Drive already mounted at {mountpoint}; to attempt to forcibly remount, call drive.mount("{mountpoint}", force_remount=True).'
        )
        return
    os.makedirs(os.path.join(mountpoint, "MyDrive"), exist_ok=True)
    print(f"Mounted at {mountpoint}")
