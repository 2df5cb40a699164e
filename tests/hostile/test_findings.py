"""Many findings in one place: the work grows with the file, not with its square."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from colab_safe.notebook.reading import read_notebook
from colab_safe.paths.find import find
from colab_safe.paths.hide import hide
from colab_safe.paths.rules import DEFAULT
from colab_safe.placeholders.store import PathStore
from colab_safe.scan import scan
from tests.hostile.counting import grows_linearly
from tests.notebook.planting import ENGINE
from tests.notebooks import Json, code, dump, notebook, output, stream
from tests.tokens import github_token

TOKENS = [github_token(seed) for seed in range(200)]
DRIVE = "/content/drive/MyDrive/keys"


def cells(*made: Json) -> bytes:
    return dump(notebook(made))


PLACES: dict[str, Callable[[int], bytes]] = {
    "lines of one output": lambda n: cells(code("", [stream("\n".join(TOKENS[:n]))])),
    "one line": lambda n: cells(code("", [stream(" ".join(TOKENS[:n]))])),
    "adjacent outputs": lambda n: cells(code("", [stream(f"{token}\n") for token in TOKENS[:n]])),
    "outputs": lambda n: cells(
        code("", [output({"text/plain": token}) for token in TOKENS[:n]],
             **{f"key {number}": number for number in range(20 * n)})
    ),
    "cells": lambda n: cells(*(code(token) for token in TOKENS[:n])),
    "a cell with many tags": lambda n: cells(
        code("\n".join(TOKENS[:n]), metadata={"tags": [f"tag {number}" for number in range(50 * n)]})
    ),
    "UTF-16": lambda n: cells(code("\n".join(TOKENS[:n]))).decode().encode("utf-16"),
}  # fmt: skip
PATHS: dict[str, Callable[[int], bytes]] = {
    "one output": lambda n: cells(
        code("x", [stream("\n".join(f"{DRIVE}/a{number}.json" for number in range(100, 100 + n)))])
    ),
    "code, shown again": lambda n: cells(
        code(
            "\n".join(f"open('{DRIVE}/a{number}.json')" for number in range(100, 100 + n)),
            [
                stream(
                    "\n".join(f"> open('{DRIVE}/a{number}.json')" for number in range(100, 100 + n))
                )
            ],
        )
    ),
}


@pytest.mark.parametrize("made", PLACES.values(), ids=PLACES)
def test_tokens(made: Callable[[int], bytes]) -> None:
    assert len(scan(made(40), "a.ipynb", [ENGINE]).findings) == 40
    assert grows_linearly(lambda n: scan(made(n), "a.ipynb", [ENGINE]), 50)


@pytest.mark.parametrize("made", PATHS.values(), ids=PATHS)
def test_paths(made: Callable[[int], bytes]) -> None:
    def search(n: int) -> int:
        return len(find(read_notebook(made(n)), "a.ipynb", PathStore(), DEFAULT))

    assert search(40) % 40 == 0
    assert search(40)
    assert grows_linearly(search, 110)  # above a hundred paths all are looked for at once


def test_more_token_files_than_a_notebook_has_are_not_hidden_but_reported() -> None:
    data = PATHS["one output"](1001)
    hiding = hide(data, "a.ipynb", PathStore())
    assert hiding.data == data
    assert len(hiding.hidden) == 1001
    assert "1,000 different token files" in (hiding.problem or "")


@pytest.mark.parametrize("half", ["\ud800", "\udcda", "\ud83d\ud83d"])
def test_halves_of_surrogate_pairs_do_no_harm(half: str) -> None:
    """The fuzzer found this one."""
    line = f"open('{DRIVE}/a{half}.json')  # {half}"
    data = cells(code(line, [stream(f"{half} keys/a{half}.json\n> {line}\n")]))
    assert find(read_notebook(data), "a.ipynb", PathStore(), DEFAULT)
