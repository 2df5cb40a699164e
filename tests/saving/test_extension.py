"""What a real Jupyter server writes to disk: `jupyter server extension enable colab_safe`, and each way to save a notebook."""

from __future__ import annotations

import base64
import gzip
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tornado.web import HTTPError

from colab_safe.saving.extension import SaveHooks
from colab_safe.saving.guard import REFUSE, SaveGuard
from colab_safe.saving.withheld import NOTE
from tests.jupyter import Server, running_server
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.tokens import github_token

TOKEN = github_token()
LEAKING = notebook(
    [
        markdown("# é"),
        code("main()", [stream(f"{TOKEN}\n"), output(html=f"<b>{TOKEN}</b>")], metadata={"t": TOKEN}),
    ]
)  # fmt: skip
PACKED = base64.b64encode(gzip.compress(f"{TOKEN}\n".encode() * 3)).decode()


def as_notebook(tree: dict[str, Any]) -> dict[str, Any]:
    return {"type": "notebook", "format": "json", "content": json.loads(dump(tree))}


def as_text(data: bytes) -> dict[str, Any]:
    return {"type": "file", "format": "text", "content": data.decode()}


def as_upload(data: bytes) -> dict[str, Any]:
    return {"type": "file", "format": "base64", "content": base64.b64encode(data).decode()}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("server"), enabled="colab_safe") as server:
        yield server


def everything_written(root: Path) -> str:
    return "".join(each.read_text("utf-8") for each in root.rglob("*") if each.is_file())


@pytest.mark.parametrize(
    ("name", "model"),
    [
        pytest.param("a.ipynb", as_notebook(LEAKING), id="notebook"),
        pytest.param("b.ipynb", as_text(dump(LEAKING)), id="text"),
        pytest.param("c.ipynb", as_upload(dump(LEAKING)), id="upload"),
        pytest.param("D.IPYNB", as_upload(dump(LEAKING)), id="capitals"),
    ],
)
def test_what_is_saved_is_redacted(server: Server, name: str, model: dict[str, Any]) -> None:
    """The control is a file with another ending: the same bytes are there in clear."""
    assert server.refusal(name, model) == ""
    tree = json.loads((server.root / name).read_bytes())
    assert json.dumps(tree).count("[REDACTED:github-pat]") == 3
    assert TOKEN not in everything_written(server.root)  # the first checkpoint, too
    plain = as_text(b"x") | {"content": TOKEN}
    assert server.refusal("control.txt", plain) == ""
    assert (server.root / "control.txt").read_text() == TOKEN
    (server.root / "control.txt").unlink()


def test_an_upload_in_parts_is_redacted_when_it_is_whole(server: Server) -> None:
    data = dump(LEAKING)
    parts = [data[:150], data[150:300], data[300:]]
    for number, part in zip((1, 2, -1), parts, strict=True):
        assert server.refusal("parts.ipynb", as_upload(part) | {"chunk": number}) == ""
    written = (server.root / "parts.ipynb").read_text("utf-8")
    assert TOKEN not in written and written.count("[REDACTED:github-pat]") == 3


def test_a_secret_in_the_source_is_saved_and_told(server: Server) -> None:
    tree = notebook([code(f"t = '{TOKEN}'")])
    for _ in range(2):
        assert server.refusal("source.ipynb", as_notebook(tree)) == ""
    assert TOKEN in (server.root / "source.ipynb").read_text("utf-8")
    log = server.log.read_text("utf-8")
    assert log.count("GitHub personal access token (classic) NOT redacted, in the source") == 1
    assert TOKEN not in log
    (server.root / "source.ipynb").unlink()
    for each in server.root.glob(".ipynb_checkpoints/source*"):
        each.unlink()


def test_an_output_whose_secret_cannot_be_redacted_is_withheld(server: Server) -> None:
    tree = notebook([code("x", [stream(PACKED)]), code("y", [stream("kept")])])
    assert server.refusal("packed.ipynb", as_notebook(tree)) == ""
    cells = json.loads((server.root / "packed.ipynb").read_bytes())["cells"]
    texts = ["".join(cell["outputs"][0]["text"]) for cell in cells]
    assert texts == [NOTE, "kept"]


def test_a_broken_notebook_with_a_secret_is_refused_in_words(server: Server) -> None:
    broken = as_text(dump(LEAKING)[:-40])
    message = server.refusal("broken.ipynb", broken)
    assert "not saved" in message and TOKEN not in message
    assert not (server.root / "broken.ipynb").exists()
    assert (
        server.refusal("half.ipynb", as_text(b'{"cells": [')) == ""
    )  # without one it is the author's


def test_only_notebooks_are_touched(server: Server) -> None:
    assert server.refusal("folder.ipynb", {"type": "directory"}) == ""


