"""A team's expressions match as in `re`, and end."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from colab_safe import timed_regex
from colab_safe.limits import REGEX_SECONDS
from colab_safe.timed_regex import TimedPattern, checked

SLOW = "(a|aa)+$"
TRAP = "a" * 5000 + "b"
PARTS = st.sampled_from(
    ["a", "b", "é", "{", "}", "e", "{e}", "{1,2}", "{,2}", "{e<=1}", "{ 1}", ".", "*", "+", "?", "|", "(", ")",
     "(?:", "(?i:", "[", "]", "[^a]", r"\w", r"\b", r"\d", r"\{", r"\\", "^", "$", "\n", "&&", "--"]
)  # fmt: skip


@pytest.mark.filterwarnings("ignore:Possible (nested|set):FutureWarning")
@given(st.lists(PARTS, max_size=6).map("".join), st.text("aAbeé{}1,<=& \n", max_size=12))
def test_it_matches_as_re_does(pattern: str, text: str) -> None:
    assume("[[" not in pattern and "--" not in pattern and "&&" not in pattern)
    try:
        expected = [match.span() for match in re.finditer(pattern, text)]
    except re.error:
        with pytest.raises(re.error):
            checked(pattern)
        return
    assert [match.span() for match in TimedPattern(pattern).finditer(text)] == expected


def test_search_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timed_regex, "REGEX_SECONDS", REGEX_SECONDS._replace(most=0.1))  # type: ignore[arg-type]
    with pytest.raises(TimeoutError):
        TimedPattern(SLOW).search(TRAP)
    with pytest.raises(TimeoutError):
        list(TimedPattern(SLOW).finditer(TRAP))
    assert not TimedPattern(SLOW).fits(TRAP)


def test_flags() -> None:
    assert TimedPattern("abc", re.IGNORECASE).fits("xABC")
