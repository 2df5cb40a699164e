"""What looks like a secret and is not one: each exclusion holds for every rule that goes by a name, in every spelling."""

from __future__ import annotations

import string
from random import Random

import pytest

from colab_safe.detect.builtin import BuiltinEngine
from colab_safe.detect.dummy_values import counts_up, placeholder
from colab_safe.detect.harmless import is_count
from colab_safe.detect.harmless_names import is_harmless_name
from colab_safe.detect.rules import RULES
from colab_safe.model import LOW, Span

ENGINE = BuiltinEngine(RULES)
RANDOM = Random(11)
LETTERS = string.ascii_letters + string.digits


def random(alphabet: str, length: int) -> str:
    return "".join(RANDOM.choices(alphabet, k=length))


def hexadecimal(length: int) -> str:
    return random("0123456789abcdef", length)


UUID = "-".join(hexadecimal(length) for length in (8, 4, 4, 4, 12))
VALUES = {
    "random": random(LETTERS, 40),
    "base64": random(LETTERS + "+/", 43) + "=",
    "md5": hexadecimal(32),
    "sha1": hexadecimal(40),
    "sha256": hexadecimal(64),
    "uuid": UUID,
}
NAMES = (
    "page_token", "next_page_token", "next_token", "continuation_token", "cursor_token", "sync_token", "pagination_token",
    "csrf_token", "xsrf_token", "captcha_token", "pad_token", "cache_key", "my_cache_key", "partition_key", "row_key", "sort_key",
    "shard_key", "hash_key", "resource_key", "kms_key", "public_key", "pub_key", "publishable_key", "idempotency_key",
    "last_evaluated_key", "object_key", "etag_key", "site_key",
)  # fmt: skip
SPELLINGS = {
    "snake": lambda name: name,
    "upper": str.upper,
    "kebab": lambda name: name.replace("_", "-"),
    "camel": lambda name: name.title().replace("_", "")[:1].lower() + name.title().replace("_", "")[1:],
    "pascal": lambda name: name.title().replace("_", ""),
    "words": lambda name: name.replace("_", " "),
}  # fmt: skip
WRITTEN = (
    "{name} = '{value}'",
    '{{"{name}": "{value}"}}',
    "{name}: {value}\n",
    "f({name}='{value}')",
    "https://example.org/v1?{name}={value}&q=1",
    "| {name} | {value} |",
    "os.environ['{name}'] = '{value}'",
)


def found(text: str) -> set[str]:
    return {text[match.start : match.end] for match in ENGINE.find([text])}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_harmless_name_is_harmless_for_every_rule(name: str, spelling: str) -> None:
    """With any value that a generic rule looks for: a random one, base64, a hash, a UUID."""
    written = SPELLINGS[spelling](name)
    texts = [
        template.format(name=written, value=value)
        for template in WRITTEN
        for value in VALUES.values()
    ]
    matches = list(ENGINE.find(texts))
    assert [texts[match.text] for match in matches] == []


# Names of credentials that contain a word of the table, or end like one.
CREDENTIALS = (
    "page_access_token", "public_api_key", "cache_secret", "primary_key", "storage_key", "acme_token", "resource_secret",
    "job_token", "sample_secret_key", "map_key", "translator_key", "context_key", "orange_key", "async_token", "client_token",
    "hash_api_key", "csrf_secret", "kms_secret_access_key", "upload_token", "site_secret",
)  # fmt: skip


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_credential_is_found_whatever_its_name_begins_with(name: str) -> None:
    value = VALUES["random"]
    assert found(f"{name} = '{value}'") == {value}


HARMLESS_NAMES = {
    # name, value, whether it is harmless
    "camel": ("nextPageToken", "random", True),
    "a plural": ("cacheKeys", "random", True),
    "glued": ("mycache_key", "random", True),
    "inside of a longer word": ("mypartition_key", "random", True),
    "the noun alone": ("key", "random", False),
    "no noun": ("page", "random", False),
    "the last noun counts": ("cache_key_token", "random", False),
    "a hash only": ("job_key", "sha1", True),
    "not a hash": ("job_key", "random", False),
    "a UUID only": ("request_token", "uuid", True),
    "not a UUID": ("request_token", "sha1", False),
    "the signer of a URL": ("X-Goog-Credential", "random", True),
    "another credential": ("google_credential", "random", False),
}


@pytest.mark.parametrize(
    ("name", "value", "is_harmless"), HARMLESS_NAMES.values(), ids=HARMLESS_NAMES
)
def test_harmless_names(name: str, value: str, is_harmless: bool) -> None:
    assert is_harmless_name(name, VALUES[value]) is is_harmless


