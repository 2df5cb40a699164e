"""The text of a view is made first, and its way back only for a match: both forms of a decoder agree, in linear time."""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.blots import marker
from colab_safe.origins import Piece
from colab_safe.redact import redact
from colab_safe.views.decoded import NEAR, Decoded
from colab_safe.views.decoder import Decoder
from colab_safe.views.decoders import DECODERS
from colab_safe.views.overwrites import overwritten
from tests.notebook.planting import ENGINE, RULE, TOKEN
from tests.notebooks import code, dump, notebook, stream

BY_NAME = {decoder.name: decoder for decoder in DECODERS}
# Something for every decoder, and beginnings of what they replace.
# fmt: off
FRAGMENTS = (
    "a", "Zz9", " ", "\n", "\r", "\r\n", "\b", "\b\b\b", '"', "'", "\\", "\\n", "\\x41", "\\u0041", "\x1b[1m", "\x9b1m", "\u200b", "<",
    "<b>", "</p>", "<a href=\"x>\">", "<!--", "-->", "&", "&amp;", "&#65;", "&lt", "%41", "=41", "=\n", '"" ""', "'a' + 'b'", "漢",
    '"".join(["a", "b"])', "paste0('a', 'b')", "\\_", "\\char95", "\\PYZus{}", "a\0b\0c\0d\0e\0f\0g\0h\0", '"source": ["a",\n"b"]',
    '{"name": "API_TOKEN", "value": "abc"}', "type='password' value='abc'", "PasswordModel\", \"value\": \"abc\"",
    b"some text that is long enough".hex(), b64encode(b"some text that is long enough").decode(),
    f'["{b64encode(bytes(range(60, 90))).decode()}",\n "{b64encode(b"more of the text").decode()}"]',
    "x  token\n0  abcd\n1  efgh\n", "<tr><th>token</th></tr><tr><td>abc</td></tr>", "ab c\n" * NEAR,
)
# fmt: on
TEXTS = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("".join)


def pieces_of(decoded: Decoded) -> list[Piece]:
    decoded.spans(0, 1)
    return [Piece(*piece) for piece in decoded._origins._pieces]  # type: ignore[union-attr]


def decoded_by(decoder: Decoder, text: str) -> Decoded | None:
    within = decoder.decode_within
    return within(text, 1000) if within else decoder.decode(text)


@pytest.mark.parametrize("decoder", DECODERS, ids=BY_NAME)
@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_every_character_of_a_view_has_its_way_back(decoder: Decoder, text: str) -> None:
    decoded = decoded_by(decoder, text)
    while decoded:
        position = 0
        for start, end, origin, unit, origin_unit in pieces_of(decoded):
            assert start == position
            position = end
            if unit == origin_unit == 1 and decoder.name not in (
                "hexadecimal",
                "dump",
                "byte-list",
            ):
                assert decoded.text[start:end] == text[origin : origin + end - start]
        assert position == len(decoded.text)
        decoded = decoded.aside


@pytest.mark.parametrize(
    ("decoder", "text"),
    [
        pytest.param("html", "<b>x &lt; y</b>", id="html"),
        pytest.param("terminal", "10 %\r20 %", id="terminal"),
        pytest.param("percent", "a%41", id="percent"),
    ],
)
def test_no_way_back_is_built_unless_asked_for(
    decoder: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("colab_safe.views.decoded.TextBuilder", None)
    monkeypatch.setattr("colab_safe.views.overwrites.TextBuilder", None)
    assert BY_NAME[decoder].decode(text) is not None


def test_a_long_line_is_kept_where_something_was_overwritten() -> None:
    words = "some words of a script " * NEAR
    decoded = overwritten(f"{words}ab\bc{words}")
    assert decoded is not None
    assert "ac" in decoded.text
    assert len(decoded.text) < 3 * NEAR


def _steps(call: Callable[[], object]) -> int:
    """How many lines of Python, and calls of functions in C, a call takes."""
    steps = 0

    def count(frame: object, event: str, argument: object) -> Any:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace(), sys.getprofile()
    sys.settrace(count)
    sys.setprofile(count)
    try:
        call()
    finally:
        sys.settrace(before[0])
        sys.setprofile(before[1])
    return steps


LINES = {
    "progress bar": "\r 10 % of it",
    "shorter and shorter": "".join(f"\r{'x' * (60 - size)}" for size in range(60)),
    "longer and longer": "".join(f"\r{'x' * size}" for size in range(60)),
    "Keras": "10/99 a" + "\b" * 7,
    "one back": "abc\b",
    "back and return": "abcde\b\bx\r",
    "bold": "a\ba",
    "lines": "a\rb\n",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_what_a_terminal_shows_takes_linear_time(line: str) -> None:
    once, twice = (_steps(lambda size=size: overwritten(line * size)) for size in (200, 400))
    assert twice < 2.1 * once + 100


NOISE = Random(18).randbytes(30_000)


@pytest.mark.parametrize("width", [76, 2**20], ids=["wrapped", "one line"])
@pytest.mark.parametrize("shift", range(4))
def test_a_token_among_other_bytes_is_found_and_redacted(shift: int, width: int) -> None:
    data = NOISE[shift:] + f'"token": "{TOKEN}"'.encode() + NOISE
    letters = b64encode(data).decode()
    lines = "\n".join(letters[start : start + width] for start in range(0, len(letters), width))
    done = redact(dump(notebook([code("x", [stream(f"{lines}\n")])])), "a.ipynb", [ENGINE])
    text = "".join(json.loads(done.data)["cells"][0]["outputs"][0]["text"])
    assert len(done.redacted) == 1
    assert b64decode(text) == data.replace(TOKEN.encode(), marker(RULE.id).encode())


def test_of_other_bytes_only_what_is_near_text_is_read() -> None:
    text = b64encode(NOISE * 10 + b"a text that is long enough").decode()
    decoded = decoded_by(BY_NAME["base64"], text)
    assert decoded is not None
    assert decoded.is_final
    assert "a text that is long enough" in decoded.text
    assert len(decoded.text) < len(text) / 3  # three shifts of it were read as a whole before
