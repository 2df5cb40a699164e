"""A project's settings: `[tool.colab-safe]` in pyproject.toml, or the same keys in .colab-safe.toml."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping

from colab_safe.errors import UsageError
from colab_safe.git.folders import top_above
from colab_safe.project.files import read_bytes, shown
from colab_safe.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.paths.rules import Rules

OWN, SHARED, TABLE = ".colab-safe.toml", "pyproject.toml", "colab-safe"


class Options(NamedTuple):
    """What a project asks for; file names are relative to `root`, the folder of the file that was read."""

    root: str = ""
    source: str = ""  # the file that was read
    engines: tuple[str, ...] = ("builtin",)
    baseline: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # files with rules of the team's own, as gitleaks has them
    allow: tuple[Allowance, ...] = ()
    paths: Rules | None = None  # which Drive paths are hidden, where the project says so

    def here(self, name: str) -> str:
        """The way from the current folder to a file that is named from the root."""
        return os.path.relpath(os.path.join(self.root, name))


def find_options(folder: str = ".") -> Options:
    """The settings for a folder: of the nearest folder above that has some, up to the repository's top.

    Raises UsageError where a file is no TOML or says what we do not know.
    """
    folder = os.path.abspath(folder)
    top = top_above(folder) or folder  # outside of a repository only the folder itself counts
    while True:
        for name in (OWN, SHARED):
            file = os.path.join(folder, name)
            table = _table(file, name) if os.path.isfile(file) else None
            if table is not None:
                return options(table, shown(os.path.relpath(file)))._replace(root=folder)
        if folder == top:
            return Options(root=top)
        folder = os.path.dirname(folder)


def _table(file: str, name: str) -> Mapping[str, Any] | None:
    """Our table of the file; None where a shared file does not mention us: then it is not even parsed (17 ms)."""
    data = read_bytes(file)
    if name == SHARED and TABLE.encode() not in data:
        return None
    document = parsed(data, shown(os.path.relpath(file)))
    return document if name == OWN else document.get("tool", {}).get(TABLE)


def parsed(data: bytes, name: str) -> dict[str, Any]:
    """A TOML document. Raises UsageError with the place of the mistake."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{name}: not UTF-8, so no TOML") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: no TOML: {error}") from None


def options(table: Mapping[str, Any], source: str) -> Options:
    """The table's values, checked: a key that is not ours, or a value of another type, is an error and says so."""
    if not isinstance(table, Mapping):
        raise UsageError(f"{source}: {TABLE!r} must be a table")
    values = {
        key: _READERS[key](value, f"{source}: {key}")
        for key, value in _known(table, _READERS, source)
    }
    return Options(source=source, **values)


def _known(
    table: Mapping[str, Any], keys: Mapping[str, Any], where: str
) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key not in keys:
            raise UsageError(f"{where}: there is no setting {key!r}; there are: {', '.join(keys)}")
        yield key, value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    """A string or a list of strings."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(one, str) and one for one in values):
        raise UsageError(f"{where} must be a string or a list of strings, none of them empty")
    return tuple(values)


def _patterns(value: Any, where: str) -> tuple[re.Pattern[str], ...]:
    try:
        return tuple(re.compile(pattern) for pattern in _texts(value, where))
    except re.error as error:
        raise UsageError(f"{where} holds no regular expression of Python's: {error}") from None


def _globs(value: Any, where: str) -> tuple[re.Pattern[str], ...]:
    from colab_safe.accept.allowlist import glob

    return tuple(glob(pattern) for pattern in _texts(value, where))


def _reason(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where} must be a text")
    return value.strip()


def _day(value: Any, where: str) -> str:
    """A TOML date, or the same as a string."""
    text = value if isinstance(value, str) else str(getattr(value, "isoformat", str)())
    if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", text):
        raise UsageError(f"{where} must be a day, such as 2027-01-31")
    return text


def _allowances(value: Any, where: str) -> tuple[Allowance, ...]:
    """The tables `[[tool.colab-safe.allow]]`: a reason, and at least one thing that tells which findings it accepts."""
    from colab_safe.accept.allowlist import Allowance

    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise UsageError(
            f"{where} must be tables: write [[tool.{TABLE}.allow]] (in {OWN}: [[allow]])"
        )
    allowances = []
    for number, entry in enumerate(value, start=1):
        here = f"{where}, entry {number}"
        fields = {
            key: _ALLOW[key][1](text, f"{here}: {key}") for key, text in _known(entry, _ALLOW, here)
        }
        if "reason" not in fields:
            raise UsageError(f"{here}: give a `reason`: who comes after you will want to know")
        if not fields.keys() - {"reason", "expires"}:
            raise UsageError(f"{here} would accept everything: give rules, paths, regexes or lines")
        allowances.append(Allowance(**{_ALLOW[key][0]: read for key, read in fields.items()}))
    return tuple(allowances)


def _path_rules(value: Any, where: str) -> Rules:
    """The table `[tool.colab-safe.paths]`: globs of paths below a Drive."""
    from colab_safe.paths.rules import Rules
    from colab_safe.placeholders.names import NAME

    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table")
    given = dict(_known(value, dict.fromkeys(("files", "keep", "names", "all")), where))
    names = given.get("names", {})
    if not isinstance(names, Mapping) or not all(NAME.fullmatch(name) for name in names):
        raise UsageError(
            f"{where}: names must be a table of globs; a name is made of letters, digits and single underscores"
        )
    pairs = [
        (name, glob)
        for name, globs in names.items()
        for glob in _texts(globs, f"{where}: names: {name}")
    ]
    if not isinstance(given.get("all", False), bool):
        raise UsageError(f"{where}: all must be true or false")
    files, keep = (_texts(given.get(key, []), f"{where}: {key}") for key in ("files", "keep"))
    return Rules(files, keep, tuple(pairs), given.get("all", False))


_Reader = Callable[[Any, str], Any]
# Key in the file → field of Allowance, and how it is read.
_ALLOW: dict[str, tuple[str, _Reader]] = {
    "rules": ("rules", _texts),
    "paths": ("paths", _globs),
    "regexes": ("secrets", _patterns),
    "lines": ("lines", _patterns),
    "reason": ("reason", _reason),
    "expires": ("expires", _day),
}
_READERS: dict[str, _Reader] = {
    "engines": _texts,
    "baseline": _texts,
    "rules": _texts,
    "allow": _allowances,
    "paths": _path_rules,
}
