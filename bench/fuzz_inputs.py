"""What `bench/fuzz.py` tries: notebooks with a token or a path in each kind of place, and their mutations.

Mutations change bytes, values of the JSON, its spelling (keys twice, `NaN`, deep nesting, …), the encoding of the file,
or its end, and leave the marks of a merge in it.

The seeds are small, because a mutation of one byte costs a scan of all of them: a cell of 300 bytes
takes 2 ms, the notebook with all cells 30 ms.
"""

from __future__ import annotations

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import islice
from random import Random
from typing import Any, NamedTuple

from colab_safe.report import FORMATS
from tests.notebook.test_pictures import chunk, png
from tests.notebooks import Json, code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token

TOKEN = github_token()
PATH = "/content/drive/MyDrive/keys/gh.json"
_PLANTED = f" {TOKEN} "
_TYPED = "Hunter2-long-enough"  # into the field of a widget
_USUAL, _LARGEST = 2000, 30_000  # bytes of an input: one of a hundred is larger than usual
_SMALL = 1000  # bytes of an input that is mutated further
_MEMBERS = 500  # values of a notebook that a mutation chooses from
_CHILDREN = 200  # inputs that are kept for that


def _outputs() -> Iterator[Json]:
    picture = b64encode(png(chunk(b"tEXt", f"A\0{TOKEN} {PATH}".encode()))).decode()
    yield stream(f"{TOKEN[20:]}\n\x1b[31m{PATH}\x1b[0m\r50%\b\b60%\n")
    yield output(html=f"<b>{TOKEN[:9]}</b>{TOKEN[9:]} &amp; <a href='{PATH}'>x</a>")
    yield output({"image/png": picture, "text/plain": f"'{TOKEN}\\n'"})
    yield output(plain=b64encode(f"see {TOKEN} there".encode()).decode())
    yield output(plain=b64encode(gzip.compress(f"{TOKEN}\n".encode() * 20, mtime=0)).decode())
    yield error("ValueError", f"bad {TOKEN}", [f"in {PATH}", TOKEN])


def _cells() -> Iterator[Json]:
    yield markdown(f"# Title\n\nUse `{PATH}` and {TOKEN}.")
    yield code(
        f"from google.colab import drive\ndrive.mount('/content/drive')\nopen('{PATH}')\n!cat {PATH}\n"
    )
    yield code(
        "import os\np = os.path.join('/content/drive/MyDrive', 'keys', 'gh.json')\n",
        [stream("p\n")],
    )
    yield code(
        [f"a = '{TOKEN[:20]}\n", f"{TOKEN[20:]}'\n"], metadata={"tags": ["a"], "token": TOKEN}
    )
    yield code("%%bash\nexport A=" + TOKEN, attachments={"a.txt": {"text/plain": TOKEN}})
    for each in _outputs():
        yield code("x", [each])
    yield code("x", [stream(TOKEN[:20]), stream(f"{TOKEN[20:]}\n")])


def _older() -> Json:
    """nbformat 3: worksheets, `input`, headings, and MIME types under short names."""
    shown = {"output_type": "pyout", "text": TOKEN, "html": f"<b>{PATH}</b>", "metadata": {}}
    cells = [
        {"cell_type": "code", "language": "python", "input": [f"a = '{TOKEN}'\n", f"b = '{PATH}'"],
         "outputs": [shown, {"output_type": "stream", "stream": "stdout", "text": [TOKEN[:9], TOKEN[9:]]}]},
        {"cell_type": "heading", "level": 1, "source": TOKEN},
    ]  # fmt: skip
    return {"worksheets": [{"cells": cells}], "metadata": {}, "nbformat": 3, "nbformat_minor": 0}