SHA1, SHA256, MD5 = VALUES["sha1"], VALUES["sha256"], VALUES["md5"]
BOKEH = "eyJzZXNzaW9uX2lkI" + "joi" + random(LETTERS, 60)
HARMLESS = {
    "dropbox": f"https://www.dropbox.com/scl/fi/x/a.csv?rlkey={random(string.ascii_lowercase + string.digits, 25)}&dl=0",
    "drive": f"https://drive.google.com/drive/folders/x?resourcekey=0-{random(LETTERS, 22)}&usp=sharing",
    "resource key": f'resource_key = "{UUID}"',
    "key of AWS": f'encryption_key = "arn:aws:kms:us-east-1:111122223333:key/{UUID}"',
    "secret of AWS": f'secret = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-{random(LETTERS, 6)}"',
    "bokeh": f'"docid":"{UUID}","root_ids":["1002"],"token":"{BOKEH}"',
    "labelled": f"api_key = 'sha256:{SHA256}'",
    "fingerprint of a key": f"key fingerprint is SHA256:{random(LETTERS, 43)}",
    "named hash": f"token_sha256 = '{SHA256}'",
    "hash of a key": f"md5 key: {MD5}",
    "commit": f"wandb key from commit: {SHA1}",
    "checkout": f"# wandb token\n!git checkout {SHA1}",
    "remark": f"token = '{SHA1}'  # git commit",
    "after a file": f"wandb_key = ('https://example.org/data.zip', '{SHA1}')",
    "after a name and a file": f"DATA['wandb key'] = (DATA_URL + 'house_prices.csv', '{SHA1}')",
    "conda": f"wandb key https://conda.anaconda.org/main/linux-64/x-1.tar.bz2#{MD5}",
    "wheel": f"wandb key https://example.org/x-1.whl#sha256={SHA256}",
    "page": f"wandb api key: see https://wandb.ai/ada/models/reports/{MD5}",
    "avatar": f"wandb token <img src='https://www.gravatar.com/avatar/{MD5}'>",
    "gist": f"wandb key https://gist.github.com/ada/{MD5}",
    "version in a URL": f"token: https://example.org/app.js?v={MD5}",
    "anchor": f"wandb key https://example.org/page#{SHA1}",
    "cache": f"wandb token /root/.cache/huggingface/hub/models--x/snapshots/{SHA1}/config.json",
    "image": f"wandb token image@sha256:{SHA256}",
    "another name": f"wandb key run_id={SHA1}",
    "another name, not a hash": f"token user={VALUES['random']}",
    "quiet checkout": f"wandb token\n  Running command git checkout -q {SHA1}",
    "HEAD": f"wandb token\nHEAD is now at {SHA1} Fix",
    "md5sum": f"wandb token\n{SHA1}  model.bin",
    "in a URL": f"wandb api key https://github.com/a/b/blob/{SHA1}/x.py",
    "pinned": f"wandb token pip install git+https://github.com/a/b.git@{SHA1}",
    "id of a vendor": f"heroku api key, id: {UUID}",
    "bytes": "key = b'" + "".join(f"\\x{hexadecimal(2)}" for _ in range(24)) + "'",
    "nuScenes": f"{{'token': '{MD5}', 'log_token': '{hexadecimal(32)}', 'nbr_samples': 39}}",
    "nuScenes, one": f"my_scene_token = '{MD5}'",
    "resource": f"aws secret key arn:aws:servicecatalog:us-west-2:1:/applications/{random(string.ascii_lowercase + string.digits, 26)}",
    "issuer": f"aws eks create-cluster\nissuer: https://oidc.eks.us-east-2.amazonaws.com/id/{random(string.ascii_uppercase + string.digits, 40)}",
    "object of S3": f'"S3Key": "867139942017-Detection-{MD5}/"',
    "fingerprint in pairs": "key_pair_key = '" + ":".join(hexadecimal(2) for _ in range(16)) + "'",
    "version of a lock": f"aws wafv2 update-ip-set --lock-token {UUID}",
    "repeated call": f"aws ecs run-task --client-token {UUID}",
    "identifier": '{"AWSBudgetsReadOnlyAccess": 1, "token": "AWSAppSyncPushToCloudWatchLogs"}',
    "key that is cut short": f"-----BEGIN RSA PRIVATE KEY-----\nMIIE{random(LETTERS, 60)}...{random(LETTERS, 8)}\n-----END RSA PRIVATE KEY-----",
    "key of an example": f"-----BEGIN RSA PRIVATE KEY-----\nEXAMPLE{random(LETTERS, 60)}\n-----END RSA PRIVATE KEY-----",
    "ciphertext of KMS": f'"CiphertextBlob": "AQEDAH{random(LETTERS, 120)}"',
    "signer": "X-Goog-Credential=robot%40project.iam.gserviceaccount.com%2F20230101",
    # Certificates and public keys of RSA: the lines of 64 characters that tell the algorithm begin so.
    "certificate": f"MIID{random(LETTERS, 60)}\nAQEBBQADggEPADCCAQoCggEB{random(LETTERS, 40)}\n{random(LETTERS, 64)}\n{random(LETTERS, 20)}==",
    "certificate in a line": f"AQEFAAOCAQ8AMIIBCgKCAQEA{random(LETTERS, 170)}",
    "installed file of a vendor": f"digitalocean_spaces/secret.py,sha256={random(LETTERS, 43)},1204",
    "installed file, in part": f"aws/secret.py,sha256={random(LETTERS, 40)}_{random(LETTERS, 2)},12",
    "integrity": f'exoscale_token = "sha512-{random(LETTERS, 86)}=="',
    "nonce of a socket": f"Sec-WebSocket-Key: {random(LETTERS, 22)}==",
    "answer of a socket": f"Sec-WebSocket-Accept: {random(LETTERS, 27)}=",
    "server with a path": f"aws secret: oidc.eks.us-west-2.example.com/id/{random(string.ascii_uppercase + string.digits, 33)}",
    "annotation": "def sign(private_key: x25519.X25519PrivateKey, data: bytes) -> bytes:",
    "counts": "api_key = 'a1b2c3d4e5f6g7h8i9j0'",
    "counts in hexadecimal": "api_key = 'a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6'",
    "counts, digits first": "token = '1a2b3c4d5e6f7g8h9i0j'",
    "call in a template": "password = f'*{NAME_2.upper()}'",
    # Hashes of passwords.
    "bcrypt": f'password = "$2b$12${random(LETTERS, 53)}"',
    "bcrypt of PHP": f"'passwd': '$2y$10${random(LETTERS, 53)}'",
    "sha512crypt": f'password: "$6${random(LETTERS, 8)}${random(LETTERS, 86)}"',
    "sha256crypt in YAML": f"    passwd: $5${random(LETTERS, 8)}${random(LETTERS, 43)}\n",
    "yescrypt": f"user_password='$y$j9T${random(LETTERS, 22)}${random(LETTERS, 43)}'",
    "apr1": f"password: '$apr1${random(LETTERS, 8)}${random(LETTERS, 22)}'",
    "argon2": f'password="$argon2id$v=19$m=65536,t=3,p=4${random(LETTERS, 22)}${random(LETTERS, 43)}"',
    "argon2 of Jupyter": f"c.ServerApp.password = 'argon2:$argon2id$v=19$m=10240,t=10,p=8${random(LETTERS, 22)}${random(LETTERS, 43)}'",
    "sha1 of Jupyter": f"c.NotebookApp.password = u'sha1:{hexadecimal(12)}:{SHA1}'",
    "pbkdf2 of Django": f'password = "pbkdf2_sha256$600000${random(LETTERS, 22)}${random(LETTERS, 43)}="',
    "pbkdf2 of Werkzeug": f'password="pbkdf2:sha256:260000${random(LETTERS, 16)}${SHA256}"',
    "scrypt of Werkzeug": f'password="scrypt:32768:8:1${random(LETTERS, 16)}${hexadecimal(128)}"',
    "of MySQL": f"IDENTIFIED BY PASSWORD '*{SHA1.upper()}'",
    "of PostgreSQL": f'password = "SCRAM-SHA-256$4096:{random(LETTERS, 22)}==${random(LETTERS, 43)}=:{random(LETTERS, 43)}="',
    "of LDAP": f"userPassword: {{SSHA}}{random(LETTERS, 32)}",
    # Ciphertexts.
    "sops": f"api_key: ENC[AES256_GCM,data:{random(LETTERS, 24)}=,iv:{random(LETTERS, 43)}=,type:str]",
    "jasypt": f"spring.datasource.password=ENC({random(LETTERS, 43)}=)",
    "spring": f"password: '{{cipher}}{hexadecimal(96)}'",
    "kms": f'secret = "AQICAHh{random(LETTERS, 150)}=="',
    "ansible": f"db_password: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  {hexadecimal(80)}",
    "named encrypted": f'"encryptedKey": "{random(LETTERS, 64)}"',
    "encrypted password": f"encrypted_password = '{random(LETTERS, 40)}=='",
    "wrapped key": f"wrapped_key = '{random(LETTERS, 64)}'",
    # Where a credential is kept.
    "1Password": f'api_key = "op://Team-{random(LETTERS, 8)}/Stripe 2/api_key4"',
    "parameter of AWS": f'API_TOKEN = "ssm:/prod/app7/{random(LETTERS, 12)}"',
    "Secret Manager": f"api_key: sm://proj-9f3a1/{random(LETTERS, 14)}",
    "Secret Manager, in full": f'secret = "projects/728193746501/secrets/{random(LETTERS, 16)}/versions/3"',
    "Key Vault": f'password="@Microsoft.KeyVault(SecretUri=https://kv9.vault.azure.net/secrets/pw/{MD5})"',
    "version in Key Vault": f"azure cognitive key: https://kv9.vault.azure.net/secrets/pw/{MD5}",
    "Vault": f"db_password: vault:secret/data/{random(LETTERS, 9)}/prod#Pw1",
    # What is public.
    "contract": f'TOKEN = "0x{SHA1}"',
    "key of SSH": f'ssh_key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI{random(LETTERS, 43)} ada@host"',
    "key of a spreadsheet": f'SPREADSHEET_KEY = "1{random(LETTERS, 43)}"',
    "emulator of storage": "AccountKey=Eby8vdM02xNOcqFlqUwJPLl" + random(LETTERS, 63) + "==;",
    "emulator of Cosmos DB": "COSMOS_KEY='C2y6yDjf5/R+ob0N8A7Cgv" + random(LETTERS, 64) + "=='",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS)
