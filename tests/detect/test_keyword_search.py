"""The keyword search in texts of all scripts."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.detect import keyword_search
from colab_safe.detect.keyword_search import KeywordSearch
from colab_safe.joined_texts import JoinedTexts

WORDS = [
    "token",
    "hasło",
    "şifre",
    "contraseña",
    "пароль",
    "密码",
    "パスワード",
    "キー",
    "ab",
    "b?",
]


def hits(texts: list[str]) -> list[tuple[int, str]]:
    """In which text, and what is there."""
    joined = JoinedTexts.of(texts)
    found = [*KeywordSearch(WORDS).hits(joined)]
    assert [end for _, _, end in found] == sorted(end for _, _, end in found)
    joined_text = "\0".join(texts)
    return [(joined.number_at(start), joined_text[start:end]) for _, start, end in found]


def test_keywords_of_all_scripts_are_found_in_their_texts() -> None:
    texts = ["a token", "HASŁO: Şifre", "Пароль ПАРОЛЬ", "你的密码，パスワードキー", "Contraseña"]
    assert sorted(hits(texts)) == [
        (0, "token"),
        (1, "HASŁO"),
        (1, "Şifre"),
        (2, "ПАРОЛЬ"),
        (2, "Пароль"),
        (3, "キー"),
        (3, "パスワード"),
        (3, "密码"),
        (4, "Contraseña"),
    ]


@given(st.lists(st.text(st.sampled_from("ab?密码キー é\0"), max_size=8), max_size=5))
def test_every_keyword_is_found_wherever_it_is(texts: list[str]) -> None:
    found = hits(texts)
    for number, text in enumerate(texts):
        for word in WORDS:
            if word in text:
                assert (number, word) in found


@pytest.mark.parametrize("block", [1, 2, 5, 9, 64])
@given(texts=st.lists(st.text(st.sampled_from("abtoken?密码 é"), max_size=40), max_size=5))
def test_a_search_in_blocks_finds_the_same(texts: list[str], block: int) -> None:
    whole = hits(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keyword_search, "_BLOCK", block)
        assert hits(texts) == whole


def test_hits_at_every_letter_take_little_memory() -> None:
    search, texts = KeywordSearch(["aaaa"]), JoinedTexts(["a" * 250_000])
    tracemalloc.start()
    try:
        assert sum(1 for _ in search.hits(texts)) == 250_000 - 3
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()
