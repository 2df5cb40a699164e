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
from tests.samples.template import Sample, made

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
    example = sample(rule.id)
    assert found(rule, example.text) == [example.secret]
    assert found(rule, f"first line\n{example.text}\nlast line") == [example.secret]
    for what, miss in example.near_misses.items():
        assert found(rule, example.with_secret(miss)) == [], what
    if (
        rule.rule.strength == ALONE
        and example.text.startswith("print")
        and "/" not in example.secret
    ):
        assert found(rule, example.with_secret(f"B{example.secret}")) == [], "inside a longer word"


# Forms that a vendor uses beside that of the rule's sample: the rule, the name beside it if it needs one, the form.
OTHER_FORMS = [
    ("buildkite-token", "", "bkaa_<x50>"),
    ("yandex-iam-token", "", "c1.<u60>.<u86>=="),
    ("azure-function-key", "", "<w20>+<w20>/<w2>AzFu<w6>=="),
    ("azure-identifiable-key", "", "<b76>+ASt<b5>Q=="), ("azure-identifiable-key", "", "<b33>AIoTB<b5>="), ("azure-identifiable-key", "", "<b76>APIM<b5>g=="),
    ("x-access-token", "TWITTER_ACCESS_TOKEN", "<d10>-<w39>"), ("azure-ad-client-secret", "", "<w1>-<w1>8Q~<w34>"), ("google-hmac-key", "GOOGTS" + "ABC23" * 11, "<b40>"),
    ("akamai-edgegrid", "", "akab-<a16>-<a16>"),
    ("akamai-edgegrid", "", "akab-<a27>-<a5>"),
    ("plaid-access-token", "", "asset-report-production-<uuid>"),
    ("alpaca-key-id", "ALPACA_API_KEY", "PK<A18>"), ("alpaca-secret", "ALPACA_SECRET_KEY", "<w40>"), ("infisical-token", "INFISICAL_TOKEN", "st.<x24>.<x32>.<x32>"),
    ("brave-search-api-key", "BRAVE_API_KEY", "BSA<u28>"), ("dashscope-api-key", "DASHSCOPE_API_KEY", "sk-sp-<w48>"), ("braintrust-api-key", "BRAINTRUST_API_KEY", "bt-st-<w48>"),
    ("openrouteservice-key", "", "eyJvcmciOiI1YjNjZTM1OTc4NTExMTAwMDFjZjYyNDgi<b90>"), ("sentry-user-token", "", "sntryu_<x64>"), ("sentry-user-token", "", "sntrya_<x64>"),
    ("packagist-token", "", "packagist_out_<x68>"), ("packagist-token", "", "packagist_uut_<x68>"), ("fireworks-api-key", "", "fw_<w24>"), ("arcgis-api-key", "", "AAPK<w120>"),
    ("mindee-api-key", "MINDEE_API_KEY", "md_<w32>"), ("clearml-secret-key", "CLEARML_API_SECRET_KEY", "<u67>"), ("snyk-access-token", "", "snyk_sat.<x8>.<u90>.<u86>"), ("dbt-cloud-token", "", "dbtc_<u50>"),
    ("digicert-api-key", "DIGICERT_API_KEY", "<x26>_<x64>"), ("supabase-management-token", "", "sbp_v0_<x40>"), ("qdrant-api-key", "QDRANT_API_KEY", "<uuid>|<u54>"), ("youcom-api-key", "YDC_API_KEY", "ydc-sk-<x16>-<w32>-<x8><__>1SO0a7ET<w40>"),
    ("datarobot-api-key", "DATAROBOT_API_KEY", "NWY<w29>Oi<b58>"), ("datarobot-api-key", "DATAROBOT_API_KEY", "NmE<w29>Om<b58>"), ("harness-token", "", "pat.<x24>.<w20>"),
    ("matrix-token", "", "syt_<w3>_<L20>_<w6>"), ("etsy-key", "ETSY_API_KEY", "<a24>:<a10>"), ("etsy-key", "ETSY_API_KEY", "<w22>:<a10>"),
]  # fmt: skip


@pytest.mark.parametrize(("id", "name", "form"), OTHER_FORMS)
def test_it_finds_the_other_forms_of_its_vendor(id: str, name: str, form: str) -> None:
    (rule,) = (each for each in RULES if each.id == id)
    other = made(form, Random(f"{id} {form}"), name)
    assert found(rule, other.text) == [other.secret]
    assert found(rule, other.with_secret(other.near_misses["of x"])) == []


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if sample(rule.id).longer], ids=lambda rule: rule.id
)
def test_it_finds_the_whole_of_a_longer_one(rule: PatternRule) -> None:
    """Vendors lengthen their tokens: GitHub's and Fireworks' became longer than rules allowed."""
    example = sample(rule.id)
    assert found(rule, example.with_secret(example.longer)) == [example.longer]


@pytest.mark.parametrize(
    "rule",
    [rule for rule in RULES if rule.id in ANCHORED or rule.lead is not None],
    ids=lambda rule: rule.id,
)
def test_it_is_tried_wherever_it_can_match(rule: PatternRule) -> None:
    """Where a keyword says that a match may begin, everything is found that is found everywhere."""
    example = sample(rule.id)
    misses = [example.with_secret(miss) for miss in example.near_misses.values()]
    everywhere = engine(rule._replace(lead=None, behind="", keywords=()))
    shortcut = BuiltinEngine(families=[(rule.keywords, lambda: [rule])], anchored=ANCHORED)
    for text in (
        example.text,
        example.text * 2,
        f"a {example.text}\n",
        example.text.upper(),
        *misses,
    ):
        with cpu_limit(rule.id):
            assert spans(everywhere, text) <= spans(shortcut, text), text


def spans(engine: BuiltinEngine, text: str) -> set[tuple[int, int]]:
    return {(match.start, match.end) for match in engine.find([text])}
