"""The detect-secrets engine: exact spans, quiet, and only the detectors and filters that were asked for."""

from __future__ import annotations

import base64
import json
import string
import subprocess
import sys
from random import Random

import pytest

from colab_safe.detect.detect_secrets.engine import _NEEDED, DetectSecretsEngine
from colab_safe.detect.detect_secrets.settings import NOISY
from colab_safe.detect.engine import load
from colab_safe.errors import EngineError
from colab_safe.scan import scan
from tests.notebooks import code, dump, notebook, output, stream
from tests.tokens import github_token

ALNUM = string.ascii_letters + string.digits
BASE64URL = f"{ALNUM}-_"
HEX = "0123456789abcdef"


def random(alphabet: str, length: int, seed: int = 7) -> str:
    return "".join(Random(seed).choices(alphabet, k=length))


def jwt() -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": "12345", "name": "Ada"})
    encoded = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
    ]
    return ".".join([*encoded, random(ALNUM, 43)])


def pem(kind: str = "RSA PRIVATE KEY") -> str:
    body = "\n".join(random(ALNUM, 64, seed) for seed in range(5))
    return f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"


# id, the text before the secret, the secret, the text behind it.
SAMPLES = {
    "github-token": ("t = '", github_token(), "'"),
    "github-token, bare": ("see ", github_token(2), ""),
    "gitlab-token": ("t = '", f"gl{'pat'}-{random(ALNUM, 20)}", "'"),
    "gitlab-token, job without partition": ("t=", f"gl{'cbt'}-{random(ALNUM, 20)}", " "),
    "gitlab-token, job with partition": ("t=", f"gl{'cbt'}-64_{random(ALNUM, 20)}", " "),
    "aws-access-key": ("id = ", f"AK{'IA'}{random(string.ascii_uppercase, 16)}", "\n"),
    "aws-access-key, secret": ("aws_secret_key = '", random(ALNUM, 40), "'"),
    "artifactory-credentials": ("key=", f"AK{'C'}{random(ALNUM, 30)}", " "),
    "azure-storage-account-access-key": ("x;AccountKey=", f"{random(ALNUM, 86)}==", ";Endpoint"),
    "basic-auth-credentials": ("https://ada:", "Tr0ub4dor3", "@example.org/x"),  # colab-safe: allow url-password — an example
    "json-web-token": ("Bearer ", jwt(), "\n"),
    "mailchimp-access-key": ("key ", f"{random(HEX, 32)}-us12", ""),
    "npm-tokens": ("//registry.example.org/:_authToken=", f"np{'m'}_{random(ALNUM, 36)}", ' "x"'),
    "openai-token": ("login('", f"s{'k'}-{random(ALNUM, 20)}T3BlbkFJ{random(ALNUM, 20)}", "')"),
    "private-key": ("key = '''", pem(), "'''"),
    "private-key, a line in JSON": ("key = '", pem().replace("\n", "\\n"), "'"),
    "pypi-token": ("", f"py{'pi'}-AgEIcHlwaS5vcmc{random(BASE64URL, 80)}a", ""),
    "sendgrid-api-key": ("k='", f"S{'G'}.{random(ALNUM, 22)}.{random(ALNUM, 43)}", "'"),
    "slack-token": ("k='", f"xo{'xb'}-1234567890-{random(ALNUM, 24)}", "'"),
    "square-oauth-secret": ("k='", f"sq0{'csp'}-{random(ALNUM, 43)}", "'"),
    "stripe-access-key": ("k='", f"sk_{'live'}_{random(ALNUM, 24)}", "'"),
    "stripe-access-key, longer than the detector knows": ("k='", f"sk_{'live'}_{random(ALNUM, 99)}", "'"),
    "telegram-bot-token": ("k='", f"{random('123456789', 9)}:{random(ALNUM, 35)}", "'"),
    "twilio-api-key": ("k='", f"S{'K'}{random(HEX, 32)}", "'"),
    "softlayer-credentials": ("softlayer_api_key = '", random(HEX, 64), "'"),
    "secret-keyword": ("db_password = '", "correct horse 7 battery", "'"),
    "discord-bot-token": ("k=", f"M{random(ALNUM, 23)}.{random(ALNUM, 6)}.{random(ALNUM, 27)}", " "),
}  # fmt: skip


@pytest.mark.parametrize("name", SAMPLES)
def test_span_is_exact(name: str) -> None:
    before, secret, behind = SAMPLES[name]
    matches = DetectSecretsEngine().find(
        ["nothing here", f"a line\n{before}{secret}{behind}\nmore"]
    )
    rule = f"detect-secrets/{name.partition(',')[0]}"
    start = len("a line\n") + len(before)
    assert (1, rule, start, start + len(secret)) in [
        (m.text, m.rule.id, m.start, m.end) for m in matches
    ]


def test_two_tokens_on_a_line_are_two() -> None:
    first, second = github_token(1), github_token(2)
    matches = DetectSecretsEngine().find([f"{first} {second}"])
    assert sorted((m.start, m.end) for m in matches) == [(0, 40), (41, 81)]


@pytest.mark.parametrize(
    "text",
    [f"x{github_token()}", f"zAC{random(HEX, 32)}z", "password = '${PASSWORD}'", "see the docs"],
    ids=["token character before", "in the middle of a word", "template", "prose"],
)
def test_no_false_alarm(text: str) -> None:
    assert DetectSecretsEngine().find([text]) == []


