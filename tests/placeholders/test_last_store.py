"""A process reads the path store again only if another one wrote it, or if its own changes were not saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from colab_safe.placeholders.store import LastStore, load, opened

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
