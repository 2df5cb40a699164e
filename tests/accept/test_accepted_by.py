"""Reports say what accepts a finding, and how many: for every kind of acceptance the numbers agree."""

from __future__ import annotations

import json
from hashlib import sha1
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from colab_safe.model import (
    BASELINE,
    CELL,
    COMMENT,
    CONFIGURATION,
    SECRETS_BASELINE,
    AcceptedBy,
    Report,
    counted,
)
from colab_safe.typed import NamedTuple
from tests.accept.projects import Folder
from tests.notebooks import Json, code, dump, notebook
from tests.tokens import github_token

TOKEN, BY_BASELINE, BY_SECRETS = github_token(1), github_token(2), github_token(3)
PATH = "open('/content/drive/MyDrive/keys/github.json')"
SETTINGS = """
baseline = ["known", ".secrets.baseline"]
rules = ["rules.toml"]
[[allow]]
paths = ["settings.ipynb"]
rules = ["github-pat", "drive-token-path"]
reason = "an example"
[[allow]]
rules = ["unreadable-notebook"]
reason = "old files"
"""
RULES = """
[[allowlists]]
description = "shared examples"
paths = ['team\\.ipynb']
"""


class Kind(NamedTuple):
    """One way to accept, in a notebook of its own."""

    by: str
    file: str
    reason: str
    cell: Json


# By the notebook's name.
KINDS = {
    "comment": Kind(COMMENT, "", "", code(f"'{TOKEN}'  # colab-safe: allow github-pat — old")),
    "pragma": Kind(COMMENT, "", "", code(f"'{TOKEN}'  # pragma: allowlist secret")),
    "tag": Kind(CELL, "", "", code(f"'{TOKEN}'", metadata={"tags": ["allow-secret"]})),
    "metadata": Kind(CELL, "", "", code(TOKEN, metadata={"colab-safe": {"allow": True}})),
    "settings": Kind(CONFIGURATION, ".colab-safe.toml", "an example", code(f"'{TOKEN}'")),
    "team": Kind(CONFIGURATION, "rules.toml", "shared examples", code(f"'{TOKEN}'")),
    "baseline": Kind(BASELINE, "known", "", code(f"'{BY_BASELINE}'")),
    "secrets": Kind(SECRETS_BASELINE, ".secrets.baseline", "", code(f"'{BY_SECRETS}'")),
    "broken": Kind(CONFIGURATION, ".colab-safe.toml", "old files", code("x = 1")),
    "path": Kind(COMMENT, "", "", code(f"{PATH}  # colab-safe: allow drive-token-path")),
    "path-tag": Kind(CELL, "", "", code(PATH, metadata={"tags": ["allow-secret:drive-token-path"]})),
    "path/settings": Kind(CONFIGURATION, ".colab-safe.toml", "an example", code(PATH)),
}  # fmt: skip


def content(kind: str, number: int) -> bytes:
    """A notebook with what is accepted, as often as given; that it is broken counts once."""
    cell = KINDS[kind].cell
    data = dump(notebook([cell] * number))
    return data[:-10] if kind == "broken" else data


def number_of(kind: str, number: int) -> int:
    return 1 if kind == "broken" else number


@pytest.fixture
def folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Folder:
    monkeypatch.chdir(tmp_path)
    made = Folder(tmp_path, capsys)
    made.write("baseline.ipynb", content("baseline", 1))
    assert made.run("baseline", "create", "--file", "known", "baseline.ipynb")[0] == 0
    made.write(".colab-safe.toml", SETTINGS)
    made.write("rules.toml", RULES)
    hashed = sha1(BY_SECRETS.encode(), usedforsecurity=False).hexdigest()
    entry = {"type": "GitHub Token", "hashed_secret": hashed, "line_number": 1}
    known = {"results": {"secrets.ipynb": [entry]}, "plugins_used": [], "filters_used": []}
    made.write(".secrets.baseline", json.dumps(known))
    for name in KINDS:  # settings name files that are there from the root
        made.write(f"{name}.ipynb", b"")
    return made


SCANNED = [kind for kind in KINDS if not kind.startswith("path")]


@given(numbers=st.dictionaries(st.sampled_from(SCANNED), st.integers(1, 3), min_size=1))
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(numbers=dict.fromkeys(SCANNED, 2))
def test_every_kind_of_acceptance_is_counted(folder: Folder, numbers: dict[str, int]) -> None:
    for kind in SCANNED:
        folder.write(f"{kind}.ipynb", content(kind, numbers[kind]) if kind in numbers else b"")

    report = folder.scan()

    expected = counted(
        AcceptedBy(*KINDS[kind][:3], number_of(kind, number)) for kind, number in numbers.items()
    )
    assert (report["findings"], report["errors"]) == ([], [])
    assert report["summary"]["accepted_by"] == [each._asdict() for each in expected]
    total = sum(number_of(kind, number) for kind, number in numbers.items())
    assert report["summary"]["accepted"] == total == Report(accepted_by=expected).accepted


SENTENCES = {
    "path": "comments in notebooks",
    "path-tag": "tags or metadata of cells",
    "path/settings": "the configuration .colab-safe.toml: an example",
}


@pytest.mark.parametrize("kind", SENTENCES)
def test_paths_check_says_what_accepts(folder: Folder, kind: str) -> None:
    folder.write(f"{kind}.ipynb", content(kind, 2))

    code, said, _ = folder.run("paths", "check", f"{kind}.ipynb")

    assert (code, said.splitlines()) == (
        0,
        [
            f"colab-safe: 2 accepted by {SENTENCES[kind]}",
            "colab-safe: no visible path in 1 notebook (2 accepted paths)",
        ],
    )
