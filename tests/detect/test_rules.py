"""Every rule finds a made-up credential of its kind, exactly, and none of its near misses."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.keywords import ANCHORED
from colab_safe.detect.pattern_rule import PatternRule
from colab_safe.detect.rule import ALONE
from colab_safe.detect.rules import RULES
from tests.detect.cpu_limit import cpu_limit
from tests.samples import ROWS, SAMPLES
from tests.samples.template import Sample

RULES_BY_ID = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)


@cache
def sample(id: str) -> Sample:
    """The rule's sample, the same in every test."""
    assert id in SAMPLES, (
        f"the rule {id!r} has no sample: add a row to its family's tables in tests/samples/, or a function to free.py "
        "if the credential is not a row of characters, then run `python -m pytest tests/detect`"
    )
    return SAMPLES[id](Random(f"{id} 7"))


def found(rule: PatternRule, text: str) -> list[str]:
    """What the rule alone calls secret in a text."""
    with cpu_limit(rule.id):
        return [text[start:end] for start, end in sorted(spans(engine(rule), text))]


@cache
def engine(rule: PatternRule) -> BuiltinEngine:
    return BuiltinEngine([rule])


def test_every_sample_has_its_rule() -> None:
    stray = sorted(SAMPLES.keys() - {rule.id for rule in RULES})
    assert not stray, (
        f"no rule is called {', '.join(stray)}: correct or remove its row in tests/samples/, "
        "then run `python -m pytest tests/detect`"
    )


@pytest.mark.parametrize(
    ("ids", "where"),
    [
        ([rule.id for rule in RULES], "colab_safe/detect/rules/"),
        ([id for id, _ in ROWS], "tests/samples/"),
    ],
    ids=["rules", "samples"],
)
def test_an_id_has_one_row(ids: list[str], where: str) -> None:
    repeated = [id for id, count in Counter(ids).items() if count > 1]
    assert not repeated, f"{where} has several rows called {', '.join(repeated)}: keep one of each"


@RULES_BY_ID
def test_its_row(rule: PatternRule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id), "an id is kebab-case"
    assert rule.rule.description and rule.rule.revoke
    assert rule.rule.reference.startswith("https://")
    for keyword in rule.keywords:
        assert keyword == keyword.lower() and len(keyword) >= 2, keyword
    assert any(keyword in sample(rule.id).text.lower() for keyword in rule.keywords), (
        "the sample contains none of the rule's keywords"
    )


@RULES_BY_ID
def test_it_finds_its_sample_exactly_and_no_near_miss(rule: PatternRule) -> None:
    made = sample(rule.id)
    assert found(rule, made.text) == [made.secret]
    assert found(rule, f"first line\n{made.text}\nlast line") == [made.secret]
    for what, miss in made.near_misses.items():
        assert found(rule, made.with_secret(miss)) == [], what
    if rule.rule.strength == ALONE and made.text.startswith("print") and "/" not in made.secret:
        assert found(rule, made.with_secret(f"B{made.secret}")) == [], "inside a longer word"


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if sample(rule.id).longer], ids=lambda rule: rule.id
)
def test_it_finds_the_whole_of_a_longer_one(rule: PatternRule) -> None:
    """Vendors lengthen their tokens: GitHub's and Fireworks' became longer than rules allowed."""
    made = sample(rule.id)
    assert found(rule, made.with_secret(made.longer)) == [made.longer]


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.id in ANCHORED or rule.lead is not None],
    ids=lambda rule: rule.id,
)
def test_it_is_tried_wherever_it_can_match(rule: PatternRule) -> None:
    """Where a keyword says that a match may begin, everything is found that is found everywhere."""
    made = sample(rule.id)
    misses = [made.with_secret(miss) for miss in made.near_misses.values()]
    everywhere = engine(rule._replace(lead=None, behind="", keywords=()))
    shortcut = BuiltinEngine(families=[(rule.keywords, lambda: [rule])], anchored=ANCHORED)
    for text in (made.text, made.text * 2, f"a {made.text}\n", made.text.upper(), *misses):
        with cpu_limit(rule.id):
            assert spans(everywhere, text) <= spans(shortcut, text), text


def spans(engine: BuiltinEngine, text: str) -> set[tuple[int, int]]:
    return {(match.start, match.end) for match in engine.find([text])}
