"""How the files of other programs contain credentials: text in, credentials out.

A file is read line by line where its format allows it, so a mistake in one line hides no other credential.
"""

from __future__ import annotations

import re
from binascii import Error as NotBase64
from binascii import a2b_base64
from collections.abc import Callable, Iterable, Iterator

from colab_safe.project.known_values.credential import NO_PASSWORD, Credential, credential
from colab_safe.typed import Any

Parser = Callable[[str], Iterable[Credential]]  # raises ValueError if the text is damaged

_MACRO = re.compile(r"^[ \t]*macdef\b.*(?:\n.+)*", re.MULTILINE)
_COMMENT = re.compile(r"^[ \t]*#.*", re.MULTILINE)
_WORD = re.compile(r'"((?:[^"\\\n]|\\.)*)"|(\S+)')
_WITH_VALUE = frozenset(("machine", "login", "user", "account", "password"))
_SECTION = re.compile(r"\s*\[([^\]]*)\]\s*$|(\S[^:=]*):\s*$")
_ASSIGNMENT = re.compile(r"\s*(?:-\s+)?([\w.-]+)\s*[=:]\s*(.*?)\s*$")
_NPM = re.compile(r"^\s*(?://)?(.*?):?(_authToken|_auth|_password)\s*=\s*(.*?)\s*$", re.MULTILINE)


def netrc(text: str) -> Iterator[Credential]:
    """Yield the passwords of a netrc file: https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html.

    Args:
        text: The file.
    """
    machine, login, words = "", "", _words(_COMMENT.sub("", _MACRO.sub("", text)))
    for word in words:
        value = next(words, "") if word in _WITH_VALUE else ""
        if word in ("machine", "default"):
            machine, login = f"machine {value}" if value else "default", ""
        elif word in ("login", "user"):
            login = value
        elif word == "password" and value in NO_PASSWORD:
            yield credential(login, machine, is_named=True)
        elif word == "password":
            yield credential(value, machine)


def _words(text: str) -> Iterator[str]:
    for quoted, plain in _WORD.findall(text):
        yield plain or re.sub(r"\\(.)", r"\1", quoted)


def whole(text: str) -> Iterator[Credential]:
    """Yield all of a file that contains one token and nothing else.

    Args:
        text: The file.
    """
    yield credential(text.strip())


def assigned(*keys: str) -> Parser:
    """Return a parser of files with one `key = value` or `key: value` per line, such as INI and simple YAML files.

    Args:
        *keys: Those of credentials, in lower case.
    """

    def parse(text: str) -> Iterator[Credential]:
        section = ""
        for line in text.splitlines():
            if opening := _SECTION.match(line):
                section = opening[1] or opening[2]
            elif (found := _ASSIGNMENT.match(line)) and found[1].lower() in keys:
                yield credential(_unquoted(found[2]), section)

    return parse


def npmrc(text: str) -> Iterator[Credential]:
    """Yield the credentials of registries: tokens, and passwords in base64: https://docs.npmjs.com/cli/configuring-npm/npmrc.

    Args:
        text: The file.
    """
    for registry, key, value in _NPM.findall(text):
        value, name = _unquoted(value), registry.strip("/")
        yield credential(value, name)
        if key == "_password":
            yield from _decoded(value, name)
        elif key == "_auth":
            yield from _password_of_pair(value, name)


def docker(text: str) -> Iterator[Credential]:
    """Yield the credentials of registries: https://docs.docker.com/reference/cli/docker/login/#credential-stores.

    Args:
        text: The file.

    Raises:
        ValueError: It is not JSON, or has another structure.
    """
    for registry, about in _object(_object(_json(text)).get("auths", {})).items():
        for key in ("auth", "identitytoken", "registrytoken", "password"):
            value = _object(about).get(key, "")
            if isinstance(value, str) and value:
                yield credential(value, registry)
                if key == "auth":
                    yield from _password_of_pair(value, registry)


def members(*keys: str) -> Parser:
    """Return a parser of JSON objects.

    Args:
        *keys: The members that are credentials.
    """

    def parse(text: str) -> Iterator[Credential]:
        found = _object(_json(text))
        for key in keys:
            if isinstance(found.get(key), str):
                yield credential(found[key], key)

    return parse


def _json(text: str) -> Any:
    import json

    try:
        return json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise ValueError(
            f"it is not valid JSON (line {line})"
        ) from None  # json's error has the text
    except RecursionError:
        raise ValueError("its JSON is nested too deeply") from None


def _object(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError("its JSON does not have the documented structure")
    return value


def _unquoted(value: str) -> str:
    is_quoted = len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if is_quoted else value


def _decoded(value: str, name: str) -> Iterator[Credential]:
    try:
        yield credential(a2b_base64(value).decode(), name)
    except (NotBase64, UnicodeDecodeError):
        return


def _password_of_pair(value: str, name: str) -> Iterator[Credential]:
    """The password in base64 of `user:password`."""
    for pair in _decoded(value, name):
        yield credential(pair.secret.reveal().partition(":")[2], name)
