"""Notebooks kept as text that a repository has, and the patterns that name them in the settings."""

from __future__ import annotations

import os
import re

from colab_safe.errors import FileError
from colab_safe.git.files import indexed_files
from colab_safe.notebook.reading import read_text
from colab_safe.notebook_names import IsTextNotebook, may_be_text_notebook
from colab_safe.project.files import read_bytes, size

_LARGEST = 4_000_000  # bytes; a larger file is data
# One of these is in every script with cells, and in the header of Markdown that a tool made of a notebook.
_SIGNS = re.compile(rb"%%|jupytext|marimo|Databricks notebook source|In\[|<codecell>|kernelspec")
_HEADER = re.compile(
    rb"\s*---\r?\n(?:(?!---)[^\n]*\n)*?[^\n]*(?:jupytext|kernelspec|marimo-version)"
)
_PLAIN_MARKDOWN = (".md", ".markdown")  # whose fences may be examples


def unnamed(is_text_notebook: IsTextNotebook) -> list[str]:
    """Return the files in the index that are notebooks kept as text, but not for the settings.

    Args:
        is_text_notebook: Which files the settings name, by their paths from the current folder, the top of the clone.

    Raises:
        GitError: git refuses.
    """
    names = filter(may_be_text_notebook, indexed_files(os.curdir))
    return [name for name in names if not is_text_notebook(name) and _is_notebook(name)]


def patterns(paths: list[str]) -> list[str]:
    """Return the patterns of files for the setting: one for each folder and end of a name.

    Args:
        paths: Of the files, POSIX style.
    """
    return list(dict.fromkeys(map(_pattern, sorted(paths))))


def _pattern(path: str) -> str:
    folder, _, name = path.rpartition("/")
    if any(sign in folder for sign in "*?[]!"):
        return f"*{name[name.rfind('.') :]}"
    return f"{folder}/*{name[name.rfind('.') :]}"


def _is_notebook(path: str) -> bool:
    if os.path.islink(path) or size(path) > _LARGEST:
        return False
    try:
        return _has_cells(path, read_bytes(path))
    except FileError:  # deleted, or not to be read: a scan says so
        return False


def _has_cells(path: str, data: bytes) -> bool:
    if path.lower().endswith(_PLAIN_MARKDOWN) and not _HEADER.match(data):
        return False
    is_script = not path.lower().endswith((".qmd", ".rmd", ".myst"))
    return (not is_script or _SIGNS.search(data) is not None) and read_text(data, path).cells > 0
