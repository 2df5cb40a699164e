"""Which secrets are random enough for a plain hash: tokens that vendors issue, and nothing that a person may have made."""

from __future__ import annotations

import base64
import hashlib
from random import Random

import pytest

from colab_safe.detect.builtin import engine
from colab_safe.detect.randomness import is_random
from colab_safe.detect.rule import ALONE, CONTEXT, FOREIGN, GENERIC, Rule
from colab_safe.detect.rules import RULES
from tests.samples import ROWS
from tests.tokens import github_token

TOKEN = github_token()


def b64(text: str, encoding: str = "utf-8") -> str:
    return base64.b64encode(text.encode(encoding)).decode()


def jwt(claims: str, key: bytes = b"hunter2") -> str:
    """A JWT that is signed with a weak key: whoever guesses the claims tries a dictionary on the key."""
    head = b64('{"alg":"HS256","typ":"JWT"}') + "." + b64(claims)
    signature = hashlib.blake2b(head.encode(), key=key, digest_size=32).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).decode()}".replace("=", "")


WEAK = {
    "a word and a year": "Sommer2024!",
    "the same twice": "Sommer2024!Sommer2024!",
    "words": "correct-horse-Battery-Staple-1",
    "words with digits for letters": "C0rr3ctH0rs3B4tt3ryS7apl3",
    "such words behind a prefix": "sk-C0rr3ctH0rs3B4tt3ryS7apl3",
    "one word many times": "P4ssw0rdP4ssw0rdP4ssw0rd",
    "MD5": hashlib.md5(b"hunter2").hexdigest(),
    "SHA-256 in capitals": hashlib.sha256(b"hunter2").hexdigest().upper(),
    "a hash behind a prefix": f"acme_Live_{hashlib.sha1(b'hunter2').hexdigest()}",
    "a UUID": "2dc477ac-10d6-4a7b-bfe0-08f636037733",
    "base64 of user and password": b64("admin:Sommer2024!x"),
    "base64 for URLs": base64.urlsafe_b64encode(b"admin:>>>Sommer???2024").decode(),
    "base64 behind a prefix": f"Ab1_{b64('admin:Sommer2024!x')}",
    "base64 of text that is not ASCII": b64("jürg:Grüße2024"),
    "base64 of UTF-16": b64("hunter2hunter2", "utf-16-le"),
    "a JWT": jwt('{"sub":"1234567890","name":"John Doe","iat":1516239022}'),
    "short": TOKEN[:19],
    "only capitals and digits": "Q7RBA2Q2W4TH2WPMPC2W",
    "only small letters": "qlfuremplriewtxwndsvouydhz",
    "a key": f"-----BEGIN PRIVATE KEY-----\n{TOKEN}\n-----END PRIVATE KEY-----",
    "nothing": "",
}  # fmt: skip


def rule(strength: int = ALONE, id: str = "acme-token") -> Rule:
    return Rule(id, "", "", "", strength)


@pytest.mark.parametrize("secret", WEAK.values(), ids=WEAK)
def test_what_a_person_may_have_made_is_weak(secret: str) -> None:
    assert not is_random(rule(), "builtin", secret)


@pytest.mark.parametrize(
    ("rule", "engine", "random"),
    [
        (rule(), "builtin", True),
        (rule(CONTEXT), "builtin", False),
        (rule(GENERIC), "builtin", False),
        (rule(FOREIGN), "kingfisher", False),
        (rule(), "team", False),
        (rule(), "detect-secrets", False),
        (rule(id="bitcoin-extended-key"), "builtin", False),
    ],
    ids=str,
)
def test_only_a_vendors_mark_proves_a_token(rule: Rule, engine: str, random: bool) -> None:
    """The base64 of a hash of a password looks like a token, too."""
    assert is_random(rule, engine, TOKEN) is random


def test_most_tokens_of_large_vendors_are_random() -> None:
    of_rules = {row.rule.id: row.rule for row in RULES}
    wanted = {
        "github-pat", "openai-project-key", "anthropic-api-key", "google-api-key", "npm-token", "notion-token",
        "groq-api-key", "replicate-api-token", "figma-pat", "sendgrid-api-key",
    }  # fmt: skip
    made = {id: make for id, make in ROWS if id in wanted}
    assert made.keys() == wanted
    for id, make in made.items():
        secrets = [make(Random(seed)).secret for seed in range(30)]
        assert sum(is_random(of_rules[id], "builtin", secret) for secret in secrets) >= 27, id


def test_ids_of_keys_that_owners_choose_exist() -> None:
    from colab_safe.detect.randomness import _CHOSEN

    assert {row.rule.id for row in RULES} >= _CHOSEN


def test_most_of_what_has_a_plain_hash_is_found_alone() -> None:
    """So a baseline need not know it, once the code that named it is gone: docs/decisions/016-what-a-baseline-knows.md."""
    of_rules, builtin = {row.rule.id: row.rule for row in RULES}, engine()
    made = [(id, make(Random(seed)).secret) for id, make in ROWS for seed in range(3)]
    random = [each for each in made if is_random(of_rules[each[0]], "builtin", each[1])]
    assert len(random) > 500
    texts = [f"{secret}\n" for _, secret in random]
    found = {(each.text, texts[each.text][each.start : each.end]) for each in builtin.find(texts)}
    alone = sum((number, secret) in found for number, (_, secret) in enumerate(random))
    assert alone > 0.85 * len(random)  # the others need the name of their service beside them
