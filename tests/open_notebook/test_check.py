"""What a check says of a notebook, in every front end; Colab's page is a stand-in that answers as documented."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from colab_safe import check_notebook
from colab_safe.errors import FileError, UsageError
from colab_safe.guard.guard import Guard
from colab_safe.guard.loading import Loaded
from colab_safe.guard.magic import remind
from colab_safe.open_notebook import front_ends
from tests.notebooks import code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token
from tests.tools import PROJECT

TOKEN = github_token()
PATH = "/content/drive/MyDrive/keys/github.json"
ID = "aB3_x-9"


def colab_cells(*cells: dict[str, Any]) -> dict[str, Any]:
    """Colab's own layout: the id is in the metadata, the source a list of lines."""
    tree = notebook(list(cells), minor=0)
    for number, cell in enumerate(tree["cells"], start=1):
        cell["metadata"]["id"] = f"{ID}{number}"
    tree["metadata"]["colab"] = {"name": "analysis.ipynb", "provenance": []}
    return tree


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """IPython's shell, in the middle of its third cell."""
    raw = ["", "import x", f"print('{TOKEN}')", "check_notebook()"]
    shell = SimpleNamespace(user_ns={}, history_manager=SimpleNamespace(input_hist_raw=raw))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    monkeypatch.setattr(front_ends, "notebook_of_kernel", lambda: None)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return shell


@pytest.fixture
def colab(
    shell: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[Any], None]]:
    """Let Colab's page answer: with a notebook, or with "silent", "error" or "raises"."""
    monkeypatch.syspath_prepend(str(PROJECT / "tests" / "fake_colab"))
    monkeypatch.chdir(tmp_path)
    import google.colab  # noqa: F401

    def answer(page: Any) -> None:
        if isinstance(page, dict):
            (tmp_path / "page.json").write_bytes(dump(page))
            page = str(tmp_path / "page.json")
        monkeypatch.setenv("FAKE_COLAB", json.dumps({"page": page}))

    yield answer
    for name in [name for name in sys.modules if name.partition(".")[0] == "google"]:
        del sys.modules[name]


def saved(path: Path, *cells: dict[str, Any]) -> Path:
    path.write_bytes(dump(notebook(list(cells))))
    return path


LEAKS = [
    pytest.param(code(f"t = '{TOKEN}'"), "source", 'userdata.get("GITHUB_TOKEN")', id="source"),
    pytest.param(code("main()", [stream(TOKEN)]), "output 1", "clear this output", id="output"),
    pytest.param(code("x", [output(html=f"<b>{TOKEN}</b>")]), "output 1 (text/html)", "clear this output", id="html"),
    pytest.param(code("x", [error("E", TOKEN, [])]), "output 1", "clear this output", id="error"),
    pytest.param(markdown(f"use {TOKEN}"), "source", "remove it from the text", id="markdown"),
    pytest.param(code(f"print(open('{PATH}').read())"), "source", "colab-safe paths hide", id="drive-path"),
]  # fmt: skip


@pytest.mark.parametrize(("cell", "place", "to_do"), LEAKS)
def test_each_place_has_what_to_do(
    cell: dict[str, Any], place: str, to_do: str, tmp_path: Path
) -> None:
    result = check_notebook(saved(tmp_path / "a.ipynb", markdown("# é"), cell))
    assert not result
    blocking = [row for row in result.rows if row.blocks]
    assert [place in row.where and "cell 2" in row.where for row in blocking] == [True]
    assert to_do in blocking[0].to_do
    for shown in (repr(result), str(result), result._repr_html_(), repr(result.rows)):
        assert TOKEN not in shown and TOKEN[:12] not in shown and PATH not in shown


def test_nothing_found_is_true_and_says_what_was_covered(tmp_path: Path) -> None:
    result = check_notebook(saved(tmp_path / "a.ipynb", code("1 + 1", [stream("2")])))
    assert result
    assert "nothing found" in repr(result) and "1 file, 1 cell, 1 output" in repr(result)


