"""Paths of token files in base64, which are reported and stay, and in widgets and other data, which are hidden."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest

from colab_safe.command_line.main import main
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from tests.repository import Repository
from tests.tools import tool

from .notebooks import WRITERS, code, jupyter, markdown, notebook, shown, stream

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
# How every character of a path may be spelled with others; or only one letter of "Drive".
SPELLINGS: dict[str, Callable[[str], str]] = {
    "decimal entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(each):X};" for each in text),
    "entities without semicolons": lambda text: "".join(f"&#{ord(each)}" for each in text),
    "an entity": lambda text: text.replace("v", "&#118;"),
    "entities for slashes": lambda text: text.replace("/", "&sol;"),
    "percent": lambda text: "".join(f"%{ord(each):02x}" for each in text),
    "percent twice": lambda text: "".join(f"%25{ord(each):02X}" for each in text),
    "a percent escape": lambda text: text.replace("i", "%69"),
    "\\x": lambda text: "".join(f"\\x{ord(each):02x}" for each in text),
    "\\u": lambda text: "".join(f"\\u{ord(each):04x}" for each in text),
    "one \\u": lambda text: text.replace("e", "\\u0065"),
    "quoted-printable": lambda text: "".join(f"={ord(each):02X}" for each in text),
    "slashes in quoted-printable": lambda text: text.replace("/", "=2F"),
    "octal": lambda text: "".join(f"\\{ord(each):03o}" for each in text),
}
HEXADECIMAL: dict[str, Callable[[str], str]] = {
    "hexadecimal": lambda text: text.encode().hex(),
    "capital letters": lambda text: text.encode().hex().upper(),
    "UTF-16": lambda text: text.encode("utf-16-le").hex(),
    "with blanks": lambda text: text.encode().hex(" "),
    "with colons": lambda text: text.encode().hex(":").upper(),
    "UTF-16 with blanks": lambda text: text.encode("utf-16-le").hex(" "),
}
# Where a text may be: first those in which nothing but a reader reads it.
PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    "stream": lambda text: notebook(code("x", stream(f"at {text} .\n"))),
    "plain": lambda text: notebook(code("x", shown(plain=f"'{text}'"))),
    "markdown": lambda text: notebook(markdown(f"see {text} .")),
    "code": lambda text: notebook(code(f'x = "{text}"\nx')),
    "html": lambda text: notebook(code("x", shown(html=f"<b>{text}</b>"))),
    "attribute": lambda text: notebook(code("x", shown(html=f'<a href="{text}">'))),
    "metadata": lambda text: notebook(code("x"), metadata={"a": {"b": text}}),
    "widget": lambda text: widget(state={"value": text}),
}
IN_TEXT = ("stream", "plain", "markdown")
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


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("spelling", [*SPELLINGS, *HEXADECIMAL])
def test_spelled_with_other_characters(spelling: str, place: str) -> None:
    """Hidden and restored; in hexadecimal only where nothing but a reader reads it."""
    is_hidden = spelling in SPELLINGS or place in IN_TEXT
    spelled = {**SPELLINGS, **HEXADECIMAL}[spelling](WHOLE)
    for write in WRITERS:
        store, data = PathStore(), write(PLACES[place](spelled))
        hiding = hide(data, "a.ipynb", store)
        found = hiding.hidden if is_hidden else hiding.not_hidden
        assert [match.path for match in found] == [PATH]
        assert (hiding.data != data) == is_hidden
        assert restore(hiding.data, "a.ipynb", store).data == data
        assert hide(hiding.data, "a.ipynb", store).data == hiding.data


@pytest.mark.parametrize("spelling", [*SPELLINGS, *HEXADECIMAL])
def test_a_teammate_hides_spelled_paths_to_the_same_bytes(spelling: str) -> None:
    spelled = {**SPELLINGS, **HEXADECIMAL}[spelling](WHOLE)
    mine = PathStore()
    hidden = hide(jupyter(PLACES["stream"](spelled)), "a.ipynb", mine).data
    (sign,) = mine.paths
    theirs = PathStore({sign: ["secrets/mine.json"]})
    restored = restore(hidden, "a.ipynb", theirs, fill=True)
    assert restored.restored == hidden.count(sign.encode()) == 1
    assert hide(restored.data, "a.ipynb", theirs).data == hidden


def test_base64_of_base64() -> None:
    data = jupyter(notebook(code("x", stream(encoded(encoded(WHOLE))))))
    assert [match.path for match in hide(data, "a.ipynb", PathStore()).not_hidden] == [PATH]


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
    assert "NOT hidden: it is in base64 or hexadecimal" in capsys.readouterr().out
    assert main(["paths", "check", "a.ipynb"]) == 1
    assert "output 1" in capsys.readouterr().out
    repository.run(tool("colab-safe"), "filter", "install")
    said = repository.run("git", "add", "a.ipynb").stderr
    assert "a.ipynb: 1 path of token files in base64, hexadecimal or a picture, NOT hidden" in said
