"""A path in a picture's metadata is reported and stays there: a placeholder would damage the picture."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode

import pytest

from colab_safe.command_line.main import main
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from tests.notebook.test_pictures import chunk, jpeg, png
from tests.notebooks import code, dump, notebook, output
from tests.repository import Repository

PATH = b"keys/gh.json"
WHOLE = b"/content/drive/MyDrive/" + PATH
PICTURES = {
    "tEXt, whole path": png(chunk(b"tEXt", b"Comment\0" + WHOLE)),
    "tEXt, known path": png(chunk(b"tEXt", b"Comment\0from " + PATH)),
    "zTXt": png(chunk(b"zTXt", b"A\0\0" + zlib.compress(b"from " + WHOLE))),
    "after the pixels": png() + WHOLE + b"\n",
    "JPEG comment": jpeg((0xFE, b"from " + WHOLE)),
}


def with_picture(picture: bytes, source: str) -> bytes:
    mime = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
    return dump(notebook([code(source, [output({mime: b64encode(picture).decode()})])]))


def picture_in(data: bytes) -> bytes:
    (written,) = json.loads(data)["cells"][0]["outputs"][0]["data"].values()
    return b64decode(written)


@pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)
def test_hide_leaves_pictures_as_they_are_and_reports_them(picture: bytes) -> None:
    data, store = with_picture(picture, f"open('{WHOLE.decode()}')"), PathStore()
    hiding = hide(data, "a.ipynb", store)
    assert picture_in(hiding.data) == picture
    assert [match.path for match in hiding.hidden] == [PATH.decode()]
    assert [match.path for match in hiding.not_hidden] == [PATH.decode()]
    assert restore(hiding.data, "a.ipynb", store).data == data


def test_a_path_in_a_picture_alone_changes_nothing() -> None:
    data = with_picture(PICTURES["tEXt, whole path"], "x = 'MyDrive'")
    hiding = hide(data, "a.ipynb", PathStore())
    assert (hiding.data, hiding.hidden, len(hiding.not_hidden)) == (data, (), 1)


def test_the_command_says_that_the_path_is_still_visible(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = with_picture(PICTURES["tEXt, whole path"], f"open('{WHOLE.decode()}')")
    repository.write("a.ipynb", data)
    monkeypatch.chdir(repository.root)
    assert main(["paths", "hide", "a.ipynb"]) == 1
    assert "NOT hidden: it is in a picture's metadata" in capsys.readouterr().out