def _with_widgets() -> Json:
    """The state of widgets as Jupyter and Colab write it, and the view of one."""
    password = {
        "model_name": "PasswordModel",
        "state": {"value": _TYPED, "description": "Password"},
    }
    text = {"model_name": "TextareaModel", "state": {"value": f"{TOKEN} {PATH}", "layout": "IPY_MODEL_1"},
            "buffers": [{"encoding": "base64", "path": ["a"], "data": b64encode(TOKEN.encode()).decode()}]}  # fmt: skip
    caught = {
        "model_name": "OutputModel",
        "state": {"outputs": [stream(TOKEN[:20]), stream(TOKEN[20:])]},
    }
    models = {"1": password, "2": text, "3": caught}
    kind = "application/vnd.jupyter.widget-state+json"
    state = {kind: {"state": models, "version_major": 2}} | models
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "2", "version_major": 2}}
    return notebook([code("x", [output(view, plain="Text()")])], metadata={"widgets": state})


def seeds() -> list[bytes]:
    """Return one notebook per kind of place, then all places in one notebook, as several editors write it."""
    cells = list(_cells())
    whole = notebook(
        cells, metadata={"widgets": {"state": {"a": {"value": TOKEN}}}, "password": TOKEN}, minor=5
    )
    return [
        *(dump(notebook([cell])) for cell in cells),
        *(dump(notebook([cell], minor=5), indent=None) for cell in cells),
        dump(
            notebook(cells[:1], metadata={"token": TOKEN}),
            ensure_ascii=True,
            newline="\r\n",
            bom=True,
        ),
        dump(notebook(cells[:2])).decode().encode("utf-16"),
        dump(_older()),
        dump(_older(), indent=None),
        dump(_with_widgets()),
        dump(_with_widgets(), indent=None, ensure_ascii=True),
        dump(whole),
        dump(whole, indent=None, final_newline=False),
    ]


TEXTS = (
    "\r", "\n", "\\", '"', "'", "{", "}", "[", "]", "\0", "\x1b[", "\b", "\u2028", "\ud800", "\ufeff", "é", "🎉", "&#x41;", "%41",
    "=3D", "\\u0041", "<b", "-->", "a0+a0", "f'{", "'''", "%%", "!", "$drive", PATH, TOKEN, "__DRIVE_TOKEN_PATH__", "eJ", "H4sI",
    "iVBORw0KGgo", ";base64,", "MyDrive", "drive_path", "mount_drive()", "pragma: allowlist secret", "<<<<<<< ", "[REDACTED:x]",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1e999, "", [], {}, [[]], {"a": {"b": []}}, ["", None], "x" * 40,
)  # fmt: skip


class Input(NamedTuple):
    """One mutated notebook."""

    data: bytes
    is_planted: bool = False  # whether a token was put into it at the end, apart from other letters
    formats: tuple[
        str, ...
    ] = ()  # of the report: every tenth input in all formats, the others in one


