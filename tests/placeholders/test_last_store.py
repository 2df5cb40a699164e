"""A process reads the path store again only if another one wrote it, or if its own changes were not saved."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from colab_safe.placeholders.store import LastStore, PathStore, load, opened

P, Q = "__DRIVE_TOKEN_PATH__", "__DRIVE_TOKEN_PATH_kaggle__"


def test_it_is_read_once(tmp_path: Path) -> None:
    folder, last = str(tmp_path), LastStore()
    with opened(folder, last) as first:
        first.add(P, "keys/gh.json")
    with opened(folder, last) as second:
        assert second is first
        second.add(Q, "keys/kaggle.json")
    assert load(folder).paths == {P: ["keys/gh.json"], Q: ["keys/kaggle.json"]}


def test_what_another_process_wrote_counts(tmp_path: Path) -> None:
    folder, last = str(tmp_path), LastStore()
    with opened(folder, last) as ours:
        ours.add(P, "keys/gh.json")
    with opened(folder) as theirs:
        theirs.add(Q, "keys/kaggle.json")
    with opened(folder, last) as again:
        assert again.path(Q) == "keys/kaggle.json"


def test_what_was_not_saved_is_forgotten(tmp_path: Path) -> None:
    folder, last = str(tmp_path), LastStore()
    with opened(folder, last):
        pass
    with pytest.raises(ValueError, match="stopped"), opened(folder, last) as ours:
        ours.add(P, "keys/gh.json")
        raise ValueError("stopped")
    with opened(folder, last) as again:
        assert again.paths == {}


def test_what_is_saved_is_the_whole_store_whatever_was_saved_before() -> None:
    """Entries that did not change are not made into JSON anew."""
    choose, store = random.Random(4), PathStore({P: ["keys/gh.json"]})
    for turn in range(300):
        line, name = f"l{choose.randint(0, 9)} {P}", f"é{choose.randint(0, 5)}.ipynb"
        match choose.randint(0, 4):
            case 0:
                store.add(choose.choice((P, Q)), f"keys/{turn % 7}")
            case 1:
                store.forget(choose.choice((P, Q, "none")) if turn % 9 == 0 else "none")
            case 2:
                store.see(name, str(turn))
            case _:
                store.remember(line, name, [[f"keys\\/{choose.randint(0, 3)}", "\ud800"]])
        tables = {"paths": store.paths, "written": store.written, "seen": store.seen}
        assert store.as_json() == json.dumps({"version": 2, **tables})
