"""The way back from a decoded text: exact for every unit, ascending, touching spans made one."""

from __future__ import annotations

import pytest

from colab_safe.model import Span
from colab_safe.origins import TextBuilder, merged

PARENT = "0123456789" * 4


def built() -> TextBuilder:
    builder = TextBuilder()
    builder.keep(PARENT, 2, 6)  # 0–4: as it stands
    builder.put("A", 6, 12)  # 4: an escape of six characters
    builder.put("|", 12, 12)  # 5: a joint that nobody wrote
    builder.scale("abcdef", 20, 3, 4)  # 6–12: two groups of base64
    builder.put("xyz", 30, 33)  # 12–15: nothing smaller can be told
    builder.keep(PARENT, 14, 16)  # 15–17: from before, as behind a carriage return
    builder.keep(PARENT, 5, 5)
    builder.put("", 7, 9)
    return builder


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        pytest.param(0, 4, [(2, 6)], id="as it stands"),
        pytest.param(1, 3, [(3, 5)], id="a part of it"),
        pytest.param(3, 5, [(5, 12)], id="touching pieces are one"),
        pytest.param(4, 5, [(6, 12)], id="a whole escape"),
        pytest.param(5, 6, [], id="a joint stands nowhere"),
        pytest.param(4, 7, [(6, 12), (20, 24)], id="over the joint"),
        pytest.param(6, 7, [(20, 24)], id="the first of a group takes the group"),
        pytest.param(8, 10, [(20, 28)], id="over two groups"),
        pytest.param(9, 12, [(24, 28)], id="the second group"),
        pytest.param(13, 14, [(30, 33)], id="a piece that cannot be divided"),
        pytest.param(14, 16, [(14, 15), (30, 33)], id="ascending, whatever the order of the text"),
        pytest.param(0, 17, [(2, 12), (14, 16), (20, 28), (30, 33)], id="everything"),
        pytest.param(3, 3, [], id="nothing"),
    ],
)
def test_spans(start: int, end: int, expected: list[tuple[int, int]]) -> None:
    assert built().origins.spans(start, end) == [Span(*span) for span in expected]


def test_text() -> None:
    assert built().text == "2345A|abcdefxyz45"


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(1, 1)], []),
        ([(1, 3), (3, 4)], [(1, 4)]),
        ([(1, 3), (4, 5)], [(1, 3), (4, 5)]),
        ([(4, 9), (1, 3)], [(1, 3), (4, 9)]),
        ([(1, 9), (2, 3), (8, 10)], [(1, 10)]),
    ],
)
def test_merged(spans: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert merged([Span(*span) for span in spans]) == [Span(*span) for span in expected]