def test_what_cannot_be_read_is_not_clean(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_bytes(b'{"cells": [')
    result = check_notebook(tmp_path / "a.ipynb")
    assert not result
    assert "not a readable notebook" in result.problems[0]
    with pytest.raises(FileError, match=r"b\.ipynb"):
        check_notebook(tmp_path / "b.ipynb")


def test_an_acceptance_of_the_project_holds_and_is_told(tmp_path: Path) -> None:
    (tmp_path / ".colab-safe.toml").write_text(
        '[[allow]]\npaths = ["a.ipynb"]\nrules = ["github-pat"]\nreason = "made up"\n'
    )
    result = check_notebook(saved(tmp_path / "a.ipynb", code(f"t = '{TOKEN}'")))
    assert result
    assert "1 accepted by the configuration" in repr(result) and "made up" in repr(result)


def test_colab_gives_what_is_on_the_screen(colab: Callable[[Any], None]) -> None:
    colab(colab_cells(markdown("# é"), code("main()", [stream(TOKEN)])))
    result = check_notebook()
    assert [row.where.partition(",")[0] for row in result.rows] == ["cell 2"]
    assert "Revision history" in repr(result)
    import google.colab._message as page

    assert page.asked == [("get_ipynb", 60)]


def test_colab_links_to_the_cell(
    colab: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front_ends, "_file_id", lambda: "drive1")
    colab(colab_cells(markdown("# é"), code("main()", [stream(TOKEN)])))
    result = check_notebook()
    assert f"https://colab.research.google.com/drive/drive1#scrollTo={ID}2" in result._repr_html_()


@pytest.mark.parametrize("answer", ["silent", "error", "raises"])
def test_a_page_that_does_not_answer_is_an_error_with_a_way_out(
    colab: Callable[[Any], None], answer: str
) -> None:
    colab(answer)
    with pytest.raises(UsageError, match="pass the path of a saved copy"):
        check_notebook()


def test_the_copy_is_redacted_and_downloaded(colab: Callable[[Any], None], tmp_path: Path) -> None:
    colab(colab_cells(code("main()", [stream(TOKEN)])))
    path = check_notebook().save_copy()
    assert path == "analysis-redacted.ipynb"
    copy = (tmp_path / path).read_text("utf-8")
    assert "[REDACTED:github-pat]" in copy and TOKEN not in copy
    from google.colab import files

    assert files.downloaded == [path]
    with pytest.raises(FileError, match="exists"):
        check_notebook().save_copy()


def test_settings_of_a_cloned_repository_do_not_accept_for_a_notebook_on_drive(
    colab: Callable[[Any], None], tmp_path: Path
) -> None:
    (tmp_path / ".colab-safe.toml").write_text(
        '[[allow]]\nrules = ["github-pat"]\nreason = "hostile"\n'
    )
    colab(colab_cells(code("main()", [stream(TOKEN)])))
    assert not check_notebook()


def test_secrets_of_the_session_are_found_by_their_values(
    shell: SimpleNamespace, tmp_path: Path
) -> None:
    """No pattern knows such a password; the guard does, since it was typed."""
    value = "-".join(("Hw4", "kiln", "Sopha9"))
    path = saved(tmp_path / "a.ipynb", code("x", [stream(f"it is {value} now\n")]))
    assert check_notebook(path)
    guard = Guard()
    guard.watched.add(value, "an answer to getpass")
    shell._colab_safe_guard = Loaded(guard, ())
    result = check_notebook(path)
    assert not result
    assert "output 1" in result.rows[0].where and "getpass" in result.rows[0].what
    assert value not in repr(result) and value[:8] not in repr(result)


def test_colab_is_reminded_once(colab: Callable[[Any], None], capsys: Any) -> None:
    shell = SimpleNamespace()
    remind(shell)
    remind(shell)
    assert capsys.readouterr().out.count("colab_safe.check_notebook()") == 1


def test_others_are_not_reminded(capsys: Any) -> None:
    remind(SimpleNamespace())
    assert capsys.readouterr().out == ""


# What the file says of its cells, as (source, execution count), and why it is behind what ran.
STATES = [
    pytest.param([("import x", 1), (f"print('{TOKEN}')", 2), ("check_notebook()", None)], "", id="saved"),
    pytest.param([(f"print('{TOKEN}')\n", 2), ("check_notebook()\r\n", 3)], "", id="saved-line-ends"),
    pytest.param([("import x", 1), ("check_notebook()", None)], "the cell before this one ran", id="before"),
    pytest.param([(f"print('{TOKEN}')", 7), ("check_notebook()", 8)], "the cell before this one ran", id="restarted"),
    pytest.param([("import x", 1), (f"print('{TOKEN}')", 2)], "this cell was written", id="not-yet-there"),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "why"), STATES)
@pytest.mark.parametrize("front_end", ["VS Code", "Jupyter"])
def test_a_saved_state_that_is_behind_is_not_clean(
    shell: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, front_end: str,
    cells: list[tuple[str, int | None]], why: str,
) -> None:  # fmt: skip
    tree = [code(text) | {"execution_count": number} for text, number in cells]
    path = saved(tmp_path / "a.ipynb", *tree)
    if front_end == "VS Code":
        shell.user_ns["__vsc_ipynb_file__"] = str(path)
    else:
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    result = check_notebook()
    assert [why in each for each in result.problems] == ([True] if why else [])
    assert not result  # each has a token in its source, or was not saved
    assert any("as it was saved last" in each for each in result.notes)


def test_no_front_end_asks_for_a_path(shell: SimpleNamespace, tmp_path: Path) -> None:
    shell.user_ns["__vsc_ipynb_file__"] = str(tmp_path / "gone.ipynb")
    with pytest.raises(UsageError, match="pass its path"):
        check_notebook()


def test_plain_python_asks_for_a_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    with pytest.raises(UsageError, match="pass its path"):
        check_notebook()


def test_nothing_in_a_notebook_acts_in_the_table(tmp_path: Path) -> None:
    cell = code("x", [output({"text/<script>alert(1)</script>": TOKEN})])
    cell["id"] = "a<img src=x onerror=alert(1)>\x1b[2J"
    result = check_notebook(saved(tmp_path / "<b>a.ipynb", cell))
    assert "<script" not in result._repr_html_() and "<img" not in result._repr_html_()
    assert "\x1b" not in repr(result) + result._repr_html_()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes of files")
def test_the_copy_is_for_its_owner_only(tmp_path: Path) -> None:
    result = check_notebook(saved(tmp_path / "a.ipynb", code(f"t = '{TOKEN}'")))
    copy = Path(result.save_copy(str(tmp_path / "b.ipynb")))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.read_bytes() == (tmp_path / "a.ipynb").read_bytes()  # source is never edited