def test_harmless(text: str) -> None:
    assert found(text) == set()


# The same forms where they are credentials.
STILL_FOUND = {
    "bytes of a secret": ("secret_key = b'{}'", "".join(f"\\x{hexadecimal(2)}" for _ in range(24))),
    "a token like a commit": ("token = '{}'", SHA1),
    "of a vendor": ("wandb_api_key = '{}'", SHA1),
    "after an address": ("# wandb: https://wandb.ai/authorize {}", SHA1),
    "before a host": ("git clone https://{}@github.com/a/b.git", SHA1),
    "in the address of an API": ("infura token: https://mainnet.infura.io/v3/{}", MD5),
    "an option": ("kaggle config set -n key -v {}", MD5),
    "letters only": ("api_key = '{}'", "".join(Random(5).choices(string.ascii_letters, k=32))),
    "small letters only": ("api_key = '{}'", "gxjxzscuivmkymxdkrupqwzv"),
    "a key's id": ("heroku_api_key = '{}'", UUID),
    "of a server": ("jupyter_token = '{}'", MD5),
    "a password like a hash": ("password = '{}'", "$2b$12$tK9!mvQ2"),
    "a password like MySQL's": ("password = '{}'", "*" + SHA1.upper()[:39] + "!"),
    "not encrypted": ("unencrypted_key = '{}'", VALUES["random"]),
    "for encryption": ("encryption_key = '{}'", VALUES["random"]),
    "beside a hash": (
        f"x.py,sha256={random(LETTERS, 43)},9 aws_secret_access_key={{}}",
        random(LETTERS, 40),
    ),
    "a password like a class": ("password = '{}'", "hunter.Key22"),
    "a private key": ("private_key = '{}'", "0x" + SHA256),
    "a password like a place": ("password = '{}'", "vault:tK9!mvQ2"),
    "of a spreadsheet": ("sheet_api_key = '{}'", VALUES["random"]),
}


