"""Literal paths hidden and restored: exact texts, identical bytes, also after edits elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore

from .notebooks import WRITERS, code, colab, jupyter, markdown, notebook, shown, sources, stream

P = "__DRIVE_TOKEN_PATH__"
MINE = "/content/drive/MyDrive/keys/gh.json"
HIDDEN = f"/content/drive/MyDrive/{P}"
NAME = "a.ipynb"


def texts(data: bytes) -> list[str]:
    """Every text that the notebook shows, lists joined."""

    def walk(value: Any) -> list[str]:
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return ["".join(value)]
        if isinstance(value, dict):
            return [text for item in value.values() for text in walk(item)]
        return (
            [text for item in value for text in walk(item)]
            if isinstance(value, list)
            else [str(value)]
        )

    return walk(json.loads(data))


PLACES = {
    "source": (code(f"p = '{MINE}'\n"), f"p = '{HIDDEN}'\n"),
    "comment": (code(f"# mine is {MINE}.\n"), f"# mine is {HIDDEN}.\n"),
    "shell": (code(f"!cat {MINE}\n"), f"!cat {HIDDEN}\n"),
    "broken code": (code(f"def (:\n  open('{MINE}')"), f"def (:\n  open('{HIDDEN}')"),
    "markdown": (markdown(f"The token: `{MINE}`"), f"The token: `{HIDDEN}`"),
    "stream": (code("", stream(f"reading {MINE}\n")), f"reading {HIDDEN}\n"),
    "colours": (code("", stream(f"\x1b[34m{MINE[:-8]}\x1b[0m/gh.json\n")), f"\x1b[34m{HIDDEN}\x1b[0m\n"),
    "html": (code("", shown(html=f"<a href='{MINE}'>x</a>")), f"<a href='{HIDDEN}'>x</a>"),
    "tags": (code("", shown(html="<i>/content/drive/MyDrive/<b>keys</b>/gh.json</i>")), f"<i>/content/drive/MyDrive/<b>{P}</b></i>"),
    "entities": (code("", shown(html="/content/drive/MyDrive/keys&#x2F;gh.json")), HIDDEN),
    "percent": (code("", shown(html="<a href='/tree/drive/MyDrive/keys%2Fgh.json'>")), f"<a href='/tree/drive/MyDrive/{P}'>"),
    "repr": (code("", shown(plain=f"'{MINE}\\nmore'")), f"'{HIDDEN}\\nmore'"),
    "line end": (code(f"p = '{MINE}'\n", stream("in keys/\ngh.json\n")), f"in {P}\n"),
    "two chunks": (code("", stream("/content/drive/MyDrive/ke"), stream("ys/gh.json\n")), f"/content/drive/MyDrive/{P}"),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), PLACES.values(), ids=PLACES)
@pytest.mark.parametrize("write", WRITERS[:3])
def test_every_place(
    cell: dict[str, Any], expected: str, write: Callable[[dict[str, Any]], bytes]
) -> None:
    data, store = write(notebook(cell)), PathStore()
    hidden = hide(data, NAME, store).data
    assert expected in texts(hidden)
    assert store.paths == {P: ["keys/gh.json"]}
    assert restore(hidden, NAME, store).data == data
    assert (
        restore(
            hidden,
            NAME,
            PathStore(json.loads(json.dumps(store.paths)), json.loads(json.dumps(store.written))),
        ).data
        == data
    )


@pytest.mark.parametrize("write", WRITERS)
def test_every_way_to_write_a_notebook(write: Callable[[dict[str, Any]], bytes]) -> None:
    cells = [
        code(f"p = '{MINE}'\nd = '/content/drive/MyDrive/data/Größe.csv'", stream(f"é {MINE}\n"))
    ]
    data, store = write(notebook(*cells, metadata={"path": MINE})), PathStore()
    hidden = hide(data, NAME, store)
    assert len(hidden.hidden) == 3
    assert sources(hidden.data) == [f"p = '{HIDDEN}'\nd = '/content/drive/MyDrive/data/Größe.csv'"]
    assert restore(hidden.data, NAME, store).data == data


LINKED = {
    "to the Drive": ("!ln -s /content/drive/MyDrive /content/d", "/content/d/keys/gh.json"),
    "to a folder": (
        "os.symlink('/content/drive/MyDrive/keys', '/content/k')",
        "/content/k/gh.json",
    ),
    "relative": ("!ln -s /content/drive/MyDrive d", "/content/d/keys/gh.json"),
}


@pytest.mark.parametrize(("link", "path"), LINKED.values(), ids=LINKED)
def test_outputs_with_a_path_through_a_link(link: str, path: str) -> None:
    error = stream(f"FileNotFoundError: '{path}'\n{path}2\n")
    data, store = jupyter(notebook(code(f"{link}\nopen('{path}')", error))), PathStore()
    hidden = hide(data, NAME, store).data
    before = path.removesuffix("keys/gh.json").removesuffix("gh.json")
    assert f"FileNotFoundError: '{before}{P}'\n{path}2\n" in texts(hidden)
    assert restore(hidden, NAME, store).data == data
    assert hide(hidden, NAME, store).data == hidden


def test_the_folder_that_colab_makes_has_a_blank() -> None:
    store, path = PathStore(), "Colab Notebooks/keys/gh.json"
    data = jupyter(notebook(code("", stream(f"/content/drive/MyDrive/{path} is read\n"))))
    assert f"{HIDDEN} is read\n" in texts(hide(data, NAME, store).data)
    assert store.paths == {P: [path]}


def test_lines_of_code_in_a_traceback() -> None:
    """As IPython prints them: the line's number and an arrow before, colours inside."""
    source = 'import os\np = os.path.join(mount_drive(), "keys", "gh.json")\nopen(p)'
    line = '\x1b[32m----> 2\x1b[39m p = os.path.join(mount_drive(), \x1b[33m"keys"\x1b[39m, \x1b[33m"gh.json"\x1b[39m)\n'
    error = {
        "output_type": "error",
        "ename": "E",
        "evalue": f"no file {MINE}",
        "traceback": ["\x1b[31m---\x1b[39m", line],
    }
    data, store = jupyter(notebook(code(source, error))), PathStore()
    hidden = hide(data, NAME, store).data
    assert b"gh.json" not in hidden
    assert f"no file {HIDDEN}" in texts(hidden)
    assert sources(hidden) == [source.replace('keys", "gh.json', P)]
    assert restore(hidden, NAME, store).data == data