class Inputs:
    """An endless supply of inputs; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self._seeds, self._children = seeds(), [b""]
        self._weights = [1 / len(each) ** 1.5 for each in self._seeds]

    def next(self) -> Input:
        """Return a mutation of a seed, or of an earlier input."""
        random = self.random
        if random.random() < 0.3:
            parent = random.choice(self._children)
        else:
            parent = random.choices(self._seeds, self._weights)[0]
        made = random.choice(MUTATIONS)(parent, random)
        if len(made.data) > (_LARGEST if random.random() < 0.01 else _USUAL):
            return self.next()
        if len(made.data) < _SMALL and random.random() < 0.05:
            self._children = [*self._children, made.data][-_CHILDREN:]
        formats = tuple(FORMATS) if random.random() < 0.1 else (random.choice(list(FORMATS)),)
        return made._replace(formats=formats)


def by_bytes(data: bytes, random: Random) -> Input:
    """Flip, insert, remove or repeat a few bytes."""
    new = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randrange(len(new) + 1)
        length = random.choice((1, 1, 2, 16, 200))
        new[at : at + random.choice((0, length))] = random.choice(
            (random.randbytes(1), b"", bytes(new[at : at + length]) * 2, random.choice(TEXTS).encode("utf-8", "surrogatepass"))
        )  # fmt: skip
    return Input(bytes(new))


def by_structure(data: bytes, random: Random) -> Input:
    """Replace, remove, copy or extend values of the JSON; then plant a token, every second time."""
    try:
        return _restructured(json.loads(data), random)
    except (ValueError, RecursionError):
        return by_bytes(data, random)


def _restructured(tree: Any, random: Random) -> Input:
    for _ in range(random.choice((1, 1, 2, 5))):
        members = list(
            islice(_members(tree), _MEMBERS)
        )  # of copies of copies there may be millions
        holder, key = random.choice(members or [({"a": 0}, "a")])
        holder[key] = random.choice((_other, _other, _copied, _longer))(holder[key], random)
    is_planted = random.random() < 0.5 and _plant(tree, random)
    indent = random.choice((None, 1, 4))
    text = json.dumps(tree, indent=indent, ensure_ascii=random.random() < 0.5)
    return Input(text.encode("utf-8", "surrogatepass"), is_planted)


def _plant(tree: Any, random: Random) -> bool:
    """Put the token between two blanks into a text that has none, or only the last one; False without a text."""
    texts = [
        (holder, key)
        for holder, key in islice(_members(tree), _MEMBERS)
        if isinstance(holder[key], str)
    ]
    if not texts:
        return False
    holder, key = random.choice(texts)
    at = random.randrange(len(holder[key]) + 1)
    holder[key] = holder[key][:at] + _PLANTED + holder[key][at:]
    return True


def _members(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = (
        range(len(value))
        if isinstance(value, list)
        else list(value)
        if isinstance(value, dict)
        else ()
    )
    for key in keys:
        yield value, key
        yield from _members(value[key])


def _other(value: Any, random: Random) -> Any:
    if isinstance(value, str):
        at = random.randrange(len(value) + 1)
        end = at + random.choice((0, 0, 1, 10))
        return value[:at] + random.choice(TEXTS) + value[end:]
    return deepcopy(random.choice(VALUES))  # it may be mutated in its turn


def _copied(value: Any, random: Random) -> Any:
    return value * random.choice((2, 3)) if isinstance(value, (list, str)) else [value, value]


def _longer(value: Any, random: Random) -> Any:
    if isinstance(value, str):
        return value + random.choice(TEXTS) * random.choice((1, 1, 1, 20, 200))
    return [value] * random.choice((1, 1, 50))


def by_spelling(data: bytes, random: Random) -> Input:
    """Write what JSON forbids or readers disagree about into one place: keys twice, `NaN`, deep nesting, …"""
    text = data.decode("utf-8", "surrogateescape")
    spelled = random.choice((_key_twice, _odd_value, _odd_value, _odd_escape, _nested))(
        text, random
    )
    return Input(spelled.encode("utf-8", "surrogateescape"))


def _key_twice(text: str, random: Random) -> str:
    keys = list(islice(re.finditer(r'"(\w+)"\s*:\s*', text), _MEMBERS))
    if not keys:
        return text
    key, other = random.choice(keys), random.choice(keys)
    value = random.choice(
        (f'"{TOKEN}"', f'"{PATH}"', '"code"', "[]", "{}", "null", "4", text[other.end() :][:60])
    )
    name = random.choice((key, other))[0]
    return f"{text[: key.start()]}{name}{value}, {text[key.start() :]}"


def _odd_value(text: str, random: Random) -> str:
    values = list(
        islice(
            re.finditer(r"(?<=[:,\[ ])(?:null|\d+|\[\]|\{\}|\"[^\"\\]*\")(?=[,\]}\s])", text),
            _MEMBERS,
        )
    )
    if not values:
        return text
    chosen = random.choice(values)
    return text[: chosen.start()] + random.choice(ODD_VALUES) + text[chosen.end() :]


def _odd_escape(text: str, random: Random) -> str:
    """Inside of a string, most of the time, or in the middle of a pair of surrogates."""
    at = random.randrange(len(text) + 1)
    if at and text[at - 1] == "\\":
        at -= 1
    return text[:at] + random.choice(ODD_ESCAPES) * random.choice((1, 1, 2, 50)) + text[at:]


def _nested(text: str, random: Random) -> str:
    """A value inside of brackets, closed or not, as deep as the limit of a parser or deeper."""
    at = random.choice(
        [found.end() for found in islice(re.finditer(r":\s*", text), _MEMBERS)] or [0]
    )
    depth = random.choice((50, 900, 1000, 3000, 9000))
    opening, closing = random.choice((("[", "]"), ('{"a":', "}"), ('[{"a":', "}]")))
    closed = random.choice((depth, depth, 0, depth - 1))
    return f"{text[:at]}{opening * depth}1{closing * closed},{text[at:]}"


def by_encoding(data: bytes, random: Random) -> Input:
    """Change a value most of the time, then write the file in another encoding, or with other line ends."""
    made = by_structure(data, random) if random.random() < 0.7 else Input(data)
    text = made.data.decode("utf-8", "surrogatepass" if made.is_planted else "replace")
    text = random.choice(("", "", "\ufeff", "\n\n")) + text
    text = text.replace("\n", random.choice(("\n", "\n", "\r\n", "\r", "\n\r\n")))
    codec = random.choice(
        ("utf-8", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "latin-1")
    )
    try:
        return made._replace(data=text.encode(codec))
    except UnicodeEncodeError:  # half of a surrogate pair, or more letters than Latin 1 has
        return Input(text.encode("utf-8" if codec == "latin-1" else codec, "surrogatepass"))


def by_end(data: bytes, random: Random) -> Input:
    """Cut the file anywhere, or let something follow it."""
    if random.random() < 0.8:
        return Input(data[: random.randrange(len(data) + 1)])
    more = (
        data,
        data[: random.randrange(len(data) + 1)],
        b"\0" * 50,
        b"\n\n",
        b"}",
        b"// x",
        b"\x1a",
        TOKEN.encode(),
    )
    return Input(data + random.choice(more))


def by_merge(data: bytes, random: Random) -> Input:
    """Leave the marks of a merge around some lines and another version of them."""
    lines = data.splitlines(keepends=True)
    start, end = sorted(random.randrange(len(lines) + 1) for _ in range(2))
    ours = lines[start:end]
    theirs = [by_bytes(line, random).data for line in ours[: random.choice((0, 1, 5, 100))]]
    base = [b"||||||| base\n", *ours[:2]] if random.random() < 0.3 else []
    marked = [b"<<<<<<< HEAD\n", *ours, *base, b"=======\n", *theirs, b">>>>>>> branch\n"]
    if random.random() < 0.1:
        del marked[random.choice((0, -1))]
    return Input(b"".join([*lines[:start], *marked, *lines[end:]]))


# fmt: off
ODD_VALUES = (
    "NaN", "Infinity", "-Infinity", "-0", "1e999", "-1e-999", "9" * 30, "1" * 4301, "0" * 400, "01", "1.", ".5", "+1", "0x1F",
    "undefined", "True", "None", "'a'", "/* a */ 1", "", ",", '"a" "b"', '"\\ud83d"', '"\t"', '"\0"', f'["{TOKEN}",]', "[[[]]]",
    f'{{"a": NaN, "b": "{PATH}"}}', f'{{"\\u0061": "{TOKEN}"}}', f'{{"": "{TOKEN}"}}', '"code"', '"markdown"', "3", "4", "1e400",
)
ODD_ESCAPES = (
    "\\ud800", "\\udc00", "\\ud83d\\ude00", "\\udc00\\ud800", "\\u0000", "\\u000", "\\x41", "\\'", "\\", "\\/", "\\u2028",
    "\\U0001F600", "\\ufeff", "\\u202e", "\\u001b[31m", "\\b", "\\r", "\t", "\x7f", "\x85",
)
# fmt: on
MUTATIONS: tuple[Callable[[bytes, Random], Input], ...] = (
    *(by_bytes, by_bytes),
    *(by_structure, by_structure, by_structure, by_structure),
    *(by_spelling, by_spelling),
    *(by_encoding, by_end, by_merge),
)
