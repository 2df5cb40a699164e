"""Names for what decides what a scan finds: the installed code, and the rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence

import colab_safe

# The packages on the way from bytes to findings, whose code decides what is found.
_ROOMS = [
    "accept",
    "code",
    "computed",
    "detect",
    "git",
    "history",
    "notebook",
    "paths",
    "placeholders",
    "project",
    "shown",
    "views",
]
# By engine: the package whose version decides what it finds.
PACKAGES = {"detect-secrets": "detect-secrets", "kingfisher": "kingfisher-secret-scanner"}


def code_digest(python: str = sys.version) -> str:
    """Return a name for the version of Python and the code that finds secrets, wherever it is installed.

    The content counts, not the time: the environment of pre-commit has the same code as the one of the command line.

    Args:
        python: What has to be the same of Python.
    """
    from hashlib import sha256

    package = os.path.dirname(colab_safe.__file__)
    digest = sha256(repr((colab_safe.__version__, python)).encode())
    for path in sorted(_code(package)):
        with open(path, "rb") as file:
            content = file.read()
        name = os.path.relpath(path, package).replace(os.sep, "/")
        digest.update(f"{name} {len(content)}\n".encode("utf-8", "surrogateescape"))
        digest.update(content)
    return digest.hexdigest()[:16]


def rules_digest(code: str, engines: Sequence[str], settings: Iterable[bytes] = ()) -> str:
    """Return a name for everything that decides what a scan finds.

    Args:
        code: The `code_digest`.
        engines: The names of the engines.
        settings: The content of each file, or other text, that changes what the engines look for.
    """
    from hashlib import sha256

    digest = sha256(repr([code, *engines, *map(_version, engines)]).encode())
    for setting in settings:
        digest.update(sha256(setting).digest())
    return digest.hexdigest()[:16]


def _code(package: str) -> Iterator[str]:
    """The modules of these rooms, and those outside of any package."""
    for parent, folders, names in os.walk(package):
        if parent == package:
            folders[:] = _ROOMS
        yield from (os.path.join(parent, name) for name in names if name.endswith(".py"))


def _version(engine: str) -> str:
    """The version of the package that an engine's rules come from; empty for the built-in ones."""
    if engine not in PACKAGES:
        return ""
    # Slower to import than a small notebook is to scan.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(PACKAGES[engine])
    except PackageNotFoundError:
        return ""
