"""Which notebooks are Python, and which run in Colab."""

from __future__ import annotations

import re
from collections.abc import Iterable

from colab_safe.notebook.notebook import Notebook
from colab_safe.typed import Any

_MARIMO = (
    re.compile(rb"^import marimo\b", re.MULTILINE),
    re.compile(rb"^@app\.\w|^with app\.", re.MULTILINE),
)
_COLAB = "google.colab"  # what is imported there


def why_not_python(notebook: Notebook, path: str) -> str:
    """Return why nothing of a notebook is rewritten; empty if it is Python.

    Args:
        notebook: The notebook.
        path: Its name.
    """
    if not notebook.is_parsed:
        return (
            "" if path.lower().endswith(".py") else "only notebooks and Python files are rewritten"
        )
    metadata = _metadata(notebook)
    languages = (
        _member(_member(metadata, "language_info"), "name"),
        _member(_member(metadata, "kernelspec"), "language"),
    )
    language = next((each for each in languages if isinstance(each, str) and each), "python")
    is_python = language.lower().startswith(("python", "ipython"))
    return "" if is_python else "the notebook's language is not Python"


def is_of_colab(notebook: Notebook, sources: Iterable[str]) -> bool:
    """Return whether a notebook runs in Colab, by its metadata or imports.

    Args:
        notebook: The notebook.
        sources: Its code cells.
    """
    if notebook.is_parsed and _member(_metadata(notebook), "colab") is not None:
        return True
    return any(_COLAB in source for source in sources)


def is_of_marimo(notebook: Notebook) -> bool:
    """Return whether a file is a notebook of marimo: a cell runs after those whose names it uses, and no two may define the same.

    See https://docs.marimo.io/guides/understanding_errors/multiple_definitions/.

    Args:
        notebook: The file.
    """
    data = notebook.source.data
    return not notebook.is_parsed and all(each.search(data) for each in _MARIMO)


def _metadata(notebook: Notebook) -> Any:
    try:
        return notebook.document.value(("metadata",)) if notebook.document else None
    except LookupError:
        return None


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None
