"""Credentials that are more than a row of random characters: keys in armour, addresses, headers, files, plain names."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from random import Random

from tests.samples.template import ALPHABETS, Sample, base64url, jwt, uuid

ARMOUR = "-" * 5


def chars(random: Random, alphabet: str, size: int) -> str:
    return "".join(random.choices(ALPHABETS[alphabet], k=size))


def _password(random: Random) -> str:
    return f"{chars(random, 'l', 4)}{chars(random, 'd', 3)}-{chars(random, 'w', 7)}7"


def block(kind: str, random: Random, lines: int = 6) -> str:
    """A PEM or PGP block of random bytes. RFC 7468."""
    body = base64.encodebytes(random.randbytes(57 * lines)).decode()
    return f"{ARMOUR}BEGIN {kind}{ARMOUR}\n{body}{ARMOUR}END {kind}{ARMOUR}"


def _block(kind: str) -> Callable[[Random], Sample]:
    def make(random: Random) -> Sample:
        secret = block(kind, random)
        empty = f"{ARMOUR}BEGIN {kind}{ARMOUR}\n...\n{ARMOUR}END {kind}{ARMOUR}"
        misses = {"empty": empty, "of one letter": _of_one_letter(secret)}
        return Sample(f"key = '''{secret}'''", secret, misses)

    return make


def _of_one_letter(block: str) -> str:
    """A block with "A" for every character of its lines of base64."""
    return re.sub(r"(?m)^[A-Za-z0-9+/=]+$", lambda line: "A" * len(line[0]), block)


def _service_account(random: Random) -> Sample:
    secret = block("PRIVATE KEY", random)
    text = json.dumps(
        {
            "type": "service_account",
            "project_id": "p",
            "private_key_id": chars(random, "x", 40),
            "private_key": secret,
        },
        indent=1,
    )
    misses = {"no key": "", "of one letter": _of_one_letter(secret).replace("\n", "\\n")}
    return Sample(text, secret.replace("\n", "\\n"), misses)


def _putty(random: Random) -> Sample:
    lines = "".join(f"{chars(random, 'b', 64)}\n" for _ in range(4))
    secret = (
        f"PuTTY-User-Key-File-3: ssh-rsa\nEncryption: none\nComment: c\nPrivate-Lines: 4\n{lines}"
    )
    return Sample(
        f"{secret}Private-MAC: 0",
        secret,
        {
            "no lines": "PuTTY-User-Key-File-3: ssh-rsa\nPrivate-Lines: 0\n",
            "of one letter": _of_one_letter(secret),
        },
    )


def _jwt(random: Random) -> Sample:
    secret = jwt(random)
    header = base64url(b'{"typ":"JWT"}')
    return Sample(
        f"token: {secret}",
        secret,
        {"no algorithm": f"{header}.{secret.split('.', 1)[1]}", "one part": secret.split(".")[0]},
    )


def _aws_key_id(random: Random) -> Sample:
    """An id with an account number in its base32. https://medium.com/@TalBeerySec/a-short-note-on-aws-key-id-f88cc4317489"""
    number = 1 << 79 | random.randrange(10**11, 10**12) << 39 | random.getrandbits(38)
    body = "".join(
        ALPHABETS["C"][:26][d] if d < 26 else "234567"[d - 26]
        for d in (number >> 5 * i & 31 for i in reversed(range(16)))
    )
    secret = "AK" + "IA" + body
    return Sample(
        f"id = '{secret}'",
        secret,
        {
            "short": secret[:-1],
            "long": secret + "A",
            "no base32": secret[:-1] + "1",
            "an example": secret[:-7] + "EXAMPLE",
        },
    )


def _in(template: str, wrong: dict[str, str] | None = None) -> Callable[[Random], Sample]:
    """A password (`{}`) in a line; what must not be found in its place."""

    def make(random: Random) -> Sample:
        secret = _password(random)
        return Sample(
            template.format(secret),
            secret,
            wrong or {"a placeholder": "your-password", "a variable": "${PASSWORD}"},
        )

    return make


def _line(template: str, alphabet: str, size: int, end: str = "") -> Callable[[Random], Sample]:
    """Random characters (`{}`) in a line; what follows them there may belong to the secret, too."""

    def make(random: Random) -> Sample:
        secret = chars(random, alphabet, size)
        return Sample(
            template.format(secret),
            secret + end,
            {
                "of x": "x" * size,
                "of one letter": "a" * size,
                "a placeholder": "your-token-goes-here",
                "words": "the_value_of_the_setting",
            },
        )

    return make


def _basic(random: Random) -> Sample:
    secret = base64.b64encode(f"ada:{_password(random)}".encode()).decode()
    wrong = {
        "no colon": base64.b64encode(b"this is nothing at all").decode(),
        "placeholder": base64.b64encode(b"user:your-password").decode(),
    }
    return Sample(f"Authorization: Basic {secret}", secret, wrong)


def _docker(random: Random) -> Sample:
    sample = _basic(random)
    return sample._replace(text=json.dumps({"auths": {"registry": {"auth": sample.secret}}}))


