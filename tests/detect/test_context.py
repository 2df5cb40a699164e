"""The ways notebooks write a credential of a service that no rule knows, and the lines that look like it and are none."""

from __future__ import annotations

import string
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.rules import RULES
from tests.samples.template import made

ENGINE = BuiltinEngine(RULES)
RANDOM = Random(4)
SECRET = "".join(RANDOM.choices(string.ascii_letters + string.digits, k=32))
DIGEST = "".join(RANDOM.choices("0123456789abcdef", k=40))
UUID = "-".join("".join(RANDOM.choices("0123456789abcdef", k=n)) for n in (8, 4, 4, 4, 12))


def found(text: str) -> set[str]:
    return {text[match.start : match.end] for match in ENGINE.find([text])}


WRITTEN = [
    "acme_token = '{}'",
    "acme token - '{}'",
    "ACME_API_KEY={}",
    'acme_api_key: str = "{}"',
    'os.environ["ACME_TOKEN"] = "{}"',
    'os.environ.setdefault("ACME_TOKEN", "{}")',
    'os.getenv("ACME_TOKEN", "{}")',
    "%env ACME_TOKEN={}",
    "%env ACME_TOKEN {}",
    "!export ACME_TOKEN={}",
    "ACME_TOKEN={} python train.py",
    "acme login --token {}",
    "acme login --api-key={}",
    'acme.configure(api_key="{}")',
    'client = acme.Client("{}")',
    'acme.login("{}")',
    '{{"acme_secret": "{}"}}',
    '"token": {{"value": "{}"}}',
    'st.secrets["acme"] = "{}"',
    'api_keys = ["{}"]',
    "acme_secret: {}",
    "<secret>{}</secret>",
    "| token | {} |",
    "ACME_TOKEN       {}",
    'headers = {{"Authorization": "Bearer {}"}}',
    'headers = {{"Authorization": f"Token {}"}}',
    '!curl -H "Authorization: Bearer {}" https://example.org/',
    '!curl -H "X-Api-Key: {}" https://example.org/',
    "https://example.org/v1?api_key={}&q=1",
    "https://example.org/v1?q=1&token={}",
    "!git clone https://{}@github.com/acme/models.git",
    "!git clone https://ada:{}@github.com/acme/models.git",
    'variable "acme_api_token" {{\n  default = "{}"\n}}',
    'acme_password = "{}"',
    "auth=('ada', '{}')",
]


@pytest.mark.parametrize("line", WRITTEN)
def test_finds_the_whole_value(line: str) -> None:
    assert found(line.format(SECRET)) == {SECRET}


@pytest.mark.parametrize("prefix", ["sk-", "sk_", "sk_mx_"])
def test_finds_a_key_like_openais_of_a_service_that_no_rule_knows(prefix: str) -> None:
    """Langflow's, Morph's and Patronus' begin with "sk-", as those of most services do that speak OpenAI's protocol."""
    key = prefix + made("<u43>", Random(43)).secret
    assert found(f'ACME_API_KEY = "{key}"') == {key}
    assert found(f'ACME_API_KEY = "{key[:20]}..."') == set()


HARMLESS = [
    "tokenizer = AutoTokenizer.from_pretrained('bert-base-uncased-v2')",
    "tokens = tokenizer.encode('the key to 24 secret gardens', max_length=512)",
    'token = os.environ["HF_TOKEN"]',
    'token = os.getenv("GITHUB_TOKEN_2024")',
    'api_key = userdata.get("OPENAI_API_KEY_1")',
    'password = getpass("Password for user1234: ")',
    "api_key = getpass.getpass('OpenAI API key (sk-...): ')",
    'secret = client.access_secret_version(name="projects/123/secrets/key42/versions/1")',
    'password = config["db"]["password_2"]',
    "api_key=settings.api_key_v2, secret=SECRET_NAME_3,",
    "api_key = 'YOUR_API_KEY_1'",
    'token = "<your-token-123>"',
    'token = "{{TOKEN_12345}}"',
    'token = "${ACME_TOKEN_2}"',
    'password = "changeme123"',
    "key = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx1'",
    "api_key = 'sk-...'",
    'api_key = "VOTRE_CLE_API_123"',
    'api_key = "DEIN_API_KEY_123"',
    'api_key = "TU_CLAVE_API_123"',
    'api_key = "SUA_CHAVE_AQUI_1"',
    'api_key = "在此输入您的密钥123"',
    'api_key = "여기에_API_키_123"',
    "AWS_ACCESS_KEY_ID = 'AKIA" + "IOSFODNN7EXAMPLE'",
    "aws_secret_access_key = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'",
    "postgresql://user:password@localhost:5432/db",
    "mysql+pymysql://root:root@localhost/db",
    "postgresql://scott:tiger@localhost/test",
    "https://github.com/acme/models.git@v1.2.3#egg=models",
    "git clone git@github.com:acme/models.git",
    "curl -u user:password https://example.org/",
    "cache_key = '5d41402abc4b2a76b9719d911017c592'",
    "partition_key: '5d41402abc4b2a76b9719d911017c592'",
    "public_key = '9Cnzj4p4WGeKLs1Pt8QuKUpRKfFLfRYC9AIKjbJTWit'",
    "key_file = 'service_account_key_2024.json'",
    "secret_name = 'prod/db/password-2024'",
    "next_page_token = 'CAUQAA'",
    "eos_token='<|endoftext|>', pad_token='[PAD]', bos_token_id=50256",
    "from mypkg.keys25519 import X25519PrivateKey, Ed25519PublicKey",
    "the secret to 99.9% accuracy in 2024 is more data",
]
COUNTED = [
    "commit {digest}",
    "run_id = '{uuid}'",
    "sha1: {digest}",
    "revision='{digest}'",
    "wandb: Run data is saved locally in /content/wandb/run-20240101_120000-abcdefgh, commit {digest}",
    '"id": "{uuid}", "cell_type": "code"',
    "IPY_MODEL_{digest}",
    "session_token_id: {uuid}",
    "https://github.com/acme/models/blob/{digest}/README.md",
]


@pytest.mark.parametrize(
    "line", HARMLESS + [line.format(digest=DIGEST, uuid=UUID) for line in COUNTED]
)
def test_finds_nothing(line: str) -> None:
    assert found(line) == set()


@pytest.mark.parametrize(
    "behind", [" (Caused by NewConnectionError('x'))", " [timeout]", "&q=1 (x)"]
)
def test_a_parameter_in_the_text_of_an_exception(behind: str) -> None:
    text = f"Max retries exceeded with url: /v1?q=1&api_key={SECRET}{behind}"
    assert found(text) == {SECRET}
