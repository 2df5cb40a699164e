"""Of a long text, a decoder keeps what is near its changes; what is not decoded to the end is always reported."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.limits import VIEW_DEPTH, VIEW_GROWTH, VIEW_SHARE, sentence
from colab_safe.model import Place
from colab_safe.notebook.segments import Segments
from colab_safe.scan import scan
from colab_safe.views.decoded import NEAR, Substitution
from colab_safe.views.decoders import DECODERS
from colab_safe.views.views import views
from tests.notebook.planting import (
    ENCODERS,
    ENGINE,
    TOKEN,
    Part,
    chain,
    marked,
    spans_found,
    spans_in_file,
    text_of,
)
from tests.notebooks import code, dump, markdown, notebook, output

WORDS = "some words of a log\n" * (5 * NEAR // 20)
PLANTED = marked("x = ", TOKEN, " end of it")
percent = Substitution("%[0-9a-f]{2}", lambda found: chr(int(found[1:], 16)))


@pytest.mark.parametrize("name", ENCODERS)
def test_each_encoding_in_the_middle_of_a_long_text(name: str) -> None:
    parts = [Part(f"{WORDS}\n"), *chain((name,), PLANTED), Part(f"\n{WORDS}")]
    data = dump(notebook([markdown(text_of(parts))]))
    assert spans_found(data) == [spans_in_file(data, parts)]


WORD = st.text("abcxyz", min_size=1, max_size=2 * NEAR)
PIECES = st.lists(
    st.one_of(
        WORD,
        st.just("%41"),
        st.sampled_from((" ", "\n")),
        st.integers(1, 3 * NEAR).map(lambda number: "ab c\n" * number),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_what_is_near_a_change_is_kept_and_leads_back(pieces: list[str]) -> None:
    text = "".join(pieces)
    whole, decoded = text.replace("%41", "A"), percent(text)
    if decoded is None:
        assert whole == text
        return
    at = [index for index, letter in enumerate(whole) if letter == "A"]
    for index in at:
        assert whole[max(0, index - NEAR) : index + NEAR + 1] in decoded.text
    assert {*decoded.text.split()} <= {*whole.split()} | {"\x1e"}  # no word is cut
    for index in range(0, len(decoded.text), 997):
        for span in decoded.spans(index, index + 1):
            assert text[span.start : span.end].replace("%41", "A") == decoded.text[index]
    assert decoded.text.count("A") == len(at)


def test_far_text_is_left_out() -> None:
    decoded = percent(f"{WORDS * 20}%41{WORDS * 20}")
    assert decoded is not None
    assert len(decoded.text) < 3 * NEAR


def test_a_long_token_is_kept_whole() -> None:
    token = f"{'x' * 6 * NEAR}%41{'y' * 6 * NEAR}"
    decoded = percent(f"{WORDS} {token} {WORDS}")
    assert decoded is not None
    assert token.replace("%41", "A") in decoded.text


def test_of_data_without_blanks_what_is_far_is_left_out() -> None:
    decoded = percent(f"{'x' * 200 * NEAR}%41{'y' * 200 * NEAR}")
    assert decoded is not None
    assert f"{'x' * 9 * NEAR}A{'y' * 9 * NEAR}" in decoded.text
    assert len(decoded.text) < 40 * NEAR


@pytest.mark.parametrize(
    "decoder", [each for each in DECODERS if each.prepares], ids=lambda each: each.name
)
def test_a_decoder_on_whose_result_the_others_are_tried_keeps_all(decoder: object) -> None:
    text = '{"cell_type": "code", "source": ["' + WORDS.replace("\n", "\\n") * 20 + '\u200b"]}'
    decoded = decoder.decode(text)  # type: ignore[attr-defined]
    assert len(decoded.text) > 0.9 * len(text)


# One more level of an encoding: how many → the token in so many.
NESTED: dict[str, Callable[[int], str]] = {
    "percent": lambda levels: f"%{'25' * (levels - 1)}67{TOKEN[1:]}",
    "entities": lambda levels: f"&{'amp;' * (levels - 1)}#103;{TOKEN[1:]}",
    "base64": lambda levels: text_of(chain(("base64",) * levels, PLANTED)),
}


@pytest.mark.parametrize("name", NESTED)
@pytest.mark.parametrize("beyond", [0, 1, VIEW_DEPTH.most])
def test_text_that_is_encoded_more_deeply_is_reported(name: str, beyond: int) -> None:
    levels = VIEW_DEPTH.most + (min(beyond, 1) if name == "base64" else beyond)
    html = output({"text/html": NESTED[name](levels)})
    report = scan(dump(notebook([code("run()", [html])])), "a.ipynb", [ENGINE])
    problems = [problem.error for problem in report.problems]
    assert len(report.findings) == (not beyond), problems
    assert problems == ([f"not all of it was read: {sentence(VIEW_DEPTH)}"] if beyond else [])


def _in_every_order(levels: int) -> str:
    """Encodings beside each other, which can be taken off in every order."""
    layers = f"&{'amp;' * levels}lt; %{'25' * levels}41 ={'3D' * levels}41 {chr(92) * 2**levels}x41"
    return f"{layers} \x1b[1mz a\rb <{'<b>' * levels}b> "


@pytest.mark.parametrize("levels", [4, 8])
def test_decodings_in_every_order_end_and_are_reported(levels: int) -> None:
    segments = Segments()
    segments.add(_in_every_order(levels), Place("output", 1, None, "code", 1, "text/html"))
    read = views(segments)
    assert {*read.limits.values()} == {VIEW_SHARE}
    assert len(read) < 2_000  # a text of 6,000 characters took five seconds
    own = len(segments.texts[0])
    assert sum(map(len, read.texts)) <= (1 + VIEW_GROWTH.most) * own + VIEW_SHARE.most
