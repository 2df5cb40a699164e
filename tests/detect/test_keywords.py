"""keywords.py must say what the rules say: `python -m tests.detect.test_keywords` writes it anew."""

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
    assert KEYWORDS.read_text(encoding="utf-8") == written()


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
