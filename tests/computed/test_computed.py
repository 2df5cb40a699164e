"""A credential that code decodes or puts together from literals is found, in whichever cells they are, and nothing runs."""

from __future__ import annotations

import base64
import binascii
import codecs
import gzip
import json
import zlib
from pathlib import Path
from urllib.parse import quote

import pytest

from colab_safe.clean_cells import CleanCells
from colab_safe.detect.engine import load
from colab_safe.model import Report
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook
from tests.tokens import github_token

ENGINES = [load("builtin")]
TOKEN = github_token(12)
RAW = TOKEN.encode()
B64, HEX = base64.b64encode(RAW).decode(), RAW.hex()
ROT13 = codecs.encode(TOKEN, "rot13")
LISTED = ", ".join(map(str, RAW))
# The cells of a notebook; A and B are its halves.
WAYS: dict[str, list[str]] = {
    "base64": [f'x = "{B64}"', "t = base64.b64decode(x)"],
    "base64, in two": [f'a = "{B64[:21]}"', f'b = "{B64[21:]}"', "t = base64.b64decode(a + b).decode()"],
    "base64, an f-string": [f'a = "{B64[:21]}"\nb = "{B64[21:]}"', 't = b64decode(f"{a}{b}")'],
    "base64, joined": [f'p = ["{B64[:9]}", "{B64[9:30]}", "{B64[30:]}"]', 't = base64.b64decode("".join(p))'],
    "base64, of bytes": [f'a = b"{B64[:21]}"', f'b = b"{B64[21:]}"', "t = base64.b64decode(a + b)"],
    "base64, of entries": [f'd = {{"a": "{B64[:21]}", "b": "{B64[21:]}"}}', 't = base64.b64decode(d["a"] + d["b"])'],
    "base64, in lines": [f'x = """\n{B64[:20]}\n{B64[20:]}\n"""', "t = base64.b64decode(x)"],
    "base64, extended": [f't = "{B64[:20]}"\nt += "{B64[20:]}"\nu = base64.b64decode(t)'],
    "base64 of base64": [f'x = "{base64.b64encode(B64.encode()).decode()}"', "t = base64.b64decode(base64.b64decode(x))"],
    "base64, for URLs": [f'a = "{base64.urlsafe_b64encode(RAW).decode()[:13]}"', f'b = "{base64.urlsafe_b64encode(RAW).decode()[13:]}"', "t = urlsafe_b64decode(a + b)"],
    "base32": [f'x = "{base64.b32encode(RAW).decode()}"', "t = base64.b32decode(x)"],
    "base85": [f'x = "{base64.b85encode(RAW).decode()}"', "t = base64.b85decode(x)"],
    "ascii85": [f"x = {base64.a85encode(RAW)!r}", "t = base64.a85decode(x)"],
    "hexadecimal": [f'x = "{HEX[:31]}"', f'y = "{HEX[31:]}"', "t = bytes.fromhex(x + y)"],
    "binascii": [f'x = "{binascii.hexlify(RAW[:9]).decode()}"', f'y = "{HEX[18:]}"', "t = binascii.unhexlify(x + y)"],
    "rot13": [f'x = "{ROT13}"', 't = codecs.decode(x, "rot13")'],
    "rot13, encoded": [f'x = "{ROT13}"', 't = codecs.encode(x, "rot_13")'],
    "rot13, a function": [f'x = "{ROT13}"', 'def f(s):\n    return codecs.decode(s, "rot_13")', "t = f(x)"],
    "turned round": [f'x = "{TOKEN[::-1]}"', "t = x[::-1]"],
    "turned round at once": [f't = "{TOKEN[::-1]}"[::-1]'],
    "turned round, joined": [f'x = "{TOKEN[::-1]}"', 't = "".join(reversed(x))'],
    "turned round and base64": [f'x = "{B64[::-1]}"', "t = base64.b64decode(x[::-1])"],
    "every second character": [f'x = "{"".join(each + "z" for each in TOKEN)[::-1]}"', "y = x[::-1]\nt = y[::2]"],
    "percent encoding": [f'x = "{quote(TOKEN[:20], safe="").replace("_", "%5F")}"', f'y = "{TOKEN[20:]}"', "t = unquote(x + y)"],
    "zlib": [f"x = {zlib.compress(RAW)!r}", "t = zlib.decompress(x)"],
    "gzip and base64": [f'x = "{base64.b64encode(gzip.compress(RAW)).decode()}"', "t = gzip.decompress(base64.b64decode(x))"],
    "numbers": [f"t = bytes([{LISTED}])"],
    "characters": [f"x = [{LISTED}]", 't = "".join(chr(n) for n in x)'],
    "characters, mapped": [f"x = [{LISTED}]", 't = "".join(map(chr, x))'],
    "characters, added": ["t = " + " + ".join(f"chr({number})" for number in RAW)],
    "a sum": [f'a = "{TOKEN[:21]}"', f'b = "{TOKEN[21:]}"', "t = a + b"],
    "an f-string": [f'a = "{TOKEN[:21]}"', f'b = "{TOKEN[21:]}"', 't = f"{a}{b}"'],
    "format": [f'a = "{TOKEN[:21]}"', f'b = "{TOKEN[21:]}"', 't = "{}{}".format(a, b)'],
    "percent": [f'a = "{TOKEN[:21]}"', f'b = "{TOKEN[21:]}"', 't = "%s%s" % (a, b)'],
    "join": [f'p = ["{TOKEN[:11]}", "{TOKEN[11:25]}", "{TOKEN[25:]}"]', 't = "".join(p)'],
}  # fmt: skip


