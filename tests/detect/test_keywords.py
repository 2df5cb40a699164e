"""keywords.py must say what the rules say: `python -m tests.detect.test_keywords` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

from colab_safe.detect.builtin import keywords
from colab_safe.detect.rules import FAMILIES, family

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
    return "\n".join([*lines, "}", ""])


def test_keywords_are_those_of_the_rules() -> None:
    assert KEYWORDS.read_text(encoding="utf-8") == written()


if __name__ == "__main__":
    KEYWORDS.write_text(written(), encoding="utf-8")
