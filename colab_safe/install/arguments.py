"""The arguments of a public function: bound to their names, checked, and hidden before anything can fail.

People pass a token where a path, a name or a host belongs. A message names the argument and what it must be, and never what
was passed; an argument that looks like a token is refused before git, pip or a URL could show it.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from colab_safe.errors import ArgumentError, closest
from colab_safe.install.tokens.config import is_token_text
from colab_safe.install.tokens.token import Token
from colab_safe.model import Hidden, Span
from colab_safe.placeholders.resolve import resolve
from colab_safe.token_words import known_tokens, token_words

if TYPE_CHECKING:
    from inspect import Parameter


_SURROGATE = re.compile("[\ud800-\udfff]")
_COMMIT = re.compile(r"@[0-9a-f]{40,64}(?=#|$)")
_NAME = re.compile(r"[A-Za-z_]{1,30}")


def revealed(text: str | Hidden | None) -> str | None:
    """Return a text that may be hidden.

    Args:
        text: Such as a passphrase.
    """
    return text.reveal() if isinstance(text, Hidden) else text


class Passed(NamedTuple):
    """A call of a public function; both are hidden, and shown by nothing."""

    positional: Hidden  # a tuple
    named: Hidden  # a dictionary


class _Kind(NamedTuple):
    """What an annotation of a public function means for the values that people pass."""

    expected: str  # in words
    fits: Callable[[Any], bool]
    ready: Callable[[Any], Any] = lambda value: value  # what the function gets
    token_like: Callable[[str], Sequence[Span]] | None = token_words  # None: may be a token


def _is_text(value: Any) -> bool:
    """Other programs take no NUL in an argument, and no half of a surrogate pair."""
    return isinstance(value, str) and "\0" not in value and not _SURROGATE.search(value)


def _is_full_text(value: Any) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or isinstance(value, Hidden)


def _is_path(value: Any) -> bool:
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    try:
        return isinstance(path, str) and path != "" and b"\0" not in os.fsencode(path)
    except UnicodeEncodeError:
        return False


def _is_switch(value: Any) -> bool:
    return isinstance(value, (bool, int)) and value in (0, 1)


def _is_seconds(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and value > 0


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_texts(value: Any) -> bool:
    return _is_text(value) or (
        isinstance(value, (list, tuple, set, frozenset)) and all(map(_is_text, value))
    )


def _is_config(value: Any) -> bool:
    path = os.fspath(value) if isinstance(value, os.PathLike) else value
    return isinstance(path, (str, Mapping, Token, Hidden))


def _is_hosts(value: Any) -> bool:
    configs = value.values() if isinstance(value, Mapping) else ()
    return (
        isinstance(value, Mapping)
        and all(map(_is_text, value))
        and all(config is None or _is_config(config) for config in configs)
    )


def _texts(value: Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _path(value: Any) -> str:
    return resolve(os.path.expanduser(os.fspath(value)))


def _hidden(value: Any) -> Any:
    return value if isinstance(value, (Token, Hidden)) else Hidden(value)


def _hosts(value: Mapping[str, Any]) -> dict[str, Any]:
    return {host: _hidden(config) for host, config in value.items()}


def _token_like_in_path(path: str) -> Sequence[Span]:
    """An existing file or folder may be called what it is called; hashes and random names of folders are common."""
    return () if os.path.exists(os.path.expanduser(path)) else known_tokens(path)


def _token_like_in_repository(repo: str) -> Sequence[Span]:
    return token_words(_COMMIT.sub("", repo))


def _token_like_beside_hashes(text: str) -> Sequence[Span]:
    return token_words(text, hexadecimal=False)


_CONFIG = (
    "a path, a placeholder, 'secret:NAME', a loaded dictionary, a Token, a token, or None to search"
)
# By the name of a parameter with its annotation, by its name, or by its annotation; always without "| None".
_KINDS = {
    "passphrase": _Kind("a text that is not empty", _is_full_text, _hidden, None),
    "line": _Kind("text", _is_text, _hidden, None),
    "repo: str": _Kind("text", _is_text, token_like=_token_like_in_repository),
    "repo: str | Sequence[str]": _Kind("text, or a list of texts", _is_texts, token_like=_token_like_in_repository),
    "ref": _Kind("text", _is_text, token_like=_token_like_beside_hashes),
    "depth": _Kind("a positive number of commits, or None for all", _is_count),
    "Config": _Kind(_CONFIG, _is_config, _hidden, None),
    "Mapping[str, Config]": _Kind("a dictionary {server: config} with a path, a dictionary, a Token or a token as config", _is_hosts, _hosts),
    "str": _Kind("text", _is_text),
    "Sequence[str]": _Kind("text, or a list of texts", _is_texts, _texts, _token_like_beside_hashes),
    "str | Sequence[str]": _Kind("text, or a list of texts", _is_texts, token_like=_token_like_beside_hashes),
    "str | os.PathLike[str]": _Kind("a path", _is_path, _path, token_like=_token_like_in_path),
    "bool": _Kind("True or False", _is_switch, bool),
    "int": _Kind("a number of seconds", _is_seconds),
    "float": _Kind("a number of seconds", _is_seconds),
    "Shell": _Kind("IPython's shell", lambda shell: hasattr(shell, "register_magic_function")),
}  # fmt: skip


def kind_of(parameter: Parameter) -> _Kind:
    """Return what a parameter of a public function takes.

    Args:
        parameter: Its annotation is text, as `from __future__ import annotations` makes it.

    Raises:
        StopIteration: It is not in the table above.
    """
    annotation = str(parameter.annotation).removesuffix(" | None")
    names = (f"{parameter.name}: {annotation}", parameter.name, annotation)
    return next(_KINDS[name] for name in names if name in _KINDS)


def ready_arguments(function: Callable[..., object], passed: Passed) -> dict[str, Any]:
    """Return the arguments of a call by name, checked, and hidden where they may be a token.

    Args:
        function: A public function; all its parameters can be named.
        passed: As the user wrote them.

    Raises:
        ArgumentError: One is unknown, missing, of a wrong type, or looks like a token where none belongs.
    """
    from inspect import signature

    parameters = signature(function).parameters
    bound = _bound(function, passed)
    place = ". Pass a token as config= only" if "config" in parameters else ""
    return {name: _ready(parameters[name], value.reveal(), place) for name, value in bound.items()}


def _bound(function: Callable[..., object], passed: Passed) -> dict[str, Hidden]:
    from inspect import signature

    name, parameters = function.__name__, signature(function).parameters
    positional, named = passed.positional.reveal(), passed.named.reveal()
    by_place = [each.name for each in parameters.values() if each.kind is not each.KEYWORD_ONLY]
    if len(positional) > len(by_place):
        raise ArgumentError(
            f"{name}() takes {len(by_place)} arguments by position ({', '.join(by_place)}): name the others"
        )
    for twice in named.keys() & set(by_place[: len(positional)]):
        raise ArgumentError(f"{name}() got {twice}= twice, by its position and by its name")
    for unknown in named.keys() - parameters.keys():
        raise ArgumentError(f"{name}() has no argument{_suggestion(unknown, parameters)}")
    bound = {**dict(zip(by_place, positional, strict=False)), **named}
    missing = [
        each.name
        for each in parameters.values()
        if each.default is each.empty and each.name not in bound
    ]
    if missing:
        raise ArgumentError(f"{name}() needs {'= and '.join(missing)}=")
    return {argument: Hidden(value) for argument, value in bound.items()}


def _suggestion(unknown: str, known: Mapping[str, Parameter]) -> str:
    """The name, unless it may be a token, and the one that was probably meant."""
    shown = (
        f" {unknown}=" if _NAME.fullmatch(unknown) and not token_words(unknown) else " of this name"
    )
    close = closest(unknown, known)
    return (
        f"{shown}: did you mean {close}=?" if close else f"{shown}: choose from {', '.join(known)}"
    )


def _ready(parameter: Parameter, value: Any, place: str) -> Any:
    kind = kind_of(parameter)
    if value is None and (
        parameter.annotation == "Config" or str(parameter.annotation).endswith("| None")
    ):
        return None
    if not kind.fits(value):
        raise ArgumentError(f"{parameter.name}= must be {kind.expected}, not {_described(value)}")
    names = list(value) if isinstance(value, Mapping) else value
    if kind.token_like and any(map(kind.token_like, _texts_in(names))):
        raise ArgumentError(
            f"{parameter.name}= contains what looks like a token, and other programs could read it there: remove it{place}"
        )
    return kind.ready(value)


def _described(value: Any) -> str:
    """What a value is, without the value: "a list", "an empty text"."""
    name = type(value).__name__
    return f"a value of type {name}" if _NAME.fullmatch(name) else "this"


def tokens_in(function: Callable[..., object], passed: Passed) -> set[str]:
    """Return what a user passed that is a token, or looks like one, for messages to blot.

    Args:
        function: A public function.
        passed: As the user wrote it.
    """
    try:
        bound = _bound(function, passed)
    except ArgumentError:
        bound = {"": Hidden([passed.positional.reveal(), passed.named.reveal()])}
    found: set[str] = set()
    for name, value in bound.items():
        may_be_token = name in ("", "config", "extra_hosts")
        for text in _texts_in(value.reveal()):
            found.update(text[span.start : span.end] for span in _token_like_beside_hashes(text))
            if may_be_token and is_token_text(text):
                found.add(text.strip())
    return found


def _texts_in(value: Any) -> Iterator[str]:
    """Each text in a value of any type: in lists, and the keys and values of dictionaries."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, bytes):
        yield value.decode("latin-1")
    elif isinstance(value, Hidden):
        yield from _texts_in(value.reveal())
    elif isinstance(value, Mapping):
        yield from _texts_in([*value.keys(), *value.values()])
    elif isinstance(value, (list, tuple, set, frozenset)) and not isinstance(value, Token):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, os.PathLike):
        yield from _texts_in(os.fspath(value))
