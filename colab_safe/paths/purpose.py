"""What a token file is for, in one word: the name of its placeholder, which is the same for every member of a team.

docs/decisions/015-placeholders-by-purpose.md says why.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256

from colab_safe.credential_files import is_service_account, ordered_words

# The member's token for the team's packages, which most teams need alone: GitHub's, or one whose name tells no service.
THE_TOKEN = ""
_GITHUB = "github"  # what the name of a further file for GitHub begins with

# fmt: off
_PURPOSES = {  # a word of a file's name, or a folder's whole name → what the file is for
    "github": _GITHUB, "gh": _GITHUB, "gitlab": "gitlab", "bitbucket": "bitbucket", "gitea": "gitea", "codeberg": "codeberg",
    "kaggle": "kaggle", "huggingface": "huggingface", "hf": "huggingface", "wandb": "wandb", "neptune": "neptune",
    "comet": "comet", "openai": "openai", "anthropic": "anthropic", "gemini": "gemini", "aws": "aws", "boto": "aws",
    "s3cfg": "aws", "azure": "azure", "gcp": "google", "gcloud": "google", "google": "google", "slack": "slack",
    "telegram": "telegram", "twitter": "twitter", "reddit": "reddit", "pypi": "pypi", "pypirc": "pypi", "npm": "npm",
    "npmrc": "npm", "docker": "docker", "netrc": "netrc", "pgpass": "postgres", "postgres": "postgres", "mysql": "mysql",
    "ssh": "ssh", "rsa": "ssh", "dsa": "ssh", "ecdsa": "ssh", "ed25519": "ssh", "env": "env", "envrc": "env",
    "databricks": "databricks", "snowflake": "snowflake", "notion": "notion", "discord": "discord", "stripe": "stripe",
}
# fmt: on
# https://cloud.google.com/docs/authentication/application-default-credentials, https://developers.google.com/identity/protocols/oauth2
_OF_GOOGLE = re.compile(r"application_default_credentials|client_secrets?")
_SHORTEST_PART = 5  # letters of a name that is recognised without a border: "githubtoken", but not "gh" in "right"
_LONGEST_NUMBER = 2  # digits: `github-2.json`; longer ones are dates, or identify an account
_FIRST, _SECOND = "abcdefghjkmnpqrstuvwxyz", "abcdefghjkmnpqrstuvwxyz23456789"


def purpose(path: str) -> str:
    """Return what a token file is for: "kaggle" for `keys/kaggle.json`, "" for the token of the team's packages.

    The name shows nothing of the path but a service, and a small number, that the file's name contains.

    Args:
        path: A path with `/` between its parts.
    """
    service = _service(path)
    numbers = [word for word in ordered_words(_stem(path)) if _is_small_number(word)]
    if service is None or (service == _GITHUB and not numbers):
        return THE_TOKEN
    return "_".join([service, *numbers])


def further_names(path: str) -> Iterator[str]:
    """Yield names for a second file of the same purpose; they depend on nothing but its path.

    Args:
        path: The file's path, relative to the Drive.
    """
    name = purpose(path) or _service(path)
    tags = (_tag(path, turn) for turn in range(1_000))
    yield from (f"{name}_{tag}" if name else tag for tag in tags)


def is_service(name: str) -> bool:
    """Return whether the name of a placeholder says which service its file is for.

    Args:
        name: The name.
    """
    return name.partition("_")[0] in _PURPOSES.values()


def _service(path: str) -> str | None:
    """The first service in the file's name; else that of the folder it is in."""
    *folders, file = path.strip("/").split("/")
    found = [_PURPOSES[word] for word in ordered_words(file) if word in _PURPOSES]
    if found:
        return found[0]
    if is_service_account(_stem(path)) or _OF_GOOGLE.match(file.lower()):
        return "google"
    glued = "".join(ordered_words(file))
    parts = [word for word in _PURPOSES if len(word) >= _SHORTEST_PART and word in glued]
    names = [*parts, *(folder.lower().strip("._") for folder in reversed(folders))]
    return next((_PURPOSES[name] for name in names if name in _PURPOSES), None)


def _stem(path: str) -> str:
    file = path.rpartition("/")[2]
    return file.rpartition(".")[0] if "." in file.strip(".") else file


def _is_small_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= _LONGEST_NUMBER


def _tag(text: str, turn: int) -> str:
    """Two characters: too few to find a path by trying, enough to tell a team's files apart."""
    digest = sha256(f"{text.lower()}\0{turn}".encode("utf-8", "surrogatepass")).digest()
    return _FIRST[digest[0] % len(_FIRST)] + _SECOND[digest[1] % len(_SECOND)]
