"""Go's expressions in Python: the same texts match, and what cannot be said is an error."""

from __future__ import annotations

import re
import warnings

import pytest

from colab_safe.detect.gitleaks.go_regex import Malformed, Untranslatable, translated

# Pattern, texts that it finds, texts that it does not find: what RE2 does with them.
CASES = [
    ("abc", ["xabcx"], ["ABC"]),
    ("(?i)abc", ["ABC"], ["ab"]),
    ("a(?i)bc", ["aBC", "abc"], ["ABC"]),
    ("a(?i)b|c", ["aB", "C"], ["AB"]),
    ("(a(?i)b|c)d", ["aBd", "Cd"], ["aBD", "ABd"]),
    ("(?i)a(?-i)b", ["Ab"], ["AB"]),
    ("(?i:a)b", ["Ab"], ["AB"]),
    ("(?i)a((?-i)b|c)d", ["AbD", "acd"], ["aBd", "aCd"]),
    ("(?i)^x|y$", ["Xa", "aY"], ["ax", "ya"]),
    ("a$", ["ba"], ["a\n", "ab"]),
    ("(?m)a$", ["a\nb", "a"], ["ab"]),
    ("(?m:^a$)", ["b\na\nc"], ["b\nac"]),
    ("(?m:^a)$", ["b\na"], ["a\n"]),
    ("^a", ["ab"], ["b\na"]),
    (r"a\z", ["ba"], ["a\n"]),
    (r"\Aa", ["ab"], ["ba"]),
    ("a.c", ["abc"], ["a\nc"]),
    ("(?s)a.c", ["a\nc"], ["ac"]),
    (r"^\w$", ["a", "_"], ["é", "-"]),
    (r"^\d$", ["7"], ["٣"]),
    (r"\bfoo\b", ["a foo", "éfoo"], ["afoo"]),
    ("(?P<name>a)(?<other>b)", ["ab"], ["a"]),
    (r"\Qa.b*\E+", ["a.b*", "a.b***"], ["axb"]),
    (r"\Qa.b", ["a.b"], ["axb"]),
    (r"\x41\x{1F600}", ["A😀"], ["A"]),
    (r"[\x60'\"]", ["`"], ["x"]),
    (r"\101\012", ["A\n"], ["101"]),
    ("[[:alpha:]_]+[[:digit:]]", ["a_1"], ["1_"]),
    ("[^[:space:]]", ["a"], [" \t"]),
    ("[[a]b", ["[b", "ab"], ["b"]),
    ("[]a]", ["]", "a"], ["b"]),
    ("[^]a]", ["b"], ["]", "a"]),
    ("^[a&&b]$", ["&", "a"], ["c"]),
    ("^[+--]$", ["+", ",", "-"], ["."]),
    ("^[a||b~~]$", ["|", "~"], ["c"]),
    (r"^[\w.-]{2,3}$", ["a-b", "a."], ["a", "abcd"]),
    (r"^[\]\[]$", ["[", "]"], ["\\"]),
    ("a{,3}", ["a{,3}"], ["aaa"]),
    ("a{x}", ["a{x}"], ["a"]),
    ("a{2}b{1,}?", ["aab"], ["ab"]),
    (r"\/\-\_\@\<", ["/-_@<"], [r"\/"]),
    ("(?:a|b)c", ["ac", "bc"], ["c"]),
    ("a#b c", ["a#b c"], ["ab"]),
]  # fmt: skip


@pytest.mark.parametrize(("pattern", "found", "not_found"), CASES, ids=[case[0] for case in CASES])
def test_same_texts_match(pattern: str, found: list[str], not_found: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        compiled = re.compile(translated(pattern))
    assert [bool(compiled.search(text)) for text in (*found, *not_found)] == [True] * len(found) + [
        False
    ] * len(not_found)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        (r"\p{Greek}", r"Unicode class \\p{Greek}"),
        (r"[\pL]", r"Unicode class \\pL"),
        ("(?U)a+", "flag 'U'"),
        (r"\Ca", "escape"),
        ("[[:^alpha:]]", "class"),
    ],
)
def test_what_cannot_be_said_is_an_error(pattern: str, says: str) -> None:
    with pytest.raises(Untranslatable, match=says):
        translated(pattern)


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("(?=a)", "Go has no"),
        ("(?<!a)b", "Go has no"),
        (r"(a)\1", "escape"),
        (r"a\yb", "escape"),
        ("(a", "not closed"),
        ("[a", "is not closed"),
        ("a\\", "is not closed"),
        ("a)", "not open"),
    ],
)
def test_what_go_would_refuse_is_an_error(pattern: str, says: str) -> None:
    with pytest.raises(Malformed, match=says):
        translated(pattern)


def test_groups_keep_their_numbers() -> None:
    match = re.search(translated("(?i)(?:x)(a)(?P<n>b)(?i)(c)"), "xabC")
    assert match is not None
    assert match.groups() == ("a", "b", "C")
