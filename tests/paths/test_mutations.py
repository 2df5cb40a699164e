"""Properties of hide and restore for notebooks of the ways table, cut, copied and glued at random places."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore

from .notebooks import code, colab, drive_download, jupyter, markdown, notebook, shown, stream
from .test_listed_files import LISTED
from .test_ways import MARKED
from .ways import HIDDEN, WAYS

DRIVE = "/content/drive/MyDrive/"
CODE = [
    MARKED.sub(r"\1", way).replace("\n---\n", "\n") for way in (*WAYS.values(), *HIDDEN.values())
]
SHOWN = [(source, MARKED.sub(r"\1", output)) for source, output in LISTED.values()]
FILES = ("keys/gh.json", "misc/one.txt", "keys/kaggle.json", "token.json", "my/keys/github-2.json", ".ssh/id_rsa")  # fmt: skip
PIECES = (
    DRIVE, "MyDrive/", "keys/", "gh.json", "/", "\\\\", "\\e", "'", '\\"', "\\n", " ", "{", "}", "drive", "__DRIVE_TOKEN_PATH__",
    "__DRIVE_TOKEN_PATH_kaggle__", "%20", "&#x2F;", ".json", "\\u0041", "é",
)  # fmt: skip


def output_of(choose: random.Random, source: str) -> dict[str, Any]:
    file = DRIVE + choose.choice(FILES)
    text = choose.choice(
        [file, source, choose.choice(SHOWN)[1], f"at {file}:3\n\x1b[31m{source}\x1b[0m", file * 2]
    )
    return choose.choice([stream(f"{text}\n"), shown(plain=text), shown(html=f"<b>{text}</b>")])


def cell_of(choose: random.Random) -> dict[str, Any]:
    if choose.random() < 0.2:
        source, text = choose.choice(SHOWN)
        return code(source, stream(text))
    source = "\n".join(choose.sample(CODE, choose.randint(1, 2)))
    if choose.random() < 0.2:
        return markdown(f"{source} {DRIVE}{choose.choice(FILES)}")
    cell = code(source, *([output_of(choose, source)] if choose.random() < 0.6 else []))
    if choose.random() < 0.2:
        cell["metadata"] = {"copy": source}
    return cell


def mutated(choose: random.Random, text: str) -> str:
    start = choose.randrange(len(text))
    end, other = start + choose.randint(1, 40), choose.randrange(len(text))
    return choose.choice(
        [
            text[:start] + text[end:],
            text[:other] + text[start:end] + text[other:],
            text[:start] + choose.choice(PIECES) + text[start:],
            text[:start] + choose.choice(FILES) + text[end:],
        ]
    )


def notebook_of(choose: random.Random) -> bytes:
    cells = [cell_of(choose) for _ in range(choose.randint(1, 4))]
    metadata = {"code": choose.sample(CODE, 2)} if choose.random() < 0.3 else {}
    text = choose.choice([jupyter, colab, drive_download])(
        notebook(*cells, metadata=metadata)
    ).decode()
    for _ in range(choose.choice([0, 1, 1, 2, 3, 5])):
        text = mutated(choose, text)
    return text.encode()


@pytest.mark.slow
@given(seed=st.integers(0, 1 << 32), even_unreadable=st.booleans())
def test_hidden_once_and_restored(seed: int, even_unreadable: bool) -> None:
    """Also in what cannot be parsed, which the filter hides too: a second hide changes nothing, and each file has a placeholder of its own."""
    data, store = notebook_of(random.Random(seed)), PathStore()
    hiding = hide(data, "a.ipynb", store, even_unreadable=even_unreadable)
    assert (hiding.data == data) or not hiding.problem
    assert restore(hiding.data, "a.ipynb", store).data == data
    assert hide(hiding.data, "a.ipynb", store, even_unreadable=even_unreadable).data == hiding.data
    assert all(len(paths) == 1 for paths in store.paths.values())
