"""Cells that no path can reach are not parsed; what is found is the same as if all of them were."""

from __future__ import annotations

import ast
import random

import pytest

from colab_safe.code.parsed import ParsedCells
from colab_safe.code.program import Program
from colab_safe.growing_search import GrowingSearch
from colab_safe.paths.code import regions as module
from colab_safe.paths.code.reach import InReach, in_reach
from colab_safe.paths.rules import DEFAULT

from .ways import HIDDEN, SETUP, STAY, WAYS

MOUNT = "from google.colab import drive\ndrive.mount('/content/drive')"
FILLER = "import pandas as pd\nrows = pd.DataFrame({'a': [1]})\nprint(rows)"


def _cells(way: str) -> list[str]:
    """The statements of a way, each in a cell of its own, so that every name crosses cells."""
    cells: list[str] = []
    for cell in way.replace("⟦", "").replace("⟧", "").split("\n---\n"):
        try:
            body = ast.parse(cell).body
        except SyntaxError:
            cells.append(cell)
        else:
            cells += [ast.get_source_segment(cell, statement) or "" for statement in body]
    return cells


@pytest.mark.parametrize("order", [1, -1])
def test_every_way_is_found_as_in_cells_that_are_all_parsed(order, monkeypatch):
    texts = [*WAYS.values(), *HIDDEN.values(), *STAY]
    notebooks = [[MOUNT, FILLER, *SETUP.splitlines(), *_cells(way)][::order] for way in texts]
    notebooks += [["\n".join(cells)] for cells in notebooks]  # all statements in one cell
    found = [module.regions(cells, DEFAULT) for cells in notebooks]
    monkeypatch.setattr(module, "in_reach", InReach)
    for cells, each in zip(notebooks, found, strict=True):
        whole = module.regions(cells, DEFAULT)
        assert (each.found, each.listings) == (whole.found, whole.listings), cells


ACROSS = {
    "a taker under another name": [
        "from google.oauth2.service_account import from_service_account_file as take",
        'take(base + "/keys/gh.json")',
        MOUNT,
    ],
    "a taker in functools.partial": [
        "from functools import partial as p\nfrom m import from_service_account_file",
        "at = p(from_service_account_file)",
        'at(base + "/keys/gh.json")',
        MOUNT,
    ],
    "a key of two words": [
        'settings["my key"] = mount_drive()',
        'open(settings["my key"] + "/keys/gh.json")',
    ],
    "an argument": [
        "def read(name):\n    return json.load(open(drive_path + name))",
        'other("keys/no.json")',
        'read("/keys/gh.json")',
    ],
    "what a function returns": [
        "def where():\n    return at",
        "at = mount_drive()",
        "home = where()",
        'open(home + "/keys/gh_token.json")',
    ],
    "names in other letters": ["ﬁle = drive_path + '/keys/gh.json'", "open(file)"],
    "a shell variable": [
        "%env HOME_OF=/content/drive/MyDrive/keys",
        'open(os.environ["HOME_OF"] + "/gh.json")',
    ],
    "a shell line": ["base = mount_drive()", "!cat $base/keys/gh_token.json"],
    "a parser that reads": [
        "at = drive_path + '/keys/one.cfg'",
        "parser.read(at)",
        'token = parser.get("github", "token")',
    ],
    "a changed folder": ["%cd /content/drive/MyDrive/keys", "open('gh.json')"],
    "a link": ["!ln -s /content/drive/MyDrive/keys /root/k", "open('/root/k/gh.json')"],
    "an extended name": ["at = drive_path\nat += '/keys'\nat += '/gh_token.json'", "open(at)"],
}


@pytest.mark.parametrize("cells", ACROSS.values(), ids=ACROSS)
def test_what_crosses_cells_is_found(cells, monkeypatch):
    cells = [FILLER, *cells]
    found = module.regions(cells, DEFAULT).found
    monkeypatch.setattr(module, "in_reach", InReach)
    assert found == module.regions(cells, DEFAULT).found
    assert found


def test_cells_without_a_name_in_common_are_not_parsed():
    cells = [FILLER, MOUNT, "path = drive_path + '/keys/gh.json'", FILLER, "open(path)"]
    parsed = ParsedCells()
    reached = in_reach(cells, parsed)
    assert reached.cells == ["", *cells[1:3], "", cells[4]]
    assert set(parsed) == {cells[1], cells[2], cells[4]}
    assert Program(*reached).trees.keys() == {1, 2, 4}


def test_statements_without_a_name_in_common_are_not_followed():
    cells = ["x = f(1)\npath = drive_path + '/keys/gh.json'; y = 2\nprint(x)\nopen(path)"]
    (tree,) = Program(*in_reach(cells, ParsedCells())).trees.values()
    assert [statement.lineno for statement in tree.body] == [2, 2, 4]


@pytest.mark.parametrize("run", ["a", " ", "-", "\\\\"])
def test_a_long_run_takes_no_longer_than_its_length(run):
    """A search that began anew in each letter of a word would take minutes."""
    cells = ["path = drive_path + '/keys/gh.json'\nopen(path)", f"x = path, '{run * 100_000}'"]
    assert [region.cell for region in module.regions(cells, DEFAULT).found] == [0]


def test_a_growing_search_finds_what_a_search_for_all_words_finds():
    choose = random.Random(3)
    search, words = GrowingSearch(), []
    for _ in range(200):
        word = bytes(choose.choices(b"abc/", k=choose.randint(1, 5)))
        if word not in words:
            words.append(word)
            search.add([word])
    text = bytes(choose.choices(b"abc/ ", k=2000))
    assert search.found(text) == {word for word in words if word in text}
