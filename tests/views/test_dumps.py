"""Dumps of bytes by `xxd`, `hexdump` and `od`: decoded as the programs print them, found and redacted in every column."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.detect.builtin import engine
from colab_safe.redact import redact
from colab_safe.scan import scan
from colab_safe.views.dumps import dumps_decoded
from tests.notebooks import code, dump, notebook, stream
from tests.tokens import github_token

TOKEN = github_token(9)
ESCAPES = {0: r"\0", 7: r"\a", 8: r"\b", 9: r"\t", 10: r"\n", 11: r"\v", 12: r"\f", 13: r"\r"}


def shown(data: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in data)


def groups(data: bytes, size: int) -> str:
    return data.hex(" ", -size) if data else ""


def reversed_pairs(data: bytes) -> Iterator[int]:
    padded = data + b"\0" * (len(data) % 2)
    return (low + 256 * high for low, high in zip(padded[::2], padded[1::2], strict=True))


def cell(byte: int) -> str:
    printed = chr(byte) if 32 <= byte < 127 else f"{byte:03o}"
    return f"{ESCAPES.get(byte, printed):>4}"


# What each program prints of 16 bytes, with their offset.
LAYOUTS: dict[str, Callable[[int, bytes], str]] = {
    "xxd": lambda at, data: f"{at:08x}: {groups(data, 2):39}  {shown(data)}",
    "xxd -g 1": lambda at, data: f"{at:08x}: {groups(data, 1):47}  {shown(data)}",
    "xxd -g 4 -u": lambda at, data: f"{at:08x}: {groups(data, 4).upper():35}  {shown(data)}",
    "hexdump -C": lambda at, data: f"{at:08x}  {groups(data[:8], 1):23}  {groups(data[8:], 1):23}  |{shown(data)}|",
    "od -A x -t x1z": lambda at, data: f"{at:06x} {groups(data, 1):47}  >{shown(data)}<",
    "od -t x1": lambda at, data: f"{at:07o} {groups(data, 1)}",
    "od -x": lambda at, data: f"{at:07o} " + " ".join(f"{pair:04x}" for pair in reversed_pairs(data)),
    "hexdump": lambda at, data: f"{at:07x} " + " ".join(f"{pair:04x}" for pair in reversed_pairs(data)),
    "od": lambda at, data: f"{at:07o} " + " ".join(f"{pair:06o}" for pair in reversed_pairs(data)),
    "od -b": lambda at, data: f"{at:07o} " + " ".join(f"{byte:03o}" for byte in data),
    "od -c": lambda at, data: f"{at:07o}" + "".join(map(cell, data)),
}  # fmt: skip
# The others print no text beside the bytes.
WITH_TEXT = {"xxd", "xxd -g 1", "xxd -g 4 -u", "hexdump -C", "od -A x -t x1z"}


def printed(layout: str, data: bytes) -> str:
    line = LAYOUTS[layout]
    return "".join(f"{line(at, data[at : at + 16])}\n" for at in range(0, len(data), 16))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_token_is_found_and_redacted_in_every_column(layout: str) -> None:
    text = printed(layout, f"GITHUB_TOKEN={TOKEN} and more\n".encode())
    data = dump(notebook([code("main()", [stream(f"$ it\n{text}done\n")])]))
    found = scan(data, "a.ipynb", [engine()]).findings
    assert [each.secret.reveal() for each in found] == [TOKEN] * (1 + (layout in WITH_TEXT))
    result = redact(data, "a.ipynb", [engine()])
    assert not result.left
    decoded = dumps_decoded(result.data.decode().replace("\\n", "\n"))
    for shown_text in (result.data.decode(), decoded.text if decoded else ""):
        assert not [n for n in range(len(TOKEN) - 7) if TOKEN[n : n + 8] in shown_text]


@pytest.mark.parametrize("layout", LAYOUTS)
@given(data=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=18, max_size=99))
def test_any_text_comes_back(layout: str, data: str) -> None:
    decoded = dumps_decoded(f"a\n{printed(layout, data.encode())}b")
    assert decoded is not None
    assert decoded.text.split("\n")[0].rstrip("\0") == data


OTHERS = {
    "one line": printed("xxd", b"sixteen letters."),
    "a table of numbers": "000010 12 34\n000020 56 78\n000030 11 22\n",
    "dates": "20240101 1030\n20240102 1031\n",
    "measurements": "0.0000010 0.1\n0.0000020 0.2\n",
    "a column alone": "000010 \n000020 \n",
    "offsets that do not follow": "00000010: 4142 4344\n00000010: 4142 4344\n",
}


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS)
def test_other_columns_are_no_dump(text: str) -> None:
    assert dumps_decoded(text) is None