def cells(sources: list[str]) -> bytes:
    return dump(notebook([code(source) for source in sources]))


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("turn", [False, True], ids=["", "the cells in another order"])
def test_the_credential_is_found_where_its_parts_are(way: str, turn: bool) -> None:
    data = cells(WAYS[way][:: -1 if turn else 1])
    findings = scan(data, "a.ipynb", ENGINES).findings
    assert {(each.rule, each.secret.reveal()) for each in findings} == {("github-pat", TOKEN)}
    assert {each.location.place.part for each in findings} == {"source"}
    assert all(each.location.spans for each in findings)


@pytest.mark.parametrize("way", WAYS)
def test_a_scan_by_cells_finds_it_as_well(way: str) -> None:
    def whole(data: bytes, path: str) -> Report:
        return scan(data, path, ENGINES)

    def alone(data: bytes, path: str) -> Report:
        return scan(data, path, ENGINES, with_code=False)

    versions = CleanCells(whole, scan_cells=alone)
    data = cells(WAYS[way])
    for number in range(1, len(WAYS[way])):
        versions.scan(cells(WAYS[way][:number]), "a.ipynb")
    assert versions.scan(data, "a.ipynb").findings == scan(data, "a.ipynb", ENGINES).findings


@pytest.mark.parametrize("way", WAYS)
def test_no_literal_of_it_is_left_when_it_is_redacted(way: str) -> None:
    data = cells(WAYS[way])
    again = redact(data, "a.ipynb", ENGINES).data
    json.loads(again)
    assert again == data or not {
        each.secret.reveal() for each in scan(again, "a.ipynb", ENGINES).findings
    }


SHORT = "k7Qz-" + "m2Xw9!"


@pytest.mark.parametrize(
    "sources",
    [
        [
            f'x = "{base64.b64encode(SHORT.encode()).decode()}"',
            "password = base64.b64decode(x).decode()",
        ],
        [f'x = "{SHORT[::-1]}"', "db_password = x[::-1]"],
        [f'x = "{codecs.encode(SHORT, "rot13")}"', 'login(password=codecs.decode(x, "rot13"))'],
    ],
)
def test_a_password_is_found_by_the_name_that_it_gets(sources: list[str]) -> None:
    findings = scan(cells(sources), "a.ipynb", ENGINES).findings
    assert [each.secret.reveal() for each in findings] == [SHORT]


OTHERS: dict[str, list[str]] = {
    "another name": [f'x = "{ROT13}"', 't = codecs.decode(y, "rot13")'],
    "another encoding": [f'x = "{ROT13}"', 't = codecs.decode(x, "utf-8")[::-1]'],
    "not encoded so": [f'x = "{ROT13}"', "t = base64.b32decode(x)"],
    "a picture": ['x = cv2.imread("a1b2c3d4.png")', "plt.imshow(x[:, :, ::-1])", "y = x[::-1]"],
    "not Python": [f'x = "{TOKEN[::-1]}"', "y = x[::-1"],
    "a thousand terms": [f'x = "{ROT13}"', "t = " + "+".join(["codecs.decode(x, 'rot13')"] * 3000)],
    "doubled": [
        'x0 = "a1" * 9\n' + "\n".join(f"x{n + 1} = x{n} + x{n}" for n in range(60)) + "\ny = x60[::-1]"
    ],
    "a bomb": [f"x = {zlib.compress(bytes(100_000))!r}", "t = zlib.decompress(x)"],
    "itself": ['x = "a1b2c3d4e5"', "x = x[::-1]\nx = x + x\nx = base64.b64decode(x)"],
}  # fmt: skip


@pytest.mark.parametrize("way", OTHERS)
def test_nothing_else_is_found(way: str) -> None:
    assert not [
        each for each in scan(cells(OTHERS[way]), "a.ipynb", ENGINES).findings if each.blocks
    ]


def test_nothing_runs(tmp_path: Path) -> None:
    file = tmp_path / "ran"
    sources = [
        f'x = "{B64}"',
        f"import base64\nclass A:\n    def __init__(self): open({str(file)!r}, 'w')\n"
        f"def b64decode(x): open({str(file)!r}, 'w')\nt = b64decode(A() or x)[::-1]",
    ]
    scan(cells(sources), "a.ipynb", ENGINES)
    assert not file.exists()
