"""Secrets that expire by their own words, and links that everybody is given who downloads a public file."""

from __future__ import annotations

import json
import string
from base64 import urlsafe_b64encode
from collections.abc import Callable
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.expiry import has_expired
from colab_safe.detect.rules import RULES
from colab_safe.model import LOW, Span
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.history.repositories import notebook
from tests.notebooks import code, dump, output
from tests.notebooks import notebook as notebook_of
from tests.repository import Repository

ENGINE = BuiltinEngine(RULES)
RANDOM = Random(12)
LETTERS = string.ascii_letters + string.digits
BEGIN, END = 1_700_000_000, 1_700_003_600  # 2023-11-14 22:13:20 and 23:13:20 UTC
AT, DAY = "20231114T221320Z", "2023-11-14"


def random(alphabet: str, length: int) -> str:
    return "".join(RANDOM.choices(alphabet, k=length))


def token(claims: dict[str, object] | str) -> str:
    """A JSON Web Token."""
    parts = (
        '{"alg":"HS256","typ":"JWT"}',
        claims if isinstance(claims, str) else json.dumps(claims),
    )
    encoded = (urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts)
    return f"{'.'.join(encoded)}.{random(LETTERS, 43)}"


HEX64, HEX512 = random("0123456789abcdef", 64), random("0123456789abcdef", 512)
KEY_ID = "AS" + "IA" + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 4) + "A" + random("234567", 11)
SHA1, SAS, LONG = random(LETTERS, 27) + "%3D", random(LETTERS, 43) + "%3D", random(LETTERS, 344)
HOST = "https://acme.example.org/a.csv?"
AWS = f"X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date={AT}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host&X-Amz-Signature={HEX64}"
GOOGLE = f"X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Date={AT}&X-Goog-Expires=3600&X-Goog-Signature={HEX512}"
AZURE = f"sv=2020-08-04&st={DAY}T22%3A13%3A20Z&se={DAY}T23%3A13%3A20Z&sr=b&sp=r&sig={SAS}"

# By form: the text, the secret in it, and the second when it expires; None: it does not say.
DATED: dict[str, tuple[str, str, int | None]] = {
    "aws": (HOST + AWS, HEX64, END),
    "aws, html": (HOST + AWS.replace("&", "&amp;"), HEX64, END),
    "aws, escaped": (HOST + AWS.replace("&", "\\u0026"), HEX64, END),
    "aws, in quotes": (f"url = '{HOST}{AWS}'", HEX64, END),
    "aws, any order": (f"{HOST}X-Amz-Signature={HEX64}&X-Amz-Expires=3600&X-Amz-Date={AT}", HEX64, END),
    "aws, its key": (f"{HOST}X-Amz-Credential={KEY_ID}%2Fx&{AWS}", KEY_ID, END),
    "aws, without a date": (f"{HOST}X-Amz-Expires=3600&X-Amz-Signature={HEX64}", HEX64, None),
    "aws, thirteenth month": (f"{HOST}{AWS.replace('202311', '202313')}", HEX64, None),
    "aws, no number": (f"{HOST}{AWS.replace('=3600', '=x')}", HEX64, None),
    "aws, another URL's date": (f"{HOST}{AWS.replace(HEX64, '')} {HOST}X-Amz-Signature={HEX64}", HEX64, None),
    "aws, version 2": (f"{HOST}AWSAccessKeyId={KEY_ID}&Signature={SHA1}&Expires={END}", SHA1, END),
    "google": (HOST + GOOGLE, HEX512, END),
    "google, version 2": (f"{HOST}GoogleAccessId=a%40b&Expires={END}&Signature={LONG}", LONG, END),
    "cloudfront": (f"{HOST}Expires={END}&Signature={LONG}&Key-Pair-Id=K2ABC", LONG, END),
    "azure": (HOST + AZURE, SAS, END),
    "azure, colons": (HOST + AZURE.replace("%3A", ":"), SAS, END),
    "azure, a day": (f"{HOST}sv=2020-08-04&se={DAY}&sig={SAS}", SAS, END - 23 * 3600 - 800),
    "azure, no date": (f"{HOST}sv=2020-08-04&se=never&sig={SAS}", SAS, None),
    "a key in a dated URL": (f"{HOST}api_key={HEX64}&Expires={END}", HEX64, None),
    "a huge number": (f"{HOST}Signature={LONG}&Expires={'9' * 4000}", LONG, None),
    "token": ((own := token({"exp": END})), own, END),
    "token, with a fraction": ((own := token({"exp": END + 0.5})), own, END),
    "token without a date": ((own := token({"sub": "1"})), own, None),
    "token, a text": ((own := token({"exp": str(END)})), own, None),
    "token, true": ((own := token({"exp": True})), own, None),
    "token, not a number": ((own := token('{"exp":NaN}')), own, None),
    "token, a huge number": ((own := token('{"exp":1e999}')), own, None),
    "token, no JSON": ((own := token("{exp")), own, None),
    "token, a list": ((own := token("[1]")), own, None),
    "no URL": (f"Signature={LONG}", LONG, None),
    "at the very beginning": (LONG, LONG, None),
}  # fmt: skip