ROOTS = {
    "/content/drive/MyDrive/keys/gh.json": (HIDDEN, "keys/gh.json"),
    "/content/drive/My Drive/my keys/gh.json": (f"/content/drive/My Drive/{P}", "my keys/gh.json"),
    "/content/gdrive/My Drive/token.json": (f"/content/gdrive/My Drive/{P}", "token.json"),
    "drive/MyDrive/keys/gh.json": (f"drive/MyDrive/{P}", "keys/gh.json"),
    "../MyDrive/keys/gh.json": (f"../MyDrive/{P}", "keys/gh.json"),
    "/mnt/somewhere/MyDrive/keys/gh.json": (f"/mnt/somewhere/MyDrive/{P}", "keys/gh.json"),
    "/content/drive/Shareddrives/Team/keys/gh.json": (
        f"/content/drive/{P}",
        "Shareddrives/Team/keys/gh.json",
    ),
    "/content/drive/.shortcut-targets-by-id/1aB/keys/gh.json": (
        f"/content/drive/{P}",
        ".shortcut-targets-by-id/1aB/keys/gh.json",
    ),
    "/content/drive/.Encrypted/MyDrive/keys/gh.json": (
        f"/content/drive/{P}",
        ".Encrypted/MyDrive/keys/gh.json",
    ),
    "G:/My Drive/keys/gh.json": (f"G:/My Drive/{P}", "keys/gh.json"),
    "G:\\My Drive\\keys\\gh.json": (f"G:\\My Drive\\{P}", "keys/gh.json"),
    "C:\\Users\\Max M\\My Drive\\keys\\gh.json": (P, "keys/gh.json"),
    "/Users/max/Library/CloudStorage/GoogleDrive-max@example.com/My Drive/keys/gh.json": (
        P,
        "keys/gh.json",
    ),
    "~/Google Drive/keys/gh.json": (P, "keys/gh.json"),
    "/Volumes/GoogleDrive/Meine Ablage/keys/gh.json": (
        f"/Volumes/GoogleDrive/Meine Ablage/{P}",
        "keys/gh.json",
    ),
    "/mydrive/keys/gh.json": (f"/mydrive/{P}", "keys/gh.json"),
}