@pytest.mark.parametrize(("text", "value"), STILL_FOUND.values(), ids=STILL_FOUND)
def test_still_found(text: str, value: str) -> None:
    assert value in found(text.format(value))


COUNTS = {
    # a text, whether it counts up, whether it is a placeholder for certain
    "alternating": ("a1b2c3d4e5f6g7h8", True, True),
    "digits first": ("1a2b3c4d5e6f7g8h", True, True),
    "from zero": ("a9b0c1d2e3f4g5h6", True, True),
    "hexadecimal": ("a1b2c3d4e5f6a7b8c9d0", True, True),
    "upper case": ("A1B2C3D4E5F6G7H8", True, True),
    "in groups": ("abc123def456ghi789", True, False),
    "in odd groups": ("12ab34cd56ef78gh90ij", True, False),
    "with dashes": ("ABC12-34DEF56-GHI78JK-LMN90O", True, False),
    "too short": ("a1b2c3", False, False),
    "random": (random(LETTERS, 32), False, False),
    "random hexadecimal": (hexadecimal(40), False, False),
}


@pytest.mark.parametrize(("text", "counts", "is_placeholder"), COUNTS.values(), ids=COUNTS)
def test_what_counts_up(text: str, counts: bool, is_placeholder: bool) -> None:
    assert counts_up(text) is counts
    assert placeholder(text) is is_placeholder


def test_no_random_value_counts_up() -> None:
    assert not any(counts_up(random(LETTERS, 20)) for _ in range(2000))
    assert not any(counts_up(hexadecimal(32)) for _ in range(2000))


def test_what_counts_up_in_groups_is_low() -> None:
    in_groups = "abc123def456ghi789jkl0"
    matches = list(ENGINE.find([f"api_key = '{in_groups}'"]))
    assert {match.confidence for match in matches} == {LOW}


def test_only_hashes_are_counted() -> None:
    text = f"commit {VALUES['random']}"
    assert not is_count(text, 0, Span(7, len(text)))
    assert is_count(f"commit {SHA1}", 0, Span(7, 47))
