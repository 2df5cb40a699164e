"""`colab-safe demo`, as a newcomer runs it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.repository import Repository
from tests.tools import PROJECT, tool

STORY = (
    "$ git commit",
    "analysis.ipynb: cell 1, source, line 2, column 38: path of a token file → __DRIVE_TOKEN_PATH__",
    "analysis.ipynb: cell 2, output 1 (text/html), line 3, column 30",
    "<tr><th>access_token</th><td>█████</td></tr>",
    "# The commit is blocked.",
    "$ git diff",
    "$ git commit",
    "nothing found in 1 file, 2 cells, 0 outputs",
    "[master (root-commit)",
    "# Committed",
    "The temporary folder is gone.",
)


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary folders are made."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    return folder


def test_it_tells_the_story_and_leaves_nothing_behind(tmp_path: Path, temporary: Path) -> None:
    home = Repository(tmp_path)

    done = home.run(tool("colab-safe"), "demo")

    assert (done.returncode, done.stderr) == (0, "")
    rest = done.stdout
    for scene in STORY:
        assert scene in rest, scene
        rest = rest.partition(scene)[2]
    assert not re.search(r"gh[p]_\w", done.stdout)
    assert [*tmp_path.iterdir()] == [temporary]
    assert [*temporary.iterdir()] == []


def test_the_users_git_settings_do_not_matter(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "config").write_text(
        "[core]\nhooksPath = /nowhere\n[commit]\ngpgSign = true\n[init]\ndefaultBranch = x\n"
    )
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "config"))
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))

    assert Repository(tmp_path).run(tool("colab-safe"), "demo").returncode == 0


def test_without_git_it_says_so(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    done = Repository(tmp_path).run(tool("colab-safe"), "demo")

    assert done.returncode == 2
    assert done.stderr.startswith("colab-safe: git cannot be started")
    assert [*temporary.iterdir()] == []


@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [
        ("stopped-commit.svg", "$ git commit", "# The commit is blocked"),
        ("demo.svg", "# analysis.ipynb", "The temporary folder"),
    ],
)
def test_the_pictures_show_what_it_says_today(
    tmp_path: Path, temporary: Path, name: str, begins: str, ends: str
) -> None:
    picture = re.sub(
        r"<(style|title).*?</\1>|<[^>]+>",
        "",
        (PROJECT / "docs" / name).read_text("utf-8"),
        flags=re.DOTALL,
    )
    said = Repository(tmp_path).run(tool("colab-safe"), "demo").stdout
    shown = said[said.index(begins) : said.index(ends)]
    assert _bare(shown) in _bare(unescape(picture)), "run `python docs/stopped_commit.py`"


def test_on_a_terminal_it_has_the_colours_of_the_hooks(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    said = Repository(tmp_path).run(tool("colab-safe"), "demo").stdout
    assert "\x1b[1manalysis.ipynb\x1b[0m" in said
    assert "\\x1b" not in said


def _bare(text: str) -> str:
    """Without spaces, and without the ids of blobs: each run has another token."""
    return re.sub(
        r"\s+|index [0-9a-f]{7}\.\.[0-9a-f]{7}|\(root-commit\) [0-9a-f]{7}",
        "",
        text.replace("\xa0", " "),
    )