@pytest.mark.parametrize("path", ROOTS)
def test_every_mount(path: str) -> None:
    data, store = jupyter(notebook(markdown(f'is "{path}" and'))), PathStore()
    hidden = hide(data, NAME, store).data
    assert sources(hidden) == [f'is "{ROOTS[path][0]}" and']
    assert store.paths == {P: [ROOTS[path][1]]}
    assert restore(hidden, NAME, store).data == data


def test_names_of_placeholders() -> None:
    paths = ["keys/gh.json", "keys/hf.txt", "aws/credentials", "vault/aws.json", "keys/gh.json"]
    data = jupyter(notebook(*(code(f"p = '/content/drive/MyDrive/{path}'") for path in paths)))
    store = PathStore()
    rules = Rules(names=(("amazon", "aws/*"),))
    hidden = hide(data, NAME, store, rules).data
    names = [P, f"{P[:-2]}_huggingface__", f"{P[:-2]}_amazon__", f"{P[:-2]}_aws__", P]
    assert sources(hidden) == [f"p = '/content/drive/MyDrive/{name}'" for name in names]
    assert restore(hidden, NAME, store).data == data


def test_configured_files() -> None:
    cells = [
        code(f"p = '/content/drive/MyDrive/{path}'")
        for path in ("x/a.lic", "keys/gh.json", "data/a.csv")
    ]
    data = jupyter(notebook(*cells))

    def visible(rules: Rules) -> list[bool]:
        return [
            P[:-1] not in source for source in sources(hide(data, NAME, PathStore(), rules).data)
        ]

    assert visible(Rules()) == [True, False, True]
    assert visible(Rules(files=("*.lic",))) == [False, False, True]
    assert visible(Rules(keep=("keys/gh*",))) == [True, True, True]
    assert visible(Rules(everything=True)) == [False, False, False]


def test_restored_after_edits_elsewhere_and_in_another_form() -> None:
    cells = [code(f"a = '{MINE}'\nb = 1\n", stream(f"{MINE}\n")), markdown("text")]
    store = PathStore()
    hidden = hide(colab(notebook(*cells)), NAME, store).data
    edited = json.loads(hidden)
    edited["cells"].insert(0, markdown("new"))
    edited["cells"][1]["source"] = [edited["cells"][1]["source"][0], "b = 22\n", "c = 3"]
    result = restore(jupyter(edited), NAME, store)
    assert sources(result.data) == ["new", f"a = '{MINE}'\nb = 22\nc = 3", "text"]
    assert P.encode() not in result.data
    again = hide(result.data, NAME, store)
    assert again.data == jupyter(edited)


def test_a_teammate_restores_his_own_path_and_hides_to_the_same_bytes() -> None:
    cells = [code(f"p = '{MINE}'\n!cat {MINE}", stream(f"at {MINE}\n")), markdown(f"`{MINE}`")]
    hidden = hide(jupyter(notebook(*cells)), NAME, PathStore()).data
    theirs = PathStore({P: ["me/t.bin"]})
    restored = restore(hidden, NAME, theirs)
    assert (restored.restored, restored.refused, restored.unknown) == (4, (), ())
    assert restored.data == jupyter(
        notebook(
            *json.loads(jupyter(notebook(*cells)).replace(b"keys/gh.json", b"me/t.bin"))["cells"]
        )
    )
    assert hide(restored.data, NAME, theirs).data == hidden


