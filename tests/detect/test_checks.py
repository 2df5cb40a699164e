"""What the checks say of values that are known."""

from __future__ import annotations

import base64
import json
import string
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.detect import checks, checksums, dummy_values, json_tokens, passwords, wording
from tests.samples.template import base64url, github, jwt

BASE62 = string.ascii_letters + string.digits


@given(st.integers(min_value=0))
def test_a_github_token_has_its_checksum(seed: int) -> None:
    assert checksums.github_checksum("ghp_" + github(Random(seed)))


@given(st.integers(min_value=0), st.integers(0, 35))
def test_a_github_token_with_another_letter_has_not(seed: int, place: int) -> None:
    body = github(Random(seed))
    other = "a" if body[place] != "a" else "b"
    assert not checksums.github_checksum(f"ghp_{body[:place]}{other}{body[place + 1 :]}")


@pytest.mark.parametrize(
    ("number", "text"), [(0, "000000"), (61, "00000z"), (62, "000010"), (2**32 - 1, "4gfFC3")]
)
def test_base62(number: int, text: str) -> None:
    assert checksums.base62(number) == text


@pytest.mark.parametrize(
    ("text", "bits"), [("", 0), ("aaaa", 0), ("abab", 1), ("abcd", 2), (string.hexdigits[:16], 4)]
)
def test_entropy(text: str, bits: float) -> None:
    assert wording.entropy(text) == pytest.approx(bits)


PLACEHOLDERS = [
    "your_api_key",
    "INSERT_KEY_HERE",
    "xxxxxxxxxxxx",
    "abcdefghijklmnop",
    "1234567890",
    "00000000-0000-0000-0000-000000000000",
    "deadbeefdeadbeefdeadbeef",
    "AKIA" + "IOSFODNN7EXAMPLE",
    "sk-...",
    "p@ssw0rd",
    "votre_cle",
    "changeme",
]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_placeholder(text: str) -> None:
    assert dummy_values.placeholder(text)


WORDS = [
    "learning_rate_schedule",
    "AutoModelForSequenceClassification",
    "country_of_origin",
    "the/path/to/some_file2",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_are_readable_and_not_scrambled(text: str) -> None:
    assert wording.readable(text)
    assert not checks.scrambled(text)


@pytest.mark.parametrize(
    "alphabet", [BASE62, string.hexdigits[:16], string.ascii_lowercase + string.digits]
)
def test_random_texts_are_scrambled(alphabet: str) -> None:
    random = Random(0)
    texts = ["".join(random.choices(alphabet, k=32)) for _ in range(2000)]
    assert sum(map(checks.scrambled, texts)) >= 1990
    assert sum(map(dummy_values.placeholder, texts)) <= 4


BASIC = [
    ("ada:s3cr3t-words", True),
    ("no colon at all", False),
    ("user:your-password", False),
    ("ada:\x00\x01\x02\x03", False),
]


@pytest.mark.parametrize(("text", "good"), BASIC)
def test_basic(text: str, good: bool) -> None:
    assert passwords.basic(base64.b64encode(text.encode()).decode()) is good


def test_jwt() -> None:
    token = jwt(Random(0))
    assert json_tokens.jwt(token)
    assert not json_tokens.jwt(base64url(b'{"typ":"JWT"}') + "." + token.split(".", 1)[1])
    assert not json_tokens.jwt("eyJ." + token.split(".", 1)[1])


@pytest.mark.parametrize(
    ("issuer", "role", "good"),
    [("supabase", "anon", False), ("supabase", "service_role", True), ("other", "anon", True)],
)
def test_a_token_that_is_made_to_be_public(issuer: str, role: str, good: bool) -> None:
    claims = base64url(json.dumps({"iss": issuer, "role": role}).encode())
    header, _, signature = jwt(Random(0)).split(".")
    assert json_tokens.jwt(f"{header}.{claims}.{signature}") is good


SAMPLES = [
    ("52VeZqtHDCdAr5yM", True),
    ("tr0ub4dor&3-horse", True),
    ("password123", False),
    ("correcthorsebattery", False),
    ("super$ecret", False),
    ("getMasterUserPassword", False),
    ("123", False),
]


@pytest.mark.parametrize(("text", "good"), SAMPLES)
def test_password(text: str, good: bool) -> None:
    assert passwords.password(text) is good


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("hunter2-2024", True),
        ("root", False),
        ("admin123", False),
        ("passw0rd", False),
        ("%s", False),
    ],
)
def test_url_password(text: str, good: bool) -> None:
    assert passwords.url_password(text) is good
