"""The redactor: nothing of a token comes through however the text is cut, and everything else does, in time."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Sequence
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colab_safe.install.credentials.redactor import Redactor
from colab_safe.model import Secret
from colab_safe.spellings import MASK

from .forge import made_up_token

TOKEN = made_up_token(2)
ODD = "p%ss/w@rd+" + made_up_token(3)[4:24]  # needs quoting in a URL
GENERIC = "gl" + "pat-" + made_up_token(4)[4:24]


def redacted(chunks: Sequence[str], token: str = TOKEN) -> str:
    redactor = Redactor([Secret(token)], ["alice"])
    return "".join([redactor.feed(chunk) for chunk in chunks]) + redactor.finish()


def coded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize("token", [TOKEN, ODD], ids=["plain", "odd"])
@pytest.mark.parametrize(
    "spell",
    [
        lambda t: t,
        lambda t: quote(t, safe=""),
        lambda t: f"https://{t}@github.com/x",
        lambda t: f"https://alice:{quote(t, safe='')}@github.com/x",
        lambda t: coded(t),
        lambda t: coded(f":{t}"),
        lambda t: coded(f"alice:{t}"),
        lambda t: coded(f"somebody-else:{t}"),
        lambda t: coded(f"{{'password': '{t}', 'more': 1}}"),
        lambda t: base64.urlsafe_b64encode(f"x:{t}".encode()).decode(),
        lambda t: t.encode().hex(),
        lambda t: "\x1b[31m".join(t),
        lambda t: f"\x1b[1;32m{t[:9]}\x1b[0m{t[9:]}",
        lambda t: f"{t[:9]}\x1b[\x1b[3\x1b[0m{t[9:]}",
    ],
    ids=["raw", "quoted", "URL", "password", "b64", "b64:", "b64 login", "b64 other", "b64 in", "url64", "hex", "ansi", "colour", "unfinished"],
)  # fmt: skip
def test_spellings(spell, token: str) -> None:  # type: ignore[no-untyped-def]
    shown = redacted([f"before {spell(token)} after\n"], token)
    assert shown.startswith("before ") and shown.endswith(" after\n") and MASK in shown
    middle = shown.removeprefix("before ").removesuffix(" after\n").replace("\x1b[31m", "")
    assert all(token[start : start + 8] not in middle for start in range(len(token) - 7))
    assert coded(token)[4:-8] not in middle


@pytest.mark.parametrize("cut", range(len(TOKEN) + 1))
def test_cut_at_every_place_with_pauses(cut: int) -> None:
    redactor = Redactor([Secret(TOKEN)])
    shown = (
        redactor.feed(f"token: {TOKEN[:cut]}")
        + redactor.pause()
        + redactor.feed(f"{TOKEN[cut:]}\n")
    )
    assert shown == f"token: {MASK}\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"found {GENERIC} in a log\n", f"found {MASK} in a log\n"),
        (
            "git clone https://bob:hunter2@example.org/x\n",
            f"git clone https://{MASK}@example.org/x\n",
        ),
        (
            f"Authorization: Basic {coded('bob:secret')}\n",
            f"Authorization: {MASK}\n",
        ),
        (
            "ssh://git@github.com/a/b and http://****@host/x\n",
            "ssh://git@github.com/a/b and http://****@host/x\n",
        ),
        ("mail to bob@example.org, see https://example.org/@bob\n",) * 2,
    ],
)
def test_credentials_of_others(text: str, expected: str) -> None:
    assert redacted([text]) == expected


def test_text_comes_in_time() -> None:
    redactor = Redactor([Secret(TOKEN)])
    assert redactor.feed("one line\nBuilding wheel: g") == "one line\n"
    assert redactor.pause() == "Building wheel: "
    assert redactor.feed("o\r50%\r") == "go\r50%\r"


def test_a_line_without_end_is_not_kept_for_ever() -> None:
    redactor = Redactor([Secret(TOKEN)])
    text = "x" * 9_000 + TOKEN + "y" * 12_000
    shown = "".join(
        redactor.feed(text[start : start + 1_000]) for start in range(0, len(text), 1_000)
    )
    assert len(shown) > 8_000
    assert shown + redactor.finish() == text.replace(TOKEN, MASK)


TEXT = st.text(
    st.characters(exclude_characters="_:T", exclude_categories=["Cs"]), max_size=20
)  # nothing generic
PIECES = st.lists(
    st.one_of(TEXT, st.sampled_from([TOKEN, "\n", "\r\n", TOKEN[4:16], " ", TOKEN * 2]))
)


@settings(max_examples=200, deadline=None)
@given(PIECES, st.lists(st.integers(0, 400)), st.booleans())
def test_nothing_leaks_and_nothing_is_lost(
    pieces: list[str], cuts: list[int], pausing: bool
) -> None:
    text = "".join(pieces)
    places = [0, *sorted(cut for cut in cuts if cut < len(text)), len(text)]
    redactor = Redactor([Secret(TOKEN)])
    shown = ""
    for start, end in itertools.pairwise(places):
        shown += redactor.feed(text[start:end]) + (redactor.pause() if pausing else "")
    shown += redactor.finish()
    assert TOKEN not in shown
    assert shown == text.replace(TOKEN, MASK)