def test_secret_in_a_long_line_is_found_once() -> None:
    token = github_token()
    for before in (0, 3000, 3060, 3071, 3072, 4060, 4095, 4096, 20_000):
        matches = DetectSecretsEngine().find([f"{'- ' * (before // 2)}{token} {'- ' * 9000}"])
        assert [(m.start, m.end) for m in matches] == [
            (before // 2 * 2, before // 2 * 2 + len(token))
        ]


def test_words_that_patterns_need_are_in_them() -> None:
    from detect_secrets.plugins import npm, openai

    detectors = {"NpmDetector": npm.NpmDetector(), "OpenAIDetector": openai.OpenAIDetector()}
    assert _NEEDED.keys() == detectors.keys()
    for name, word in _NEEDED.items():
        assert all(word in pattern.pattern for pattern in detectors[name].denylist)


@pytest.mark.parametrize("name", sorted(NOISY))
def test_noisy_detectors_only_when_asked(name: str) -> None:
    text = f"a = '{random(HEX, 40)}'\nb = '{random(ALNUM, 60)}'\nc = '8.8.4.4'"
    assert DetectSecretsEngine().find([text]) == []
    assert (
        DetectSecretsEngine({"plugins_used": [{"name": name}], "filters_used": []}).find([text])
        != []
    )


def test_limits_of_the_baseline_hold() -> None:
    text = f"a = '{random(HEX, 40)}'"
    settings = {"plugins_used": [{"name": "HexHighEntropyString", "limit": 7.9}]}
    assert DetectSecretsEngine(settings).find([text]) == []


def test_filters_of_the_baseline_hold() -> None:
    filters = [{"path": "detect_secrets.filters.regex.should_exclude_secret", "pattern": ["^ghp_"]}]
    text = f"t = '{github_token()}'; k = 'sk_{'live'}_{random(ALNUM, 24)}'"
    kept = DetectSecretsEngine({"filters_used": filters}).find([text])
    assert [match.rule.id for match in kept] == ["detect-secrets/stripe-access-key"]
    assert len(DetectSecretsEngine().find([text])) == 2, (
        "the settings of one engine are not those of the next"
    )


def test_call_with_a_token_is_no_reference() -> None:
    """detect-secrets' filter on "indirect references" drops every line like this."""
    assert len(DetectSecretsEngine().find([f"client = Client(token='{github_token()}')"])) == 1


def test_verification_of_a_baseline_stays_off(monkeypatch: pytest.MonkeyPatch) -> None:
    from detect_secrets.plugins.stripe import StripeDetector

    def verify(self: object, secret: str) -> None:
        pytest.fail("it goes to the network")

    monkeypatch.setattr(StripeDetector, "verify", verify)
    path = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"
    engine = DetectSecretsEngine({"filters_used": [{"path": path, "min_level": 2}]})
    assert len(engine.find([f"k='sk_{'live'}_{random(ALNUM, 24)}'"])) == 1


def test_unknown_detector_is_an_error() -> None:
    with pytest.raises(EngineError, match="plugins_used"):
        DetectSecretsEngine({"plugins_used": [{"name": "NoSuchDetector"}]}).find(["x"])


def test_logs_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Even where the user's program logs everything: the dropped secret would be in the log."""
    program = (
        "import logging; logging.basicConfig(level=0)\n"
        "from colab_safe.detect.detect_secrets.engine import DetectSecretsEngine\n"
        "found = DetectSecretsEngine().find(['password = \"${hunter2}\"', 'password = \"hunter2x\"'])\n"
        "assert len(found) == 1\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""


def test_import_waits_until_it_is_used() -> None:
    program = (
        "import sys; from colab_safe.detect.engine import load; load('detect-secrets')\n"
        "assert 'detect_secrets' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


LEAKY = notebook(
    [
        code(f"t = '{github_token(1)}'"),
        code(
            "pass",
            [
                stream(f"\x1b[31m{github_token(2)}\x1b[0m\n"),
                output(html=f"<b>{github_token(3)}</b>"),
            ],
        ),
        code("db_password = 'correct horse 7 battery'"),
    ]
)


def test_scan_with_this_engine_names_the_bytes() -> None:
    data = dump(LEAKY)
    report = scan(data, "a.ipynb", [load("detect-secrets")])
    shown = [
        (f.engine, f.location.place.cell, data[slice(*f.location.spans[0])].decode())
        for f in report.findings
    ]
    assert shown == [
        ("detect-secrets", 1, github_token(1)),
        ("detect-secrets", 2, github_token(2)),
        ("detect-secrets", 2, github_token(3)),
        ("detect-secrets", 3, "correct horse 7 battery"),
    ]


IN_A_URL = "https://ada:Tr0ub4dor3@example.org/x"  # colab-safe: allow url-password — an example
BY_ITS_NAME = "db_password = 'Xk7#pQ2m!vR9'"  # colab-safe: allow generic-password — an example


@pytest.mark.parametrize("text", [IN_A_URL, BY_ITS_NAME, jwt()], ids=["url", "name", "jwt"])
def test_where_both_say_the_same_the_built_in_rule_is_told(text: str) -> None:
    report = scan(
        dump(notebook([code(text)])), "a.ipynb", [load("detect-secrets"), load("builtin")]
    )
    assert [finding.engine for finding in report.findings] == ["builtin"]
    assert (
        len(scan(dump(notebook([code(text)])), "a.ipynb", [load("detect-secrets")]).findings) == 1
    )


def test_with_both_engines_the_built_in_rule_wins() -> None:
    report = scan(dump(LEAKY), "a.ipynb", [load("detect-secrets"), load("builtin")])
    tokens = [finding for finding in report.findings if finding.secret.reveal().startswith("ghp_")]
    assert [(finding.engine, finding.rule) for finding in tokens] == [("builtin", "github-pat")] * 3
    assert len(report.findings) == 4
