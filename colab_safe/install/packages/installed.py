"""What an install changed in this Python environment: distributions, their commits, modules already loaded."""

from __future__ import annotations

import csv
import importlib
import json
import os
import re
import site
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from colab_safe.install.ssh_addresses import over_https

if TYPE_CHECKING:
    from email.message import Message

_LFS_POINTER = (
    b"version https://git-lfs"  # https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md
)
_POINTER_SIZE = 1024


class Installed(NamedTuple):
    """A distribution. `url` and `commit` (full hash) are those of its git repository; None for others."""

    name: str
    version: str
    url: str | None = None
    commit: str | None = None


def snapshot() -> dict[str, int]:
    """Return {.dist-info folder: time of its last change in ns}; the 500 of Colab take about 5 ms."""
    found = {}
    for folder in _site_folders():
        try:
            infos = [
                entry
                for entry in os.scandir(folder)
                if entry.name.endswith(".dist-info") and entry.is_dir()
            ]
        except OSError:
            continue
        found.update({entry.path: entry.stat().st_mtime_ns for entry in infos})
    return found


def changed(before: dict[str, int]) -> list[str]:
    """Return the .dist-info folders that were added or changed since a snapshot.

    Args:
        before: What `snapshot` returned.
    """
    return sorted(info for info, time in snapshot().items() if before.get(info) != time)


def describe(info: str) -> Installed:
    """Return the name, version and commit of a distribution.

    Format: https://packaging.python.org/en/latest/specifications/direct-url/

    Args:
        info: Its .dist-info folder.
    """
    metadata, direct = _metadata(info), _direct_url(info)
    vcs = direct.get("vcs_info")
    commit = vcs.get("commit_id") if isinstance(vcs, dict) else None
    url = str(direct.get("url")) if commit else None
    name, _, version = os.path.basename(info).removesuffix(".dist-info").partition("-")
    return Installed(metadata["Name"] or name, metadata["Version"] or version, url, commit)


def find(url: str, subdirectory: str | None = None, fresh: Iterable[str] = ()) -> str | None:
    """Return the .dist-info folder of what was installed from a URL; None if nothing was.

    Args:
        url: Of a repository, or `file://…` for an editable install.
        subdirectory: Of the package in the repository: one repository can contain several.
        fresh: Folders that were just changed; they come first, in case the package was renamed.
    """
    ordered = [*fresh, *snapshot()]
    return next((info for info in ordered if _source(info) == (url, subdirectory or None)), None)


def requirements_by_name() -> dict[str, list[str]]:
    """Return {normal name: Requires-Dist lines} of every installed distribution."""
    found = {}
    for info in snapshot():
        requires = _metadata(info).get_all("Requires-Dist") or []
        found[normal(describe(info).name)] = list(map(str, requires))
    return found


def normal(name: str) -> str:
    """Return a distribution's name in normal form.

    Format: https://packaging.python.org/en/latest/specifications/name-normalization/

    Args:
        name: As anyone writes it.
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def from_git(infos: Iterable[str]) -> list[str]:
    """Return those distributions that come from a git repository.

    Args:
        infos: .dist-info folders.
    """
    return [info for info in infos if "vcs_info" in _direct_url(info)]


def make_importable(infos: Iterable[str]) -> None:
    """Let this process see new files and follow the .pth files of editable packages, which Python reads at start-up.

    Args:
        infos: .dist-info folders of new distributions.
    """
    importlib.invalidate_caches()
    for info in infos:
        for path in _files(info):
            if path.endswith(".pth") and os.path.isfile(path):
                site.addpackage(os.path.dirname(path), os.path.basename(path), None)


def modules(info: str) -> Iterator[tuple[str, str]]:
    """Yield the name and path of each module of a distribution, except those of an editable one.

    Args:
        info: Its .dist-info folder.
    """
    for path in _files(info):
        if path.endswith(".py"):
            parts = os.path.relpath(path, os.path.dirname(info)).removesuffix(".py").split(os.sep)
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def lfs_pointers(infos: Iterable[str]) -> list[str]:
    """Return installed files that are only Git LFS pointers, because git-lfs was missing.

    Args:
        infos: .dist-info folders of new distributions.
    """
    small = [path for info in infos for path in _files(info) if _size(path) <= _POINTER_SIZE]
    return [
        path
        for path in small
        if not path.endswith((".py", ".pth")) and _starts_with(path, _LFS_POINTER)
    ]


def direct_url_file(info: str) -> str:
    """Return the path of a distribution's direct_url.json, which may be missing.

    Args:
        info: Its .dist-info folder.
    """
    return os.path.join(info, "direct_url.json")


def _site_folders() -> list[str]:
    folders = [
        path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")
    ]
    return list(dict.fromkeys([*folders, site.getusersitepackages()]))


def _metadata(info: str) -> Message:
    """Empty if the file is missing, as an interrupted uninstall leaves it: https://packaging.python.org/en/latest/specifications/core-metadata/"""
    from email.parser import HeaderParser

    try:
        with open(os.path.join(info, "METADATA"), encoding="utf-8", errors="replace") as file:
            return HeaderParser().parse(file)
    except OSError:
        return HeaderParser().parsestr("")


def _direct_url(info: str) -> dict[str, object]:
    """https://packaging.python.org/en/latest/specifications/direct-url/"""
    try:
        with open(direct_url_file(info), encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _source(info: str) -> tuple[object, object]:
    direct = _direct_url(info)
    url = str(direct.get("url"))
    return over_https(url) or url, direct.get("subdirectory") or None


def _files(info: str) -> Iterator[str]:
    """https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file"""
    try:
        path = os.path.join(info, "RECORD")
        with open(path, encoding="utf-8", errors="surrogateescape", newline="") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, csv.Error):
        return
    yield from (os.path.join(os.path.dirname(info), row[0]) for row in rows)


def _size(path: str) -> float:
    try:
        return os.path.getsize(path)
    except OSError:
        return float("inf")


def _starts_with(path: str, start: bytes) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(len(start)) == start
    except OSError:
        return False
