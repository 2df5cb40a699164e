"""The modules that this process has imported, and which of them run code that an install has replaced since."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import NamedTuple

from colab_safe.install.packages import installed

_NOT_CODE_OF_A_PACKAGE = (
    "__main__",
    "__mp_main__",
    "__editable__",
)  # the last: how setuptools finds editable ones


class ModuleFile(NamedTuple):
    """The file of a module; `state` is None if there is none at the path."""

    path: str
    state: tuple[int, int, int] | None  # inode, time of the last change in ns, size in bytes


def imported_modules() -> dict[str, ModuleFile]:
    """Return {name: file} of the modules that this process has imported; the 3000 of Colab take about 10 ms."""
    found = {}
    for name, module in list(sys.modules.items()):
        path = getattr(module, "__file__", None)
        if isinstance(path, str) and not name.startswith(_NOT_CODE_OF_A_PACKAGE):
            found[name] = ModuleFile(os.path.abspath(path), _state(path))
    return found


def replaced_modules(before: dict[str, ModuleFile], infos: Iterable[str]) -> tuple[str, ...]:
    """Return the top-level modules whose code was replaced, although this process still runs the old one.

    Either the file of one of their modules is another one now, or it is gone, or the distribution has that module elsewhere.

    Args:
        before: What `imported_modules` returned before the install.
        infos: .dist-info folders that the install added or changed.
    """
    names = {name for name, file in before.items() if _state(file.path) != file.state}
    for info in infos:
        for name, path in installed.modules(info):
            known = before.get(name)
            if known and os.path.realpath(known.path) != os.path.realpath(path):
                names.add(name)
    return tuple(sorted({name.partition(".")[0] for name in names}))


def _state(path: str) -> tuple[int, int, int] | None:
    try:
        stat = os.stat(path)
    except (OSError, ValueError):
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size
