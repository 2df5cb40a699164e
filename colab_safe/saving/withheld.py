"""Parts of a notebook taken out as a whole, where a secret in them cannot be redacted or nothing is known of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from colab_safe.model import Place
from colab_safe.notebook.json_bytes import json_bytes, tree_of

NOTE = "[colab-safe: output withheld, because a secret in it could not be redacted]\n"
_OUTPUT = {"output_type": "stream", "name": "stderr", "text": NOTE}


def withhold(data: bytes, places: Iterable[Place]) -> bytes:
    """Return a notebook without the outputs, attachments and metadata at some places.

    Args:
        data: The bytes of a notebook.
        places: Outside of source.
    """
    tree = tree_of(data)
    for place in places:
        owner = tree if place.cell is None else tree["cells"][place.cell - 1]
        _empty(owner, place.part)
    return json_bytes(tree)


def withhold_all(tree: Any) -> Any:
    """Return a notebook with nothing but its sources: what to save when it could not be checked and must be saved.

    Args:
        tree: The notebook as dictionaries and lists; in a broken one, any value.
    """
    cells = tree.get("cells") if isinstance(tree, dict) else None
    kept = [each for each in cells if isinstance(each, dict)] if isinstance(cells, list) else []
    for cell in kept:
        for part in ("output", "attachment", "metadata"):
            _empty(cell, part)
    version = {"nbformat": 4, "nbformat_minor": tree.get("nbformat_minor", 5)} if kept else {}
    return {**version, "metadata": {}, "cells": kept, "nbformat": 4}


def _empty(owner: dict[str, Any], part: str) -> None:
    if part == "output" and owner.get("outputs"):
        owner["outputs"] = [dict(_OUTPUT)]
    elif part == "attachment":
        owner.pop("attachments", None)
    elif part == "metadata":
        owner["metadata"] = {}
