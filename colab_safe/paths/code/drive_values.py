"""What code on a Drive begins its paths with: the functions that return the Drive, and names such as `drive_path`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from colab_safe.code.calls import CALLS as _CALLS
from colab_safe.code.evaluate import Call, CallReader, Evaluator, unknown
from colab_safe.code.values import Chunk, TracedText
from colab_safe.credential_files import words
from colab_safe.paths.code.path_calls import CALLS as _PATH_CALLS

# What `mount_drive()` returns, and a name such as `drive_path` may hold.
DRIVE = Chunk("/content/drive/MyDrive")


@lru_cache(maxsize=4096)
def drive_hint(name: str) -> TracedText:
    """Return what to take a value for that gives no text: the Drive, if it is called so.

    Args:
        name: The name of the variable or function, in any style.
    """
    if "drive" not in name.lower():
        return unknown(name)
    found = words(name)
    is_drive = bool(found & {"drive", "gdrive", "mydrive", "googledrive"})
    return (DRIVE,) if is_drive and "driver" not in found else unknown(name)


def _drive(evaluator: Evaluator, call: Call) -> Iterable[TracedText]:
    return [(DRIVE,)]


CALLS: dict[str, CallReader] = {**_CALLS, **_PATH_CALLS, "mount_drive": _drive}
