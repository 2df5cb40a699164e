"""Every rule finds a made-up credential of its kind, exactly, and none of its near misses."""

from __future__ import annotations

import re
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.keywords import ANCHORED
from colab_safe.detect.rule import ALONE, Rule
from colab_safe.detect.rules import RULES
from tests.samples import SAMPLES

BY_ID = {rule.id: rule for rule in RULES}


def sample(rule: Rule):
    return SAMPLES[rule.id](Random(f"{rule.id} 7"))


def found(rule: Rule, text: str) -> list[str]:
    spans = {(match.start, match.end) for match in BuiltinEngine([rule]).find([text])}
    return [text[start:end] for start, end in sorted(spans)]


def test_every_rule_has_a_sample() -> None:
    assert sorted(SAMPLES) == sorted(BY_ID)


def test_ids_are_unique() -> None:
    assert len(BY_ID) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_row(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.description and rule.revoke
    assert rule.reference.startswith("https://")
    assert all(
        keyword == keyword.lower() and len(keyword) >= 2 and keyword.isascii()
        for keyword in rule.keywords
    )
    assert any(keyword in sample(rule).text.lower() for keyword in rule.keywords)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_finds_the_sample_exactly(rule: Rule) -> None:
    made = sample(rule)
    assert found(rule, made.text) == [made.secret]
    assert found(rule, f"first line\n{made.text}\nlast line") == [made.secret]


NEAR_MISSES = [(rule, what) for rule in RULES for what in sample(rule).near_misses]


@pytest.mark.parametrize(
    ("rule", "what"), NEAR_MISSES, ids=lambda value: getattr(value, "id", value)
)
def test_does_not_find_the_near_miss(rule: Rule, what: str) -> None:
    made = sample(rule)
    assert found(rule, made.with_secret(made.near_misses[what])) == []


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.strength == ALONE], ids=lambda rule: rule.id
)
def test_does_not_find_it_inside_a_longer_word(rule: Rule) -> None:
    made = sample(rule)
    if made.text.startswith("print") and "/" not in made.secret:
        assert found(rule, made.with_secret(f"B{made.secret}")) == []


SHORTCUTS = [rule for rule in RULES if rule.id in ANCHORED or rule.lead is not None]


@pytest.mark.parametrize("rule", SHORTCUTS, ids=lambda rule: rule.id)
def test_a_rule_is_tried_wherever_it_can_match(rule: Rule) -> None:
    """Where a keyword says that a match may begin all is found that is found everywhere."""
    made = sample(rule)
    misses = [made.with_secret(miss) for miss in made.near_misses.values()]
    everywhere = BuiltinEngine([rule._replace(lead=None, behind="", keywords=())])
    shortcut = BuiltinEngine(families=[(rule.keywords, lambda: [rule])], anchored=ANCHORED)
    for text in (
        made.text,
        f"{made.text}{made.text}",
        f"a {made.text}\n",
        made.text.upper(),
        *misses,
    ):
        assert spans(everywhere, text) <= spans(shortcut, text)


def spans(engine: BuiltinEngine, text: str) -> set[tuple[int, int]]:
    return {(match.start, match.end) for match in engine.find([text])}