def _curl(random: Random) -> Sample:
    secret = f"ada:{_password(random)}"
    return Sample(
        f"!curl -s -u {secret} https://example.org/",
        secret,
        {"variables": "$USER:$PASSWORD", "words": "user:password", "no password": "ada"},
    )


def _token_pair(random: Random) -> Sample:
    secret = f"{chars(random, 'd', 9)}:{chars(random, 'w', 35)}"
    return Sample(
        f"https://{secret}@example.org/",
        secret,
        {"a name": "somebody:the-words-of-a-pass", "of x": f"123456789:{'x' * 35}"},
    )


def _uuid(template: str) -> Callable[[Random], Sample]:
    def make(random: Random) -> Sample:
        secret = uuid(random)
        return Sample(
            template.format(secret),
            secret,
            {"short": secret[:-1], "zeros": "00000000-0000-0000-0000-000000000000"},
        )

    return make


def _signature(random: Random) -> Sample:
    secret = chars(random, "w", 43) + "%3D"
    return Sample(
        f"https://a.blob.core.windows.net/c?sv=2024-11-04&sp=r&sig={secret}",
        secret,
        {"short": secret[4:], "of one letter": "a" * 43 + "%3D"},
    )


def _presigned(random: Random) -> Sample:
    secret = chars(random, "x", 64)
    return Sample(
        f"https://b.s3.amazonaws.com/k?X-Amz-Expires=60&X-Amz-Signature={secret}",
        secret,
        {"short": secret[:-1], "long": secret + "0", "of one letter": "a" * 64},
    )


def _shared_access(random: Random) -> Sample:
    secret = chars(random, "b", 43) + "="
    return Sample(
        f"Endpoint=sb://n.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey={secret}",
        secret,
        {"short": secret[1:], "of one letter": "a" * 43 + "="},
    )


def _kaggle_json(random: Random) -> Sample:
    secret = chars(random, "x", 32)
    return Sample(
        json.dumps({"username": "ada", "key": secret}),
        secret,
        {"short": secret[:-1], "long": secret + "0", "of one letter": "a" * 32},
    )


def _age(random: Random) -> Sample:
    secret = "AGE-SECRET-KEY-1" + "".join(random.choices("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L", k=58))
    return Sample(
        f"# {secret}",
        secret,
        {
            "short": secret[:-1],
            "long": secret + "Q",
            "wrong letter": secret[:-1] + "B",
            "of one letter": secret[:16] + "Q" * 58,
        },
    )


def _extended_key(random: Random) -> Sample:
    secret = "xprv" + "".join(
        random.choices("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", k=107)
    )
    return Sample(
        f"k = '{secret}'",
        secret,
        {
            "short": secret[:-1],
            "long": secret + "a",
            "wrong letter": secret[:-1] + "0",
            "of one letter": "xprv" + "a" * 107,
        },
    )


def _signature_v2(random: Random) -> Sample:
    """https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html#RESTAuthenticationQueryStringAuth"""
    secret = base64.b64encode(random.randbytes(20)).decode().replace("=", "%3D")
    url = f"https://b.s3.amazonaws.com/k?AWSAccessKeyId={chars(random, 'C', 20)}&Signature={secret}&Expires=1"
    return Sample(url, secret, {"short": secret[:9], "of one letter": "A" * 27 + "%3D"})


_NO_PASSWORDS = {
    "a placeholder": "your-password",
    "a variable": "${PASSWORD}",
    "a word": "correcthorse",
}

