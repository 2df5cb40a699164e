"""No rule takes long on a text made to keep it busy: its cost grows with the text, not with its square.

Rules that differ only in letters and numbers are tried once. Nothing is timed: a family takes up to four seconds of CPU
time, a single quadratic pattern takes minutes, and the process that runs it is given one minute.
"""

from __future__ import annotations

import re
import subprocess
import sys
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rules import FAMILIES, family
from tests.samples import SAMPLES

SIZE = 400_000


def hostile(rule: PatternRule) -> str:
    """The keyword over and over, alone and among words for credentials; near misses in a row; one long word."""
    sample = SAMPLES[rule.id](Random(1))
    near_miss = sample.with_secret(next(iter(sample.near_misses.values())))
    keyword = rule.keywords[0]
    parts = (keyword, f"{keyword} key ", near_miss, f"{near_miss} ", sample.secret[:-1])
    length = SIZE // (len(parts) + 1)
    return "\n".join(
        [(part * (length // len(part) + 1))[:length] for part in parts] + [keyword + "a" * length]
    )


def shape(pattern: str) -> str:
    """The pattern without letters and numbers: how it repeats, branches and looks around decides how long it takes."""
    return re.sub(r"[A-Za-z0-9_ .-]+", "", pattern)


def shapes() -> dict[str, list[PatternRule]]:
    """For each family, its rules whose shape no rule before had."""
    seen: set[str] = set()
    return {
        name: [
            rule
            for rule in family(name)
            if not (shape(rule.pattern) in seen or seen.add(shape(rule.pattern)))
        ]
        for name in FAMILIES
    }


def scan(name: str) -> None:
    """What the subprocess does."""
    for rule in shapes()[name]:
        list(BuiltinEngine([rule]).find([hostile(rule)]))


@pytest.mark.parametrize("name", FAMILIES)
def test_a_hostile_text_is_scanned(name: str) -> None:
    command = f"from tests.detect.test_hostile import scan; scan({name!r})"
    subprocess.run([sys.executable, "-c", command], check=True, timeout=60)
