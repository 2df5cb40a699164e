"""Words of which one is in any code that shows a credential: without them nothing else is looked at."""

from __future__ import annotations

from functools import cache

from ahocorasick_rs import BytesAhoCorasick

from colab_safe.joined_texts import JoinedTexts
from colab_safe.notebook.notebook import Notebook
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple

# None contains another.
# fmt: off
WORDS = (
    # Where credentials come from: functions, environments, vaults.
    "userdata", "getpass", "askpass", "environ", "getenv", "keyring", "key_get", "hvac",
    "ENV[", ".env", "EnvironmentVariable", "config(", "dotenv", "askForPassword",
    "_token(", "getToken", "assume_role", "authenticators", "%env", "%set_env", "!env", "!set", "!export", "printenv",
    # Files and commands that print them.
    "netrc", "credential", "Credential", "kaggle.json", "secret", "Secret", "auth token", "print-access", "print-identity", "auth status",
    "configure get", "get-login", "get-authorization", "get-parameter", "get-access-token", "keyvault", "heroku", "doppler", "vault ",
    "op read", "pass show", "find-generic", "git config", "create token", "export-cred", "_rsa", ".pem", "pypirc", "npmrc",
    "$GH", "$HF", "TOKEN", "_KEY", "PASSW", "passw", "api_key", "apikey", "api-key", "access_token", "auth_token", ".token", "token.", "token_file", "pgpass",
    "key.txt", "key.json", "keys.json", "keys/", "'gh'", '"gh"', '"gh\\"', "'gcloud'", '"gcloud"', '"gcloud\\"', "'aws'", '"aws"', '"aws\\"', "ast_node_inter", "whoami",
    "github.json", "github.txt", "gitlab.json", "openai.txt", "openai.json", "aws.json", "hf.txt", "wandb.txt", "config.json", "login.",
    "_auth", "oauth", "service_account", "service-account", "client_id.json", "access.json", "my.json", "id_ed25519",
    "creds", "client_sec", "input(", "pwd", "_PASS", "_PAT",
)
# fmt: on
# In code that computes texts from its own literals: decoding functions, and literals with the first part of a token in another
# cell or line than the rest.
# fmt: off
COMPUTING = (
    "b64decode", "b32decode", "b16decode", "b85decode", "a85decode", "decodebytes", "decodestring", "a2b_", "fromhex", "unhexlify",
    "rot13", "rot_13", "rot-13", "unquote", "decompress(", "[::-1]", "reversed(", "chr(", "(chr", "bytes([", "bytearray([",
    '"ghp_', "'ghp_", '"gho_', "'gho_", '"ghs_', "'ghs_", '"github_pat', "'github_pat", '"glpat-', "'glpat-", '"hf_', "'hf_",
    '"sk-', "'sk-", '"AKIA', "'AKIA", '"AIza', "'AIza", '"xox', "'xox", '"npm_', "'npm_", '"pypi-', "'pypi-", '"dapi', "'dapi",
    '"gsk_', "'gsk_", '"sk_live', "'sk_live", '"SG.', "'SG.", '"eyJ', "'eyJ",
)
# fmt: on
# An ASCII letter or sign as an escape of JSON, which only serves to hide it.
_ESCAPED = Regex(rb"\\u00[2-7]")


class CodeCells(NamedTuple):
    """The code of a notebook."""

    numbers: list[int]  # of the code cells, among all cells
    sources: list[str]
    with_words: set[int]  # indexes of the sources in which there is one of `WORDS`
    computing: set[int]  # of those in which there is one of `COMPUTING`


def code_cells(notebook: Notebook) -> CodeCells:
    """Return the code cells of a notebook.

    Args:
        notebook: A notebook, or a part of one.
    """
    segments = notebook.segments
    found: dict[int, str] = {}
    for number, text in enumerate(segments.texts):
        place = segments.place(number)
        if place.part == "source" and place.cell_type == "code" and place.cell is not None:
            found.setdefault(place.cell, text)
    texts = JoinedTexts(found.values())
    hits = _search().find_matches_as_indexes(texts.narrow)
    with_words: set[int] = set()
    computing: set[int] = set()
    for word, start, _ in hits:
        (with_words if word < len(WORDS) else computing).add(texts.number_at(start))
    return CodeCells([*found], [*texts], with_words, computing)


def may_have_words(data: bytes) -> bool:
    """Return whether JSON may have one of the words.

    Args:
        data: JSON in UTF-8, such as a cell.
    """
    return bool(_search().find_matches_as_indexes(data)) or _ESCAPED.search(data) is not None


@cache
def _search() -> BytesAhoCorasick:
    return BytesAhoCorasick([word.encode() for word in (*WORDS, *COMPUTING)])