SAMPLES: dict[str, Callable[[Random], Sample]] = {
    "aws-access-key-id": _aws_key_id,
    "aws-presigned-url": _presigned,
    "azure-shared-access-key": _shared_access,
    "azure-sas-signature": _signature,
    "kaggle-json": _kaggle_json,
    "age-secret-key": _age,
    "bitcoin-extended-key": _extended_key,
    "google-service-account": _service_account,
    "private-key": _block("RSA PRIVATE KEY"),
    "pgp-private-key": _block("PGP PRIVATE KEY BLOCK"),
    "putty-private-key": _putty,
    "jwt": _jwt,
    "hubspot-client-key": _uuid('client = HubSpot("{}")'),
    "mongodb-uri-password": _in("mongodb+srv://ada:{}@c0.mongodb.net/db"),
    "postgres-uri-password": _in("postgresql+psycopg2://ada:{}@localhost:5432/db"),
    "mysql-uri-password": _in("mysql+pymysql://ada:{}@localhost/db"),
    "mssql-uri-password": _in("mssql+pyodbc://ada:{}@server/db"),
    "redis-uri-password": _in("redis://:{}@localhost:6379/0"),
    "amqp-uri-password": _in("amqp://ada:{}@localhost//"),
    "snowflake-uri-password": _in("snowflake://ada:{}@account/db"),
    "neo4j-uri-password": _in("neo4j+s://ada:{}@c0.databases.neo4j.io"),
    "odbc-password": _in("Driver=ODBC;Server=s;UID=ada;PWD={};"),
    "jdbc-password": _in("jdbc:postgresql://localhost/db?user=ada&password={}"),
    "pgpass-password": _in("localhost:5432:db:ada:{}"),
    "mysql-client-password": _in("!mysql -u ada -p{} db"),
    "pgpassword-variable": _in("PGPASSWORD={} psql"),
    "url-password": _in("ftp://ada:{}@files.example.org/"),
    "ifttt-key": _line("https://maker.ifttt.com/trigger/done/with/key/{}", "u", 43),
    "infura-key": _line("https://mainnet.infura.io/v3/{}", "x", 32),
    "url-token": _line("https://{}@example.org/r.git", "w", 24),
    "authorization-bearer": _line('headers = {{"Authorization": "Bearer {}"}}', "w", 40),
    "authorization-raw": _line('headers = {{"Authorization": "{}"}}', "w", 40),
    "authorization-basic": _basic,
    "docker-config-auth": _docker,
    "curl-user": _curl,
    "url-token-pair": _token_pair,
    "auth-tuple": _in("requests.get(url, auth=('ada', '{}'))"),
    "login-call": _in('server.login("ada@example.org", "{}")', _NO_PASSWORDS),
    "docker-login": _in("!docker login -u ada -p {} registry.example.org", _NO_PASSWORDS),
    "password-stdin": _in("!echo '{}' | docker login -u ada --password-stdin", _NO_PASSWORDS),
    "sshpass-password": _in("!sshpass -p {} ssh ada@example.org", _NO_PASSWORDS),
    "oracle-login": _in("cx_Oracle.connect('ada/{}@db.example.org/orcl')", _NO_PASSWORDS),
    "password-widget": _in("Password(description='DB', value='{}')", _NO_PASSWORDS),
    "conda-url-token": _line("https://repo.anaconda.cloud/t/{}/repo/main/noarch", "w", 24),
    "aws-presigned-url-v2": _signature_v2,
    "cloudfront-signature": _line(
        "https://d1.cloudfront.net/a?Expires=1&Signature={}&Key-Pair-Id=K2JC", "w", 342
    ),
    "cloudfront-cookie": _line("Cookie: CloudFront-Signature={}", "w", 342),
    "google-signed-url": _line(
        "https://storage.googleapis.com/b/k?X-Goog-Expires=60&X-Goog-Signature={}", "x", 512
    ),
    "google-signed-url-v2": _line(
        "https://storage.googleapis.com/b/k?GoogleAccessId=a@p.iam.gserviceaccount.com&Signature={}%3D%3D",
        "w",
        342,
        "%3D%3D",
    ),
    "azure-logic-apps-url": _line(
        "https://prod-1.westeurope.logic.azure.com:443/workflows/0/triggers/manual/paths/invoke?sv=1.0&sig={}",
        "u",
        43,
    ),
    "alibaba-signed-url": _line(
        "https://b.oss-cn-beijing.aliyuncs.com/k?OSSAccessKeyId=LTAI&Expires=1&Signature={}%3D",
        "w",
        27,
        "%3D",
    ),
    "command-line-password": _in("!redis-cli -h h.example.org -a {} ping", _NO_PASSWORDS),
    "client-password": _in("!twine upload -u ada -p {} dist/*", _NO_PASSWORDS),
    "positional-password": _in("!rabbitmqctl add_user ada {}", _NO_PASSWORDS),
    "chpasswd-password": _in("!echo root:{} | chpasswd", _NO_PASSWORDS),
    "set-password-call": _in("archive.setpassword(b'{}')", _NO_PASSWORDS),
    "password-unpacking": _in("user, password = 'ada', '{}'", _NO_PASSWORDS),
    "password-input": _in('<input type="password" name="p" value="{}">', _NO_PASSWORDS),
    "login-token": _line("!acme login --relogin {}", "w", 32),
    "value-before-name": _line('{{"value": "{}", "name": "ACME_TOKEN"}}', "w", 32),
    "gitlab-session-cookie": _line("Cookie: _gitlab_session={}", "x", 32),
    "netrc-password": _in("machine example.org login ada password {}"),
    "session-cookie": _line("Cookie: theme=dark; sessionid={}", "w", 32),
    "npmrc-auth": _line("//registry.example.org/:_authToken={}", "w", 36),
    "pypirc-password": _in("[pypi]\nusername = ada\npassword = {}\n"),
    "kubeconfig-client-key": _line("    client-key-data: {}", "w", 400),
    "generic-secret": _line('my_service_api_key = "{}"', "w", 32),
    "generic-key": _line('encryption_of_key: "{}"', "w", 32),
    "generic-service-key": _line('acme_key = "{}"', "x", 32),
    "generic-url-key": _line("https://example.org/weather?key={}", "x", 32),
    "generic-argument": _line('client = example.Client("{}")', "w", 32),
    "generic-uuid": _uuid('api_key = "{}"'),
    "generic-password": _in(
        'password="{}"',
        {
            "a placeholder": "your-password",
            "a word": "correcthorse",
            "a word and a number": "password123",
            "a call": "getpass()",
        },
    ),
}
