"""Notebooks for the tests of paths, written as different programs write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any


def code(source: str | Sequence[str], *outputs: dict[str, Any]) -> dict[str, Any]:
    lines = source.splitlines(keepends=True) if isinstance(source, str) else list(source)
    return {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {},
        "outputs": list(outputs),
        "source": lines,
    }


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def shown(**data: str) -> dict[str, Any]:
    mimes = {"plain": "text/plain", "html": "text/html"}
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {mimes[key]: [value] for key, value in data.items()},
    }


def notebook(*cells: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"cells": list(cells), "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 0}


def jupyter(tree: dict[str, Any]) -> bytes:
    return (json.dumps(tree, indent=1, ensure_ascii=False, sort_keys=True) + "\n").encode()


def colab(tree: dict[str, Any]) -> bytes:
    """Two blanks, nbformat first, ASCII only, no line end at the end of the file."""
    first = {key: tree[key] for key in ("nbformat", "nbformat_minor", "metadata", "cells")}
    return json.dumps(first, indent=2).encode()


def drive_download(tree: dict[str, Any]) -> bytes:
    """One line: https://github.com/sigopt/sigopt-examples/pull/190"""
    return json.dumps(tree, separators=(",", ":")).encode()


def windows(tree: dict[str, Any]) -> bytes:
    return b"\xef\xbb\xbf" + jupyter(tree).replace(b"\n", b"\r\n")


def powershell(tree: dict[str, Any]) -> bytes:
    return jupyter(tree).decode().encode("utf-16")


WRITERS: tuple[Callable[[dict[str, Any]], bytes], ...] = (
    jupyter,
    colab,
    drive_download,
    windows,
    powershell,
)


def sources(data: bytes) -> list[str]:
    """The source of each cell of a notebook in any of these forms."""
    text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"]]
