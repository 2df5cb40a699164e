"""Lists of bytes, and bytes with blanks between them, are searched for only where there is a long run of what is in them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from colab_safe.joined_texts import NARROW
from colab_safe.views.byte_lists import _RUN, _runs
from colab_safe.views.hexadecimal import _SPACED, _spaced_runs

NUMBERS = st.lists(
    st.sampled_from(["9", "10", "48", "103", "126", "0x67", "0X2a", "0x0A"]),
    min_size=14,
    max_size=20,
)
COMMAS = st.sampled_from([",", ", ", ",\n    ", ",\xa0", ",\u2003"])
AROUND = st.text(st.sampled_from("[](){}0179aFxX.,-? \n\xa0\u2003é"), max_size=6)
LISTS = st.builds(
    lambda before, numbers, comma, after: before + comma.join(numbers) + after,
    AROUND,
    NUMBERS,
    COMMAS,
    AROUND,
)


@given(st.lists(st.one_of(LISTS, AROUND), max_size=3).map("".join))
def test_the_same_lists_are_found_as_in_the_whole_text(text: str) -> None:
    assert [run.span() for run in _runs(text)] == [run.span() for run in _RUN.finditer(text)]


BYTES = st.lists(
    st.sampled_from(["2f", "41", "7A", "00", "0a", "ff", "4"]), min_size=8, max_size=14
)
SPACED = st.builds(
    lambda before, found, between, after: before + between.join(found) + after,
    AROUND,
    BYTES,
    st.sampled_from([" ", ":", "  "]),
    AROUND,
)


@given(st.lists(st.one_of(SPACED, AROUND), max_size=3).map("".join))
def test_the_same_bytes_with_blanks_are_found_as_in_the_whole_text(text: str) -> None:
    found = [run.span() for run in _spaced_runs(text, text.encode(*NARROW))]
    assert found == [run.span() for run in _SPACED.finditer(text)]