def test_a_path_that_nobody_knows_stays() -> None:
    data = jupyter(notebook(code(f"p = '{HIDDEN}'")))
    result = restore(data, NAME, PathStore())
    assert (result.data, result.unknown) == (data, (P,))
    assert hide(data, NAME, PathStore()).data == data


def test_a_placeholder_that_was_there_stays_one_unless_asked() -> None:
    data, store = (
        jupyter(
            notebook(code(f"a = '{HIDDEN}'"), code("b = '/content/drive/MyDrive/b/token.json'"))
        ),
        PathStore(),
    )
    hidden = hide(data, NAME, store).data
    assert P in sources(hidden)[0] and P not in sources(hidden)[1]
    assert restore(hidden, NAME, store).data == data
    store.add(P, "keys/gh.json")
    assert restore(hidden, NAME, store).data == data
    assert sources(restore(hidden, NAME, store, fill=True).data)[0] == f"a = '{MINE}'"


def test_an_ambiguous_restore_is_refused() -> None:
    """Two lines that look the same when hidden, in which the path was written in two ways, and one of them is gone."""
    first = code(f"p = '{MINE}'")
    second = code(f"p = '{MINE}'")
    data, store = jupyter(notebook(first, second)).replace(b"keys/gh", b"keys\\/gh", 1), PathStore()
    hidden = hide(data, NAME, store).data
    assert restore(hidden, NAME, store).data == data
    tree = json.loads(hidden)
    del tree["cells"][0]
    result = restore(jupyter(tree), NAME, store)
    assert (result.data, len(result.refused)) == (jupyter(tree), 1)
    assert P in result.refused[0]


@pytest.mark.parametrize(
    "path", ["a'b/token.json", "Shareddrives/T/token.json", "/home/me/token.json"]
)
def test_a_path_that_does_not_fit_is_refused(path: str) -> None:
    data = jupyter(notebook(code(f"p = '{HIDDEN}'")))
    result = restore(data, NAME, PathStore({P: [path]}))
    assert (result.data, len(result.refused)) == (data, 1)


def test_a_broken_notebook_is_reported_and_left() -> None:
    data = jupyter(notebook(code(f"p = '{MINE}'")))[:-20]
    hiding = hide(data, NAME, PathStore())
    assert (hiding.data, len(hiding.hidden)) == (data, 1)
    assert hiding.problem is not None
    assert hide(b'{"cells": [', NAME, PathStore()).problem is None


PATH = st.lists(
    st.text("abcXYZ019_-é ü.", min_size=1, max_size=8)
    .map(str.strip)
    .filter(lambda part: part.strip(". ")),
    min_size=1,
    max_size=3,
)


@pytest.mark.slow
@given(
    folders=PATH,
    file=st.sampled_from(["token.json", "gh_token", ".env", "id_rsa"]),
    noise=st.text(max_size=20),
    writer=st.sampled_from(WRITERS),
)
def test_restore_is_the_inverse_of_hide(
    folders: list[str], file: str, noise: str, writer: Callable[[dict[str, Any]], bytes]
) -> None:
    path = f"/content/drive/MyDrive/{'/'.join(folders)}/{file}"
    noise = noise.encode("utf-8", "replace").decode()
    data = writer(
        notebook(
            code(f"p = {path!r}  # {noise}", stream(f"{noise}'{path}'\n")),
            markdown(f"{noise} {path}"),
        )
    )
    store = PathStore()
    hidden = hide(data, NAME, store)
    assert len(hidden.hidden) >= 2
    assert path.encode() not in hidden.data or writer is not WRITERS[0]
    assert hide(hidden.data, NAME, store).data == hidden.data
    assert restore(hidden.data, NAME, store).data == data


