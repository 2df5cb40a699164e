"""Notebooks for tests: built from cells and outputs, and written in every spelling that JSON and editors allow."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

Json = dict[str, Any]


def code(source: str | list[str], outputs: Iterable[Json] = (), **fields: Any) -> Json:
    """A code cell; `fields` (id, metadata, attachments) are added or replace."""
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
    }
    return cell | fields


def markdown(source: str | list[str], **fields: Any) -> Json:
    return {"cell_type": "markdown", "metadata": {}, "source": source} | fields


def stream(text: str | list[str], name: str = "stdout") -> Json:
    return {"output_type": "stream", "name": name, "text": text}


def output(
    data: Mapping[str, Any] | None = None, *, html: str | None = None, plain: str | None = None
) -> Json:
    """A `display_data` output with these MIME types."""
    bundle = dict(data or {})
    bundle |= {} if html is None else {"text/html": html}
    bundle |= {} if plain is None else {"text/plain": plain}
    return {"output_type": "display_data", "data": bundle, "metadata": {}}


def error(name: str, value: str, traceback: Iterable[str] = ()) -> Json:
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(traceback)}


def notebook(
    cells: Iterable[Json] = (), *, metadata: Mapping[str, Any] | None = None, minor: int = 4
) -> Json:
    """An nbformat 4 notebook; with `minor` 5 or more every cell has an id."""
    numbered = list(cells)
    if minor >= 5:
        numbered = [{"id": f"c{number}"} | cell for number, cell in enumerate(numbered, start=1)]
    return {
        "cells": numbered,
        "metadata": dict(metadata or {}),
        "nbformat": 4,
        "nbformat_minor": minor,
    }


def dump(
    tree: Json,
    *,
    indent: int | str | None = 1,
    ensure_ascii: bool = False,
    newline: str = "\n",
    bom: bool = False,
    final_newline: bool = True,
) -> bytes:
    """The file's bytes as one of the editors would write them; Jupyter's own spelling is the default."""
    text = json.dumps(tree, indent=indent, ensure_ascii=ensure_ascii) + (
        "\n" if final_newline else ""
    )
    return (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", newline).encode(
        "utf-8", "surrogatepass"
    )
