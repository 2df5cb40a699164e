"""Which files contain credentials, as far as their paths alone tell."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache

# What programs call their own credential files; each from the program's documentation.
_KNOWN = re.compile(
    r"kaggle\.json|[._]?netrc|\.?git-credentials|\.pypirc|\.npmrc|\.pgpass|\.boto|\.s3cfg|\.htpasswd|\.dockerconfigjson|"
    r"\.env(?:rc|\.\w+)?|\w+\.env|application_default_credentials\.json|client_secrets?.*\.json|accesstokens\.json|"
    # https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html: what the console lets you download
    r"rootkey\.csv|(?:.+_)?accesskeys\.csv|(?:new_user_)?credentials\.csv|"
    r"id_(?:rsa|dsa|ecdsa|ed25519)\w*|.*\.(?:pem|key|p12|pfx|ppk|jks|keystore|kdbx|ovpn|asc|gpg)"
)
_FOLDERS = frozenset(
    (".ssh", ".aws", ".kaggle", ".gnupg", ".azure", ".docker", "gcloud", "key", "keys", "apikeys", "api_keys", "api-keys",
     "secret", "secrets", "token", "tokens", "credential", "credentials", "creds", "cred", "password", "passwords", "auth",
     ".colab_safe")
)  # fmt: skip
_DATA_FOLDERS = frozenset(
    ("data", "dataset", "datasets", "corpus", "corpora", "raw", "processed", "results", "output", "outputs", "images",
     "models", "model", "checkpoints", "checkpoint", "vocab", "tokenizer", "tokenizers", "logs")
)  # fmt: skip
_TEXT = frozenset(("", "json", "txt", "text", "yaml", "yml", "toml", "ini", "cfg", "conf", "config", "env", "properties", "xml",
                   "pickle", "pkl", "enc", "b64", "token", "secret", "pass", "dat", "py", "sh"))  # fmt: skip
_STRONG = frozenset(
    ("token", "secret", "secrets", "credential", "credentials", "cred", "creds", "password", "passwords", "passwd", "pwd",
     "passphrase", "apikey", "apikeys", "pat", "oauth", "oauth2", "auth", "login", "netrc", "authtoken", "accesstoken")
)  # fmt: skip
_SERVICES = frozenset(
    ("github", "gh", "gitlab", "bitbucket", "openai", "anthropic", "huggingface", "hf", "wandb", "slack", "telegram",
     "twitter", "reddit", "pypi", "aws", "azure", "gcp", "gitea", "codeberg", "neptune", "comet", "gcloud")
)  # fmt: skip
_OF_SERVICES = frozenset(
    ("config", "conf", "cfg", "access", "my", "me", "user", "account", "private", "api")
)
_ONLY_FOLDERS = _FOLDERS - {
    "token",
    "secret",
    "password",
    "credential",
    "credentials",
}  # these may be files, too
# Folders that hold other files as often.
_NEUTRAL_FOLDERS = frozenset(
    ("key", "token", "tokens", "auth", "gcloud", ".docker", ".azure", ".colab_safe")
)
_KEPT = frozenset(
    ("ssh", "gnupg", "netrc")
)  # what a folder or file holds, in the name of a variable
_PYTHON_FILES = frozenset(("secrets", "credentials", "passwords", "api_keys", "apikeys"))
_COPY = re.compile(r" ?\(\d+\)(?=\.\w+$)")  # what Drive adds to a second file: `kaggle (1).json`
_OF_FILES = frozenset(("path", "file", "filename", "dir", "folder", "location", "json", "txt"))
# Beside "token" or "key" these speak of language models, data and music.
_INNOCENT = frozenset(
    ("tokenizer", "special", "added", "map", "vocab", "vocabulary", "count", "counts", "embedding", "embeddings", "freq",
     "frequency", "frequencies", "classification", "classifier", "length", "lengths", "ids", "stats", "distribution", "2",
     "bpe", "type", "types", "labels", "answer", "primary", "foreign", "sort", "public", "pub", "piano", "song", "phrases",
     "frames", "points", "words", "word", "list", "strength", "example", "sample", "template", "schema", "dataset", "corpus",
     "sequences", "level", "names", "index", "merges", "pairs", "santa", "mask", "masks", "usage", "limit", "limits")
)  # fmt: skip
# Without one of these a name contains no word of a credential: looking for the words takes ten times as long.
_SIGN_OF_NAME = re.compile("|".join(sorted({"key", *_KEPT, *_STRONG})), re.IGNORECASE)
_NUMBER = re.compile(r"(?<=[A-Za-z])[ _.(-]*\d+\)?$")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=4096)
def is_credential_file(path: str) -> bool:
    """Return whether a path leads to credentials, by the name of the file or of a folder.

    Args:
        path: A path with `/` between its parts.
    """
    *folders, file = path.strip("/").split("/")
    file = _COPY.sub("", file)
    if _KNOWN.fullmatch(file.lower()):
        return not {"public", "pub"} & words(file)
    if file.lower() in _ONLY_FOLDERS:
        return False
    stem, _, extension = file.rpartition(".") if "." in file.strip(".") else (file, "", "")
    if extension.lower() not in _TEXT:
        return False
    if extension in ("py", "sh") and not folders:
        return stem.lower() in _PYTHON_FILES
    return _is_credential(_without_number(stem), {folder.lower() for folder in folders})


def _is_credential(stem: str, folders: set[str]) -> bool:
    found = words(stem)
    if found & _INNOCENT:
        return False
    is_data = bool(folders & _DATA_FOLDERS)
    if found & _STRONG or (is_key(stem) and not is_data):
        return True
    if found == {"tokens"} and folders:  # of a language model, in whichever folder that is
        return bool(folders & _FOLDERS) and not is_data
    if (
        "tokens" in found
        or (found & _SERVICES and not found - _SERVICES - _OF_SERVICES)
        or is_service_account(stem)
    ):
        return not is_data
    return bool(folders & _FOLDERS)


def is_credential_folder(path: str) -> bool:
    """Return whether a path leads to a folder that programs or people keep credentials in.

    Args:
        path: A path with `/` between its parts.
    """
    *folders, last = path.lower().strip("/").split("/")
    return last in _ONLY_FOLDERS - _NEUTRAL_FOLDERS and not set(folders) & _DATA_FOLDERS


@lru_cache(maxsize=4096)
def is_credential_name(name: str) -> bool:
    """Return whether a variable, key or option of this name holds a credential, or the path of one.

    Args:
        name: The name, in any style.
    """
    if not _SIGN_OF_NAME.search(name):
        return False
    name = _without_number(name)
    found, ordered = words(name), ordered_words(name)
    size = len(ordered)
    while ordered and ordered[-1] in _OF_FILES:
        ordered.pop()
    is_place = len(ordered) < size  # `key_dir`, `ssh_source_path`
    is_named_key = (len(ordered) > 1 or is_place) and ordered[-1:] in (["key"], ["keys"])
    is_kept = is_place and bool(found & _KEPT)
    is_strong = bool(found & (_STRONG | {"tokens"}))
    return not found & _INNOCENT and (is_named_key or is_kept or is_strong)


def is_key(name: str) -> bool:
    """Return whether a name ends in the word "key": `api_key`, `key`, `gcp-key`; not `key_points`.

    Args:
        name: The name, in any style.
    """
    return ordered_words(name)[-1:] in (["key"], ["keys"])


def is_service_account(name: str) -> bool:
    """Return whether a file's name says that it is the key of a Google Cloud service account.

    Args:
        name: The file's name without its extension.
    """
    ordered = ordered_words(name)
    return "serviceaccount" in ordered or (
        "service" in ordered and not {"account", "acct"}.isdisjoint(ordered)
    )


def words(name: str) -> set[str]:
    """Return the words of a name in small letters: GitHubToken, github_token and github-token have the same.

    Args:
        name: The name, in any style.
    """
    return {*ordered_words(name), *re.split(r"[^a-z0-9]+", name.lower())} - {""}


def ordered_words(name: str) -> list[str]:
    """Return the words and numbers of a name, in small letters and in their order.

    Args:
        name: The name, in any style.
    """
    return [word.lower() for word in _WORD.findall(name)]


def _without_number(name: str) -> str:
    """A name without the number of a copy or version at its end: `github-2`, `token3`, `kaggle (1)`; not `token2id`."""
    return _NUMBER.sub("", name)


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Return whether a path, or its last part, matches one of the globs.

    Args:
        path: A path with `/` between its parts.
        patterns: Globs of the configuration; `*` also matches `/`.
    """
    return any(
        fnmatchcase(path, pattern) or fnmatchcase(path.rpartition("/")[2], pattern)
        for pattern in patterns
    )


def has_text_extension(file: str) -> bool:
    """Return whether a file may contain text that a person wrote, and not a table, picture or model.

    Args:
        file: The file's name, without its folder.
    """
    extension = file.rpartition(".")[2].lower() if "." in file.strip(".") else ""
    return extension in _TEXT or bool(_KNOWN.fullmatch(file.lower()))