class Hooks:
    """The hooks without a server, for what a server of this machine does not have."""

    def __init__(self, guard: Any, takes_refusals: bool, root: Path) -> None:
        self.lines: list[str] = []
        log = SimpleNamespace(error=self._keep, warning=self._keep)
        self.hooks = SaveHooks(guard, log, lambda: takes_refusals)
        self.manager = SimpleNamespace(_get_os_path=lambda path: str(root / path))

    def _keep(self, line: str, *values: object) -> None:
        self.lines.append(line % values)

    def save(self, model: dict[str, Any]) -> dict[str, Any]:
        self.hooks.before(model=model, path="a.ipynb", contents_manager=self.manager)
        return model


class Failing:
    way = "redact"

    def judge(self, data: bytes, path: str) -> None:
        raise RuntimeError(TOKEN)


def test_our_own_failure_refuses(tmp_path: Path) -> None:
    hooks = Hooks(Failing(), True, tmp_path)
    with pytest.raises(HTTPError, match="RuntimeError") as refusal:
        hooks.save(as_notebook(LEAKING))
    assert TOKEN not in str(refusal.value) + "".join(hooks.lines)


def test_our_own_failure_withholds_where_a_refusal_would_be_repeated_for_ever(
    tmp_path: Path,
) -> None:
    """jupyter-collaboration and jupyter-server-documents save by themselves."""
    model = Hooks(Failing(), False, tmp_path).save(as_notebook(LEAKING))
    assert TOKEN not in json.dumps(model)
    assert [cell["source"] for cell in model["content"]["cells"]] == ["# é", "main()"]


def test_refuse_refuses_and_warn_saves(tmp_path: Path) -> None:
    with pytest.raises(HTTPError, match="it contains GitHub personal access token"):
        Hooks(SaveGuard(REFUSE), True, tmp_path).save(as_notebook(LEAKING))
    warning = Hooks(SaveGuard("warn"), True, tmp_path)
    assert warning.save(as_notebook(LEAKING)) == as_notebook(LEAKING)
    assert any("cell 2" in line for line in warning.lines)
    assert TOKEN not in "".join(warning.lines)


def test_paths_are_hidden_if_asked(tmp_path: Path, make_repository: Any = None) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    tree = notebook([code("open('/content/drive/MyDrive/keys/github.json')")])
    hidden = Hooks(SaveGuard(hides_paths=True), True, tmp_path).save(as_notebook(tree))
    assert "keys/github.json" not in json.dumps(hidden)
    assert "__DRIVE_TOKEN_PATH" in json.dumps(hidden)


KEY = "Xq7-" * 3 + "pL2_9vRt"


@pytest.mark.parametrize(
    ("cell", "leak"),
    [
        (code("main()", [stream(f"{TOKEN}\n")]), TOKEN),
        (code("main()", [output(plain=f"'{TOKEN}'")], metadata={"kept": "x"}), TOKEN),
        (code("x", [], metadata={"t": TOKEN}), TOKEN),
        (code("k", [output(plain=f"'{KEY}'")]), KEY),
    ],
    ids=["stream", "result", "metadata", "shown by the code of another cell"],
)
def test_what_was_clean_before_hides_nothing_that_is_new(
    tmp_path: Path, cell: dict[str, Any], leak: str
) -> None:
    """The first save remembers clean cells; the cell that leaks comes between them, before them and behind them."""
    guard, path = SaveGuard(), str(tmp_path / "a.ipynb")
    clean = [code("k = getpass()\nlogin(k)"), code("x = 1", [stream("1\n")]), markdown("é")]
    for at in (1, 2, 3):
        assert guard.judge(dump(notebook(clean)), path).told == ()
        data = dump(notebook([*clean[:at], cell, *clean[at:]]))
        assert leak not in guard.judge(data, path).data.decode()
    data = dump(notebook(clean, metadata={"note": TOKEN}))
    assert TOKEN not in guard.judge(data, path).data.decode()


def test_rules_that_change_are_applied_at_the_next_save(tmp_path: Path) -> None:
    """What was clean for the old rules is not clean for ever."""
    guard = SaveGuard()
    tree = notebook([code("x", [stream("team-12345678-secret\n")])])
    assert guard.judge(dump(tree), str(tmp_path / "a.ipynb")).told == ()
    (tmp_path / "rules.toml").write_text(
        '[[rules]]\nid = "team"\ndescription = "team token"\nregex = "team-[0-9]{8}-secret"\nkeywords = ["team-"]\n'
    )
    (tmp_path / ".colab-safe.toml").write_text('rules = ["rules.toml"]\n')
    assert "team token redacted" in guard.judge(dump(tree), str(tmp_path / "a.ipynb")).told[0]
