"""keywords.py and alone_keywords.py must match the rules: `python -m tests.detect.test_keywords` generates them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from colab_safe.detect.builtin import keywords, split_keywords
from colab_safe.detect.keywords import KEYWORDS as KEYWORDS_OF
from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rule import ALONE
from colab_safe.detect.rules import FAMILIES, RULES, family
from colab_safe.model import HIGH
from tests.detect.openings import begins_with_a_keyword, openings

KEYWORDS = Path(__file__).parents[2] / "colab_safe/detect/keywords.py"
ALONE_KEYWORDS = KEYWORDS.with_name("alone_keywords.py")

OUT_OF_DATE = "colab_safe/detect/{} is out of date: run `python -m tests.detect.test_keywords`"


def written() -> str:
    """The file: one keyword per line, in texts, which load six times faster than tuples of strings."""
    lines = [
        '"""Which family of rules has which keywords, so that only the families that are needed are imported.',
        "",
        "Generated from the rules by `python -m tests.detect.test_keywords`; a test compares the two.",
        '"""',
        "",
        "# By family, one keyword per line.",
        "KEYWORDS: dict[str, str] = {",
    ]
    for name in FAMILIES:
        lines += _row(name, family(name))
    anchored = sorted(rule.id for rule in RULES if begins_with_a_keyword(rule))
    lines += [
        "}",
        "# Ids of the rules of which every match begins with one of their keywords.",
        "ANCHORED = frozenset(",
        '    """',
        *anchored,
        '""".split()',
        ")",
    ]
    return "\n".join([*lines, ""])


def alone_written() -> str:
    """The file with the keywords of those rules only that recognise a credential alone."""
    lines = [
        '"""The keywords of the rules that recognise a credential alone, with high confidence: most outputs have none of them.',
        "",
        "Generated from the rules by `python -m tests.detect.test_keywords`; a test compares the two.",
        '"""',
        "",
        "# By family, one keyword per line, as in `keywords.py`.",
        "ALONE_KEYWORDS: dict[str, str] = {",
    ]
    for name in FAMILIES:
        rules = [
            rule
            for rule in family(name)
            if rule.rule.strength == ALONE and rule.rule.confidence == HIGH
        ]
        lines += _row(name, rules) if rules else []
    return "\n".join([*lines, "}", ""])


def _row(name: str, rules: Sequence[PatternRule]) -> list[str]:
    words = [_escaped(word) for word in keywords(rules)]
    return [f'    "{name}": """\\', *words[:-1], f'{words[-1]}""",']


def _escaped(word: str) -> str:
    """The keyword inside a triple-quoted literal: a space at its end is visible, a line end is `\\\\n`."""
    assert "\\" not in word, f"{word!r}: a keyword with a backslash cannot be told from a line end"
    escaped = word.replace("\n", "\\\\n").replace('"', '\\"')
    return escaped[:-1] + "\\x20" if escaped.endswith(" ") else escaped


@pytest.mark.parametrize(
    ("file", "expected"),
    [(KEYWORDS, written), (ALONE_KEYWORDS, alone_written)],
    ids=["all", "those of rules that stand alone"],
)
def test_keywords_are_those_of_the_rules(file: Path, expected: Callable[[], str]) -> None:
    is_current = file.read_text(encoding="utf-8") == expected()
    assert is_current, OUT_OF_DATE.format(file.name)


@pytest.mark.parametrize("name", FAMILIES)
def test_they_are_read_as_the_rules_have_them(name: str) -> None:
    if name in KEYWORDS_OF:  # else the test above says what to do
        assert split_keywords(KEYWORDS_OF[name]) == list(keywords(family(name))), (
            OUT_OF_DATE.format(KEYWORDS.name)
        )


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.needs], ids=lambda rule: rule.id)
def test_what_a_match_needs_is_written_in_its_pattern(rule: PatternRule) -> None:
    assert rule.needs in rule.pattern.replace("\\", "")


def test_every_file_of_rules_is_a_family() -> None:
    files = {file.stem for file in KEYWORDS.parent.joinpath("rules").glob("*.py")} - {"__init__"}
    stray = sorted(files ^ set(FAMILIES))
    assert not stray, (
        f"{', '.join(stray)}: name every file of colab_safe/detect/rules/ in FAMILIES in its __init__.py, "
        "then run `python -m tests.detect.test_keywords` and `python -m tests.test_docs_rules`"
    )


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (r"(?<![a-z])(?P<secret>hf_[A-Za-z]{3})", ["hf_"]),
        (r"(?i:wandb|weights.{0,8}biases)x", ["wandbx", "weights"]),
        (r"[ab]c?d", ["ad", "acd", "bd", "bcd"]),
        (r"(?:ab){2}c", ["ababc"]),
        (r"a+b", ["a"]),
        (r"a*b", [""]),
        (r"[a-z]b", [""]),
        (r"\bx(?=y)z", ["xz"]),
    ],
)
def test_openings_are_those_of_every_match(pattern: str, expected: list[str]) -> None:
    assert sorted(openings(pattern)) == sorted(expected)


if __name__ == "__main__":
    KEYWORDS.write_text(written(), encoding="utf-8")
    ALONE_KEYWORDS.write_text(alone_written(), encoding="utf-8")
