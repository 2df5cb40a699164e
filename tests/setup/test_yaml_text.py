"""YAML is read as YAML: places of keys, aliases, merges, and errors in words."""

from __future__ import annotations

from contextlib import suppress

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.errors import UsageError
from colab_safe.setup.yaml_text import line_of, parse, texts

TREES = st.recursive(
    st.text(st.characters(codec="ascii", min_codepoint=32, exclude_characters="\x7f")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner),
)


@given(tree=TREES, is_flow=st.booleans())
def test_what_another_program_wrote_is_read(tree: object, is_flow: bool) -> None:
    text = yaml.safe_dump(tree, default_flow_style=is_flow, default_style='"')
    assert parse(text, "a.yaml") == tree


def test_keys_know_their_lines() -> None:
    parsed = parse("# first\na: {b: 1,\n  c: 2}\nd:\n- &x\n  e: 3\n- <<: *x\n  f: 4\n", "a.yaml")
    assert [line_of(parsed, key) for key in parsed] == [2, 4]
    assert [line_of(parsed["a"], key) for key in "bc"] == [2, 3]
    assert parsed["d"] == [{"e": "3"}, {"f": "4", "e": "3"}]
    assert [line_of(parsed["d"][1], key) for key in "ef"] == [6, 8]


ERRORS = {
    "not closed": ("a: [1\n", "a.yaml, line 2: invalid YAML: expected ',' or ']'"),
    "tab": ("a:\n\tb: 1\n", "a.yaml, line 2: invalid YAML: found character"),
    "unknown alias": ("a: *x\n", "a.yaml, line 1: invalid YAML: found undefined alias"),
    "control character": ("a: \x00\n", "a.yaml: invalid YAML: it contains control characters"),
    "key twice": ("a: 1\nb:\n  c: 1\n  c: 2\n", "a.yaml, line 4: the key `c` is there twice, first in line 3"),
    "deep": ("[" * 5000, "a.yaml: invalid YAML: it is nested too deeply"),
    "long": ("a: " + "x" * (1 << 18), "a.yaml: not read: it has more than 262,144 characters"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), ERRORS.values(), ids=ERRORS)
def test_errors_are_words_with_a_line(text: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        parse(text, "a.yaml")
    assert str(raised.value).startswith(said)


PIECES = [
    *("\n", " ", "  ", "- ", ": ", "? ", "[", "]", "{", "}", ",", "&a ", "*a", "<<: ", "!x ", "!!int ", "|+", ">-"),
    *("'", '"', "#", "%", "@", "`", "\t", "\r", "\x00", "\ufeff", "\u2028", "---\n", "...\n", "a", "b", "1", "~"),
]  # fmt: skip


@given(pieces=st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_text_is_read_or_refused_in_words(pieces: list[str]) -> None:
    with suppress(UsageError):
        list(texts(parse("".join(pieces), "a.yaml")))


def test_anchors_may_be_used_again() -> None:
    assert parse("a: &x 1\nb: &x 2\nc: *x\n", "a.yaml") == {"a": "1", "b": "2", "c": "2"}


def test_types_are_not_made() -> None:
    text = (
        "a: !!int x\nb: 2020-99-99\nc: !reference [d, e]\nf: !!python/object:os.system 1\non: yes\n"
    )
    expected = {"a": "x", "b": "2020-99-99", "c": ["d", "e"], "f": "1", "on": "yes"}
    assert parse(text, "a.yaml") == expected


def test_aliases_of_aliases_take_no_time() -> None:
    lines = ["a0: &a0 [x, x]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60))]
    assert list(texts(parse("\n".join(lines), "a.yaml"))) == ["x", "x"]


def test_alias_of_itself_ends() -> None:
    assert list(texts(parse("a: &a [x, *a]\n", "a.yaml"))) == ["x"]


@pytest.mark.parametrize(("text", "value"), [("", None), ("# only\n", None), ("a: 1\n---\nb: 2\n", {"b": "2"})])  # fmt: skip
def test_the_last_document_counts(text: str, value: object) -> None:
    assert parse(text, "a.yaml") == value
