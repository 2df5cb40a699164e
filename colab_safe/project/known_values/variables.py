"""Environment variables and `.env` files: which names call their value a credential."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from colab_safe.detect.guessing import is_place
from colab_safe.placeholders.names import is_variable
from colab_safe.project.known_values.credential import Credential, credential, url_credentials
from colab_safe.typed import NamedTuple

_PASSWORD = re.compile(r"PASSW|PASSPHRASE|(?<![A-Z])(?:PASS|PWD|PW)(?![A-Z])")
_SECRET = re.compile(
    r"TOKEN|SECRET|CREDENTIAL|API_?KEY|(?<![A-Z])(?:KEYS?|AUTH|PAT|JWT|DSN|BEARER|COOKIE)(?![A-Z])"
)
# Names, addresses and numbers that belong to a credential, and what is public: `GPG_KEY` of Python's Docker images.
_HARMLESS = re.compile(
    r"(?<![A-Z])(?:PUBLIC|PUB|GPG)(?![A-Z])|^(?:OLD)?PWD$"
    r"|_(?:IDS?|NAMES?|URLS?|URI|FILES?|PATHS?|DIR|FOLDER|HOST|PORT|USER|USERNAME|TYPE|METHOD|EXPIRES?|EXPIRY|TTL|AGE"
    r"|LIFETIME|REGION|ARN|ALG|ALGORITHM|ISSUER|AUDIENCE|SCOPES?|LENGTH|SIZE|LIMIT|COUNT|VERSION|SOCK|SOCKET|PARALLELISM"
    r"|HEADER|FORMAT|ENDPOINT|PROVIDER|MODE|ENABLED|DISABLED|REQUIRED|PREFIX|SUFFIX|FINGERPRINT|STORE|BACKEND)$"
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_PLURAL = re.compile(r"(?:KEYS|TOKENS|SECRETS|PASSWORDS)(?![A-Z])")
# https://github.com/theskumar/python-dotenv#file-format
_LINE = re.compile(
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*=[ \t]*"
    r"(?:\"((?:[^\"\\]|\\.)*)\"|'((?:[^'\\]|\\.)*)'|([^\r\n]*))",
    re.MULTILINE | re.DOTALL,
)
_INLINE_COMMENT = re.compile(r"(?:^|\s+)#.*")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t"}


class Variable(NamedTuple):
    """A variable and its value, which may be a secret."""

    name: str
    value: str

    def __repr__(self) -> str:
        return f"Variable({self.name}=****)"


def of_environment(environ: Mapping[str, str]) -> Iterator[Credential]:
    """Yield the credentials of environment variables, each named by its variable.

    Args:
        environ: The environment.
    """
    yield from credentials(Variable(*pair) for pair in sorted(environ.items()))


def of_env_file(text: str) -> Iterator[Credential]:
    """Yield the credentials of a `.env` file, each named by its variable.

    Args:
        text: The file.
    """
    yield from credentials(_env_lines(text))


def _env_lines(text: str) -> Iterator[Variable]:
    for name, double, single, plain in _LINE.findall(text):
        if double:
            yield Variable(name, re.sub(r"\\(.)", _unescaped, double, flags=re.DOTALL))
        elif single:
            yield Variable(name, re.sub(r"\\(['\\])", r"\1", single))
        else:
            yield Variable(name, _INLINE_COMMENT.sub("", plain).strip())


def _unescaped(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[1], match[1])


def credentials(variables: Iterable[Variable]) -> Iterator[Credential]:
    """Yield the values of variables whose names call them a credential, and the passwords of URLs in all variables.

    Args:
        variables: Of the environment, or of a file.
    """
    for name, value in variables:
        if value.startswith("{"):
            yield from (each._replace(name=name) for each in credentials(_members(value)))
        words = _CAMEL.sub("_", name).upper()
        yield from (each._replace(name=name) for each in url_credentials(value))
        if _HARMLESS.search(words) or is_variable(name) or is_place(value):
            continue
        if _PASSWORD.search(words):
            yield credential(value, name)
        elif _SECRET.search(words):
            yield credential(value, name, is_named=True)
        if _PLURAL.search(words):
            yield from (credential(part, name, is_named=True) for part in _parts(value))


def _members(value: str) -> Iterator[Variable]:
    """The texts in a JSON object, such as the key of a service account."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return
    for name, member in found.items():
        if isinstance(member, str):
            yield Variable(name, member)


def _parts(value: str) -> list[str]:
    parts = re.split(r"[,;\s]+", value)
    return parts if len(parts) > 1 else []
