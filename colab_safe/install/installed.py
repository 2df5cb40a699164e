"""What an install has put into this Python environment: distributions, their commits, modules already loaded."""

from __future__ import annotations

import json
import os
import site
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PathDistribution
from pathlib import Path
from typing import NamedTuple


class Installed(NamedTuple):
    """`commit` and `url` are of the git repository that a distribution came from, None for others."""

    name: str
    version: str
    url: str | None
    commit: str | None


def snapshot() -> dict[str, int]:
    """{path of a .dist-info folder: time of its last change in ns}; some 500 in Colab take about 5 ms."""
    found = {}
    for folder in _site_folders():
        try:
            entries = list(os.scandir(folder))
        except OSError:
            continue
        found.update({entry.path: entry.stat().st_mtime_ns for entry in entries if entry.name.endswith(".dist-info")})
    return found


def changed(before: dict[str, int], after: dict[str, int]) -> list[str]:
    return sorted(path for path, time in after.items() if before.get(path) != time)


def _site_folders() -> list[str]:
    folders = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    return list(dict.fromkeys([*folders, site.getusersitepackages()]))


def from_repository(infos: Iterable[str], url: str) -> Installed | None:
    """The distribution that was installed from this URL (of a repository, or `file://…` for an editable one)."""
    for info in infos:
        direct = _direct_url(info)
        if direct.get("url") == url:
            distribution = _distribution(info)
            vcs = direct.get("vcs_info")
            commit = vcs.get("commit_id") if isinstance(vcs, dict) else None
            return Installed(distribution.metadata["Name"], distribution.version, url, commit)
    return None


def _direct_url(info: str) -> dict[str, object]:
    """https://packaging.python.org/en/latest/specifications/direct-url/"""
    try:
        with open(os.path.join(info, "direct_url.json"), encoding="utf-8") as file:
            content = json.load(file)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _distribution(info: str) -> Distribution:
    return PathDistribution(Path(info))
