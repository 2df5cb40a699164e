"""Read known values: the files of programs, the environment, and a repository's `.env` files. Nothing is kept or shown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from colab_safe.detect.guessing import is_hard_to_guess, looks_like_a_credential
from colab_safe.detect.known_values import KnownValue
from colab_safe.errors import FileError, GitError
from colab_safe.git.worktree import is_below
from colab_safe.limits import CREDENTIAL_FILE, sentence
from colab_safe.model import Problem, Secret
from colab_safe.project.files import read_bytes, size
from colab_safe.project.known_values.credential import Credential
from colab_safe.project.known_values.env_files import env_files
from colab_safe.project.known_values.formats import Parser
from colab_safe.project.known_values.places import PLACES
from colab_safe.project.known_values.variables import of_env_file, of_environment
from colab_safe.typed import NamedTuple

_ENVIRONMENT = "the environment"
_WAY_OUT = "Mend the file, or search without known values (`known-values = false`)"
_NAME = 80  # characters of a name in a report


class Source(NamedTuple):
    """A place, as reports name it, with the credentials in it."""

    name: str  # such as `~/.netrc`
    credentials: tuple[Credential, ...]


class Known(NamedTuple):
    """What was read."""

    values: tuple[KnownValue, ...] = ()
    sources: tuple[str, ...] = ()  # the names of the places with values
    easy: tuple[
        str, ...
    ] = ()  # the place of each credential that is too easy to guess to be looked for
    problems: tuple[Problem, ...] = ()  # of places that could not be read


def read_known_values(top: str | None, environ: Mapping[str, str] = os.environ) -> Known:
    """Return the user's own credentials.

    Args:
        top: The top folder of the repository whose `.env` files are read; None outside of one.
        environ: The environment, which also says where some files are.
    """
    problems: list[Problem] = []
    sources = [Source(_ENVIRONMENT, tuple(of_environment(environ)))]
    sources += _of_programs(environ, problems)
    sources += _of_repository(top, problems) if top else ()
    return _known(sources, problems)


def _of_programs(environ: Mapping[str, str], problems: list[Problem]) -> Iterator[Source]:
    seen: set[str] = set()
    for place in PLACES:
        for name in place.files:
            path = _expanded(name, environ)
            real = os.path.realpath(path) if path else ""
            if path and real not in seen:
                seen.add(real)
                yield from _read(name, path, place.parse, problems)


def _expanded(name: str, environ: Mapping[str, str]) -> str:
    """The path that a name leads to; empty where its variable is not set."""
    first, slash, rest = name.partition("/")
    folder = os.path.expanduser("~") if first == "~" else environ.get(first[1:], "")
    return os.path.expanduser(folder) + slash + rest if folder and folder != "~" else ""


def _of_repository(top: str, problems: list[Problem]) -> Iterator[Source]:
    real_top = os.path.realpath(top)
    try:
        names = env_files(top)
    except GitError as error:
        problems.append(_problem(".env", str(error)))
        return
    for name in names:
        path = os.path.join(top, name)
        if is_below(os.path.realpath(path), real_top):
            yield from _read(name, path, of_env_file, problems)
        else:
            problems.append(_problem(name, "it is a link to a file outside of the repository"))


def _read(name: str, path: str, parse: Parser, problems: list[Problem]) -> Iterator[Source]:
    """The credentials of a file, if there is one."""
    try:
        text = read_text(path)
        if text is not None:
            yield Source(name, tuple(parse(text)))
    except FileError as error:
        problems.append(_problem(name, str(error).rpartition(": ")[2]))
    except OSError as error:
        problems.append(_problem(name, (error.strerror or "error").lower()))
    except ValueError as error:
        problems.append(_problem(name, str(error)))


def read_text(path: str) -> str | None:
    """Return the text of a file with credentials.

    Args:
        path: The file; it may be UTF-8, with or without a byte-order mark, or UTF-16 with one.

    Returns:
        None without a file.

    Raises:
        FileError: It is a folder, a pipe or the like.
        OSError: It cannot be opened.
        ValueError: It is too large, or another encoding.
    """
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if size(path) > CREDENTIAL_FILE.most:
        raise ValueError(sentence(CREDENTIAL_FILE))
    data = read_bytes(path)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise ValueError("it is not UTF-8 text") from None


def _problem(name: str, why: str) -> Problem:
    return Problem(name, f"the credentials in it were not looked for: {why}. {_WAY_OUT}")


def _known(sources: list[Source], problems: list[Problem]) -> Known:
    places: dict[Secret, list[_Found]] = {}
    easy: list[str] = []
    for source in sources:
        for each in source.credentials:
            if is_worth_looking_for(each):
                places.setdefault(each.secret, []).append(_Found(source.name, each.name))
            elif not each.is_named and not _is_template(each.secret.reveal()):
                easy.append(source.name)
    secrets = [secret.reveal() for secret in places]
    values = [
        KnownValue(secret, tuple(dict.fromkeys(one.shown(secrets) for one in found)))
        for secret, found in places.items()
    ]
    used = dict.fromkeys(one.source for found in places.values() for one in found)
    return Known(tuple(values), tuple(used), tuple(easy), tuple(problems))


class _Found(NamedTuple):
    """Where a value was found."""

    source: str
    name: str

    def shown(self, secrets: list[str]) -> str:
        """The place in words, without its name if that contains a value."""
        if len(self.name) > _NAME or any(secret in self.name for secret in secrets):
            return self.source
        if self.source == _ENVIRONMENT:
            return f"the environment variable {self.name}"
        return f"{self.source}, {self.name}" if self.name else self.source


def _is_template(value: str) -> bool:
    """Whether a value is empty, or a program puts one in its place, as in `${NPM_TOKEN}`."""
    return not value or value.startswith(("$", "{{", "<", "%("))


def is_worth_looking_for(credential: Credential) -> bool:
    """Return whether a credential is hard to guess, and more than a name that is called one.

    Args:
        credential: From any place.
    """
    value = credential.secret.reveal()
    return is_hard_to_guess(value) and (not credential.is_named or looks_like_a_credential(value))