@pytest.mark.parametrize(("text", "secret", "end"), DATED.values(), ids=DATED)
def test_when_a_secret_expires(text: str, secret: str, end: int | None) -> None:
    start = text.index(secret)
    span = Span(start, start + len(secret))
    last = END if end is None else end
    assert not has_expired(text, span, last - 1)
    assert has_expired(text, span, last + 1) is (end is not None)
    assert has_expired(text, span, 10**12) is (end is not None)


def of(text: str, now: float | None) -> list[str]:
    report = scan(text.encode(), "a.txt", [ENGINE], now=now)
    return [finding.confidence for finding in report.findings]


LINKS = {name: DATED[name][0] for name in ("aws", "aws, its key", "cloudfront", "azure", "token")}


@pytest.mark.parametrize("text", LINKS.values(), ids=LINKS)
def test_an_expired_secret_is_low(text: str) -> None:
    before, after, unknown = of(text, END - 1), of(text, END + 1), of(text, None)
    assert before
    assert LOW not in before
    assert set(after) == {LOW}
    assert unknown == before


def test_a_value_that_is_valid_somewhere_is_not_low() -> None:
    """The same signature in two URLs, of which one has no date."""
    text = f"{HOST}{AWS}\n{HOST}X-Amz-Algorithm=x&X-Amz-Signature={HEX64}"
    assert of(text, END + 1) == ["high", "high"]


def test_a_repeated_value_expires_with_its_first_place() -> None:
    text = f"{HOST}{AWS}\nthe signature was {HEX64}"
    assert of(text, END + 1) == [LOW, LOW]


def test_redact_leaves_what_has_expired() -> None:
    data = dump(notebook_of([code("1", [output({"text/plain": HOST + AWS})])]))
    kept = redact(data, "a.ipynb", [ENGINE], now=END + 1)
    assert (kept.data is data, len(kept.below), kept.redacted, kept.left) == (True, 1, (), ())
    assert redact(data, "a.ipynb", [ENGINE], now=END - 1).below == ()
    assert HEX64.encode() not in redact(data, "a.ipynb", [ENGINE], least=LOW, now=END + 1).data


PUBLIC = {
    "github": "https://objects.githubusercontent.com/github-production-release-asset-2e65be/1/2?",
    "github releases": "https://release-assets.githubusercontent.com/github-production-release-asset/1/2?",
    "hugging face": "https://cdn-lfs-us-1.hf.co/repos/a/b/c?",
    "hugging face xet": "https://cas-bridge.xethub.hf.co/xet-bridge-us/a/b?",
    "hugging face cdn": "https://us.aws.cdn.hf.co/xet-bridge-us/a/b?",
    "kaggle": "https://storage.googleapis.com/kaggle-data-sets/1/2/bundle/archive.zip?",
    "kaggle, with a port": "https://storage.googleapis.com:443/kaggle-competitions-data/a.zip?",
    "figshare": "https://s3-eu-west-1.amazonaws.com/pfigshare-u-files/1/a.csv?",
}
SIGNED: dict[str, Callable[[str], str]] = {
    "aws": lambda host: (
        f"{host}X-Amz-Credential=AK{'IA'}{KEY_ID[4:]}%2F20231114%2Fus-east-1%2Fs3&{AWS}"
    ),
    "google": lambda host: (
        f"{host}X-Goog-Credential=a%40b.iam.gserviceaccount.com%2F20231114&{GOOGLE}"
    ),
    "azure": lambda host: host + AZURE,
    "cloudfront": lambda host: (
        f"{host}Expires={END}&Policy={LONG}&Signature={LONG}&Key-Pair-Id=K2ABC"
    ),
    "token": lambda host: f"{host}jwt={token({'exp': END})}&x=1",
}


@pytest.mark.parametrize("sign", SIGNED.values(), ids=SIGNED)
@pytest.mark.parametrize("host", PUBLIC.values(), ids=PUBLIC)
def test_links_to_public_files_are_not_reported(host: str, sign: Callable[[str], str]) -> None:
    assert of(f"Location: {sign(host)} [following]", None) == []


def test_another_key_in_such_a_link_is_reported() -> None:
    key = "AK" + "IA" + KEY_ID[4:]
    assert of(f"{PUBLIC['kaggle']}name={key}&x=1", None) == ["high"]


@pytest.mark.parametrize(
    "host", ["https://github.com.evil.org/kaggle-data-sets/a?", "https://x.org/objects.githubusercontent.com/?"]
)  # fmt: skip
def test_only_these_hosts_are_public(host: str) -> None:
    assert of(host + AWS, None) == ["high"]


def test_the_history_never_takes_an_expired_secret_for_clean(repository: Repository) -> None:
    """It is found each time, so a memory of clean versions cannot hide it when somebody lowers what is left out."""
    repository.add("a.ipynb", notebook("x = 1", HOST + AWS))
    repository.git("commit", "-qm", "a")
    scans = [
        repository.run("colab-safe", "scan", "--history", *options)
        for options in ((), ("--min-confidence", "medium"), ())
    ]
    assert [each.returncode for each in scans] == [0, 0, 0]
    assert "1 low finding that does not block in" in scans[0].stdout
    assert "nothing found (1 left out by min-confidence) in" in scans[1].stdout
    assert "1 low finding that does not block in" in scans[2].stdout
