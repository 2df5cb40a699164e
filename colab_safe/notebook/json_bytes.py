"""Notebooks that other programs have as dictionaries and lists, as the bytes of a file and back."""

from __future__ import annotations

import json
from typing import Any


def json_bytes(tree: Any) -> bytes:
    """Return a notebook as JSON in UTF-8; half of a surrogate pair stays as it is.

    Args:
        tree: Dictionaries, lists, texts and numbers.
    """
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def tree_of(data: bytes) -> Any:
    """Return what `json_bytes` was given.

    Args:
        data: JSON in UTF-8.

    Raises:
        ValueError: It is not.
    """
    return json.loads(data.decode("utf-8", "surrogatepass"))