LITERAL = "p = os.path.join('/content/drive/MyDrive', 'keys', 'gh.json')\n"
PIECES = "drive, name = mount_drive(), 'gh'\nopen(f'{drive}/keys/{name}.json')\n"
TWICE = {
    "a copy of code in metadata": (code(LITERAL), {"copy": {"source": LITERAL}}),
    "a copy of code in a list": (code(LITERAL), {"cells": [["", None], [{"source": [LITERAL]}]]}),
    "glued texts": (code("", stream(f"in {MINE}in {MINE}in {MINE}in {MINE}")), {}),
    "glued to a word": (code("", stream(f"{MINE}pragma"), stream(f"{MINE}\n")), {}),
    "letters that JSON may escape": (
        code(LITERAL.replace("gh", "clé")),
        {"copy": {"source": LITERAL.replace("gh", "clé")}},
    ),
    "a copy of code in pieces": (code(PIECES), {"copy": PIECES}),
    "backspaces that overwrite the placeholder": (
        code("", stream(f"<a href='{MINE}'>x</a>" + "\b" * 20)),
        {},
    ),
    **{
        f"{number} backspaces that overwrite its end": (
            code("", stream(f"\x1b[31m{MINE}{chr(8) * number}\x1b[0m\r50%\n")),
            {},
        )
        for number in range(1, 14)
    },
    "half of a surrogate pair": (markdown(f"in {MINE.replace('gh', 'g' + chr(0xDC00))}\n"), {}),
}


@pytest.mark.parametrize(("cell", "metadata"), TWICE.values(), ids=TWICE)
def test_a_second_hide_changes_nothing(cell: dict[str, Any], metadata: dict[str, Any]) -> None:
    data, store = colab(notebook(cell, metadata=metadata)), PathStore()
    hidden = hide(data, NAME, store)
    assert hidden.hidden
    assert hide(hidden.data, NAME, store).data == hidden.data
    assert restore(hidden.data, NAME, store).data == data


def test_a_file_that_is_a_notebook_once_a_path_is_hidden() -> None:
    """JSON has no `\\e`: the filter hides it as text, and then the code of the notebook shows more."""
    listed = code("os.listdir('/content/drive/MyDrive/keys')", stream("gh.json\n"))
    windows = code("p = 'MyDrive/secrets/E/token.json'")
    data = jupyter(notebook(windows, listed)).replace(b"secrets/E", b"secrets\\e")
    store = PathStore()
    hidden = hide(data, NAME, store, even_unreadable=True).data
    assert b"gh.json" not in hidden
    assert hide(hidden, NAME, store, even_unreadable=True).data == hidden
    assert restore(hidden, NAME, store).data == data


def test_code_of_a_notebook_prints_no_warnings(recwarn: pytest.WarningsRecorder) -> None:
    hide(
        jupyter(notebook(code(f"x = 1if 2else 3; y = '\\d'; p = '{MINE}'; x is 1"))),
        NAME,
        PathStore(),
    )
    assert list(recwarn) == []


HOSTILE = {
    "a thousand terms": "x = " + " + ".join(["drive"] * 900),
    "brackets": "x = " + "(" * 150 + "1" + ")" * 150,
    "quotes": "'" * 999,
    "braces": "f'" + "{" * 999,
    "backslashes": "\\" * 999,
    "self-reference": "a = b + '/x'\nb = a + '/y'\nc = [c, a]\nd = f'{d}{d}{d}'",
    "get without an argument": "q.get()\nos.getenv()\nos.path.join()\nPath()\n''.join()\ndirname()\nx.with_name()",
    "blanks": " " * 50_000 + "(\n" * 100,
    "magics": "!a\n" * 2_000,
    "names without end": "\n".join(f"a{i} = a{i * 7 % 20} + a{i * 3 % 20}" for i in range(20)),
}


@pytest.mark.parametrize("source", HOSTILE.values(), ids=HOSTILE)
def test_odd_code_does_not_stop_it(source: str) -> None:
    data, store = jupyter(notebook(code(source), code(f"{source}\np = '{MINE}'"))), PathStore()
    hidden = hide(data, NAME, store).data
    assert b"gh.json" not in hidden
    assert restore(hidden, NAME, store).data == data
