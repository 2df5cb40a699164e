"""No rule takes long on a text made to keep it busy: its work grows with the text, not with its square.

Three things together show it, for every rule and without a clock:
1. No attempt to match looks further than a bound, which is read off the pattern (`widths.py`).
2. The engine makes one attempt per place, and searches no character twice; the work is counted on texts of two sizes.
3. Within these bounds a pattern may still try too many ways, such as `(a{1,20}){1,20}b`. So each rule reads a hostile
   text, and may take 25 times the CPU time of the slowest rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from colab_safe.detect import pattern_search
from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.keywords import ANCHORED
from colab_safe.detect.pattern_rule import PatternRule, rule
from colab_safe.detect.rules import RULES
from tests.detect.cpu_limit import cpu_limit
from tests.detect.test_rules import RULES_BY_ID, sample
from tests.detect.widths import width
from tests.samples.free import ARMOUR

FURTHEST = 12_500  # characters; the longest private keys
SIZE = 40_000  # characters of a hostile text
# Rules that look further than their bound, and the texts that show why that costs no more than the text is long:
# what begins a match, and what the repetition without a bound runs over.
_KEY = f"{ARMOUR}BEGIN {{}}{ARMOUR}\n"
FAR_SIGHTED = {
    # The repetition cannot run over the beginning of another match.
    "gitlab-feed-token": ("glft-" + "a1" * 32 + "-", "1"),
    "google-service-account": (
        f'"type": "service_account", "private_key": "{_KEY.format("PRIVATE KEY")}',
        "+A" * 30,
    ),
    "private-key": (_KEY.format("RSA PRIVATE KEY"), "+A" * 30),
    "pgp-private-key": (_KEY.format("PGP PRIVATE KEY BLOCK"), "+A" * 30),
    "putty-private-key": ("PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: ", "1"),
    "url-token": ("://a1b2c3d4e5f6@", "a"),
    "netrc-password": ("machine login ", " "),
    # The repetition cannot run over "://", which follows the keyword.
    "postgres-uri-password": ("postgres://u:", "postgres"),
    "mysql-uri-password": ("mysql://u:", "mysql"),
    "mssql-uri-password": ("mssql://u:", "mssql"),
    "neo4j-uri-password": ("neo4j://u:", "neo4j"),
    # The match consumes all of the repetition, so the next one is searched for behind it.
    "authorization-bearer": ("authorization: bearer ", "a1B2"),
    "authorization-raw": ("authorization: ", "a1B2"),
    "authorization-basic": ("authorization: basic ", "a1B2"),
    "session-cookie": ("cookie: sid=", "a1B2"),
    "kubeconfig-client-key": ("client-key-data: ", "a1B2"),
    # Each part of a token ends at a dot, so there is one way to match.
    "jwt": ("eyJhbGciOiJIUzI1NiJ9", ".eyJ0eXAiOiJKV1QiLCJh"),
    # 690 characters, if the name of the index and the address are as long as they may be.
    "pypirc-password": ("[pypi]\nrepository = a\nusername = ", "a"),
}


def test_no_rule_looks_further_than_its_bound() -> None:
    seen = {rule.id: width(rule.pattern, rule.keywords) for rule in RULES}
    far = {rule.id: seen[rule.id] for rule in RULES if seen[rule.id] > bound(rule)}
    new = {id: seen for id, seen in far.items() if id not in FAR_SIGHTED}
    assert not new, (
        f"give the repetitions of these rules lower bounds, or the rules more reach: {new}"
    )
    stray = sorted(FAR_SIGHTED.keys() - seen.keys())
    assert not stray, f"take {', '.join(stray)} out of FAR_SIGHTED: no such rule"


def bound(rule: PatternRule) -> int:
    """Characters: where a match may begin anywhere, the reach, since nothing beyond it is searched."""
    return FURTHEST if rule.id in ANCHORED or rule.lead is not None else rule.reach


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        (r"ab[cd]\d", 4),
        (r"a{2,5}(?:bc|d){0,3}", 11),
        (r"a(?=b{0,60}?c)d", 62),
        (r"(?<=abc)d(?!ef?)", 3),
        (r"(?=(?P<word>a{1,4}))(?P=word)b", 5),
        (r"a*b", float("inf")),
        (r"(?=[ab]{2,}c)a", float("inf")),
        (r"(?:\b)*a", 1),
    ],
)
def test_width(pattern: str, characters: float) -> None:
    assert width(pattern) == characters


class Counted:
    """A pattern that matches nowhere, and counts what it is asked to look at."""

    def __init__(self) -> None:
        self.attempts = 0
        self.characters = 0

    def match(self, text: str, start: int = 0) -> None:
        self.attempts += 1

    def finditer(self, text: str, start: int, end: int) -> list[re.Match[str]]:
        self.characters += end - start
        return []


@pytest.mark.parametrize("times", [1_000, 2_000])
@pytest.mark.parametrize(
    ("row", "attempts_per_hit"),
    [({}, 0), ({"reach": 3}, 0), ({"lead": 0}, 1), ({"lead": 2}, 3), ({"id": "anchored"}, 1)],
    ids=str,
)
def test_the_engine_makes_one_attempt_per_place(
    row: dict[str, Any], attempts_per_hit: int, times: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = Counted()
    monkeypatch.setattr(pattern_search, "compiled", lambda pattern: counted)
    fields = {"id": "around", "pattern": "", "keywords": ("key", "ey"), **row}
    made = rule(description="", reference="", revoke="", **fields)
    engine = BuiltinEngine(
        families=[(made.keywords, lambda: [made])], anchored=frozenset({"anchored"})
    )
    text = "..key......" * times
    assert list(engine.find([text])) == []
    assert counted.attempts == 2 * attempts_per_hit * times  # both keywords are seen each time
    assert counted.characters <= (0 if attempts_per_hit else len(text))


@RULES_BY_ID
def test_a_rule_reads_a_hostile_text(rule: PatternRule) -> None:
    engine = BuiltinEngine([rule])
    for what, text in hostile_texts(rule):
        with cpu_limit(f"{rule.id} on {len(text)} characters: {what}"):
            list(engine.find([text]))


def hostile_texts(rule: PatternRule) -> Iterator[tuple[str, str]]:
    """Texts of a few shapes, together of SIZE characters, named by what they repeat."""
    made, keyword = sample(rule.id), rule.keywords[0]
    miss = made.with_secret(next(iter(made.near_misses.values())))
    shapes = {
        "the keyword": keyword,
        "the keyword and a word for credentials": f"{keyword} key ",
        "near misses, without a space": miss,
        "near misses": f"{miss} ",
        "secrets that are cut short": made.secret[:-1],
    }
    for what, part in shapes.items():
        yield what, repeated(part, SIZE // 6)
    yield "one long word", keyword + repeated("a", SIZE // 6)
    if rule.id in FAR_SIGHTED:
        begin, run = FAR_SIGHTED[rule.id]
        yield "a long run", begin + repeated(run, 10 * SIZE)
        yield "many beginnings", repeated(begin, SIZE)
        yield "many beginnings with a run", repeated(begin + run * 20, SIZE)


def repeated(part: str, size: int) -> str:
    return (part * (size // len(part) + 1))[:size]
