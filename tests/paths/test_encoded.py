"""Paths of token files in base64, which are reported and stay, and in widgets and other data, which are hidden."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any

import pytest

from colab_safe.command_line.main import main
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from tests.repository import Repository
from tests.tools import tool

from .notebooks import WRITERS, code, jupyter, notebook, shown, stream

PATH = "keys/gh.json"
WHOLE = f"/content/drive/MyDrive/{PATH}"
WIDGETS = "application/vnd.jupyter.widget-state+json"


def encoded(text: str) -> str:
    return b64encode(text.encode()).decode()


def widget(**parts: Any) -> dict[str, Any]:
    """A notebook with the state of one widget."""
    return notebook(code("x"), metadata={"widgets": {WIDGETS: {"state": {"a": parts}}}})


ENCODED = {
    **{
        f"source, {before} letters before": notebook(
            code(
                f"import base64\nopen(base64.b64decode('{encoded('x' * before + WHOLE)}')[{before}:])"
            )
        )
        for before in range(3)
    },
    "output": notebook(code("x", stream(encoded(f"open('{WHOLE}')") + "\n"))),
    "with a blank": notebook(code("x", stream(encoded(f"at /content/drive/My Drive/{PATH}\n")))),
    "shared drive": notebook(
        code("x", stream(encoded("/content/drive/Shareddrives/A/token.json")))
    ),
    "page in a page": notebook(
        code("x", shown(html=f'<iframe src="data:text/html;base64,{encoded(f"<b>{WHOLE}</b>")}">'))
    ),
    "buffer of a widget": widget(
        state={},
        buffers=[{"encoding": "base64", "path": ["data"], "data": encoded(f"x {WHOLE} y")}],
    ),
}
PLAIN = {
    "widget, text": widget(state={"value": WHOLE, "description": "token"}),
    "widget, HTML": widget(state={"value": f"<b>{WHOLE}</b>"}),
    "widget, outputs": widget(
        state={"outputs": [{"output_type": "stream", "name": "stdout", "text": f"{WHOLE}\n"}]}
    ),
    "JSON": notebook(
        code(
            "x",
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {"application/json": {"p": WHOLE}},
            },
        )
    ),
    "JSON in a script": notebook(
        code("x", shown(html=f"<script>var s={json.dumps(json.dumps({'v': WHOLE}))}</script>"))
    ),
    "address": notebook(code("x", shown(html=f'<a href="x?p={WHOLE.replace("/", "%2F")}">'))),
}


@pytest.mark.parametrize("tree", ENCODED.values(), ids=ENCODED)
def test_base64_is_reported_and_stays(tree: dict[str, Any]) -> None:
    for write in WRITERS:
        hiding = hide(write(tree), "a.ipynb", PathStore())
        assert (hiding.data, hiding.hidden) == (write(tree), ())
        assert [match.path.rpartition("/")[2] for match in hiding.not_hidden] in (
            ["gh.json"],
            ["token.json"],
        )


@pytest.mark.parametrize("tree", PLAIN.values(), ids=PLAIN)
def test_other_data_is_hidden(tree: dict[str, Any]) -> None:
    for write in WRITERS:
        store = PathStore()
        hiding = hide(write(tree), "a.ipynb", store)
        assert [match.path for match in hiding.hidden] == [PATH]
        assert restore(hiding.data, "a.ipynb", store).data == write(tree)


@pytest.mark.parametrize(
    "text", ["/content/drive/MyDrive/data/train.csv", "/home/me/keys/gh.json", "MyDrive"]
)
def test_base64_of_other_files(text: str) -> None:
    data = jupyter(notebook(code("x", stream(encoded(text)))))
    assert hide(data, "a.ipynb", PathStore()).not_hidden == ()


def test_commands_and_the_filter_say_so(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    repository.write("a.ipynb", jupyter(ENCODED["output"]))
    monkeypatch.chdir(repository.root)
    assert main(["paths", "hide", "a.ipynb"]) == 1
    assert "NOT hidden: it is in base64" in capsys.readouterr().out
    assert main(["paths", "check", "a.ipynb"]) == 1
    assert "output 1" in capsys.readouterr().out
    repository.run(tool("colab-safe"), "filter", "install")
    said = repository.run("git", "add", "a.ipynb").stderr
    assert "a.ipynb: 1 path of token files in base64 or a picture, NOT hidden" in said
