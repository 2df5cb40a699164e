"""keywords.py must match the rules: `python -m tests.detect.test_keywords` generates it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from colab_safe.detect.builtin import keywords
from colab_safe.detect.rules import FAMILIES, RULES, family
from tests.detect.openings import begins_with_a_keyword, openings

KEYWORDS = Path(__file__).parents[2] / "colab_safe/detect/keywords.py"


def written() -> str:
    lines = [
        '"""Which family of rules has which keywords, so that only the families that are needed are imported.',
        "",
        "Made from the rules by `python -m tests.detect.test_keywords`; a test compares the two.",
        '"""',
        "",
        "# fmt: off",
        "KEYWORDS: dict[str, tuple[str, ...]] = {",
    ]
    for name in FAMILIES:
        lines.append(f'    "{name}": (')
        lines += [f"        {json.dumps(word)}," for word in keywords(family(name))]
        lines.append("    ),")
    lines += [
        "}",
        "# Rules of which every match begins with one of their keywords.",
        "ANCHORED = frozenset(",
        "    (",
    ]
    lines += [
        f"        {json.dumps(id)},"
        for id in sorted(rule.id for rule in RULES if begins_with_a_keyword(rule))
    ]
    return "\n".join([*lines, "    )", ")", ""])


def test_keywords_are_those_of_the_rules() -> None:
    is_current = KEYWORDS.read_text(encoding="utf-8") == written()
    assert is_current, (
        "colab_safe/detect/keywords.py is out of date: run `python -m tests.detect.test_keywords`"
    )


def test_every_file_of_rules_is_a_family() -> None:
    files = {file.stem for file in KEYWORDS.parent.joinpath("rules").glob("*.py")} - {"__init__"}
    stray = sorted(files ^ set(FAMILIES))
    assert not stray, (
        f"{', '.join(stray)}: every file in colab_safe/detect/rules/ must be named in FAMILIES there"
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
