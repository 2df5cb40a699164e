"""A project's settings, and how each value of the settings file is checked."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping

from colab_safe.detect.engine import ENGINES, KNOWN_VALUES
from colab_safe.errors import UsageError, closest, unknown_name
from colab_safe.model import CONFIDENCES, LOW
from colab_safe.typed import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.paths.rules import Rules
    from colab_safe.timed_regex import TimedPattern

OWN_FILE, SHARED_FILE, TABLE = ".colab-safe.toml", "pyproject.toml", "colab-safe"


class Settings(NamedTuple):
    """What a project asks for."""

    root: str = ""  # the folder of the settings file, to which file names in it are relative
    top: str = ""  # the folder to which the patterns in it are relative; the root, unless `--config` is used
    source: str = ""  # the settings file, from the current folder; empty where there is none
    engines: tuple[str, ...] = ("builtin",)
    baseline: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # the team's own rule files, in gitleaks' format
    allow: tuple[Allowance, ...] = ()
    min_confidence: str = LOW  # findings below it are left out
    paths: Rules | None = None  # which Drive paths are hidden; None where the file does not say
    known_values: bool = False  # whether the user's own credentials are looked for
    text_notebooks: tuple[str, ...] = ()  # patterns of the files that are notebooks kept as text
    exclude: tuple[TimedPattern, ...] = ()  # files of folders and commits that are left out

    def path_of(self, name: str) -> str:
        """Return the path, from the current folder, of a file that the settings name.

        Args:
            name: As it is in the settings: absolute, or relative to `root`.
        """
        return os.path.relpath(os.path.join(self.root, name))


def checked_settings(table: Mapping[str, Any], source: str) -> Settings:
    """Return the settings that a parsed table holds.

    Args:
        table: The value of `[tool.colab-safe]`, or the whole of .colab-safe.toml.
        source: What error messages call the file.

    Raises:
        UsageError: A key is unknown, or a value has the wrong type.
    """
    if not isinstance(table, Mapping):
        raise UsageError(f"{source}: {TABLE!r} must be a table")
    values = {
        key.replace("-", "_"): SETTINGS[key](value, f"{source}: {key}")
        for key, value in _known(table, SETTINGS, source)
    }
    allow = tuple(each._replace(file=source) for each in values.pop("allow", ()))
    return Settings(source=source, allow=allow, **values)


def _known(
    table: Mapping[str, Any], keys: Mapping[str, Any], where: str
) -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if key not in keys:
            raise UsageError(
                f"{where}: unknown setting {key!r}{_suggestion(key, keys)}; "
                f"known: {', '.join(keys)}"
            )
        yield key, value


def _suggestion(key: str, keys: Mapping[str, Any]) -> str:
    close = closest(key, keys)
    return f" (did you mean {close!r}?)" if close else ""


def _texts(value: Any, where: str) -> tuple[str, ...]:
    """A string or a list of strings."""
    texts = [value] if isinstance(value, str) else value
    if not isinstance(texts, list) or not all(isinstance(text, str) and text for text in texts):
        raise UsageError(f"{where} must be a string or a list of strings, none of them empty")
    if any("\0" in text for text in texts):
        raise UsageError(f"{where} contains a null character")  # no file can be called so
    return tuple(texts)


def _engines(value: Any, where: str) -> tuple[str, ...]:
    names = _texts(value, where)
    if not names:
        raise UsageError(f"{where} is empty, so nothing would be found: name an engine")
    for name in names:
        if name not in ENGINES:
            raise UsageError(f"{where}: {unknown_name('engine', name, ENGINES)}")
    return names


def _confidence(value: Any, where: str) -> str:
    if value not in CONFIDENCES:
        raise UsageError(f"{where}: {unknown_name('confidence', str(value), CONFIDENCES)}")
    return str(value)


def _switch(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"{where} must be true or false")
    return value


def _patterns(value: Any, where: str) -> tuple[TimedPattern, ...]:
    from colab_safe.timed_regex import checked

    try:
        return tuple(checked(pattern) for pattern in _texts(value, where))
    except re.error as error:
        raise UsageError(f"{where} is not a valid Python regular expression: {error}") from None


def _globs(value: Any, where: str) -> tuple[TimedPattern, ...]:
    from colab_safe.accept.allowlist import glob

    return tuple(glob(pattern) for pattern in _texts(value, where))


def _exclusions(value: Any, where: str) -> tuple[TimedPattern, ...]:
    from colab_safe.accept.breadth import fit_all, sample_paths

    patterns = _globs(value, where)
    if fit_all(patterns, sample_paths()):
        raise UsageError(
            f"{where} leaves out every notebook, so nothing would be found. Narrow it."
        )
    return patterns


def _notebook_patterns(value: Any, where: str) -> tuple[str, ...]:
    patterns = _texts(value, where)
    for pattern in patterns:
        if (
            pattern.startswith("!")
            or not pattern.strip("/")
            or any(sign in pattern for sign in "[]\n")
        ):
            raise UsageError(
                f"{where}: {pattern!r} is not a pattern of files: * ? ** and / are understood, [ ] and ! are not"
            )
    return patterns


def _reason(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{where} must be a text that is not empty")
    return value.strip()


def _date(value: Any, where: str) -> str:
    """A TOML date, or a string that looks like one."""
    text = value if isinstance(value, str) else str(getattr(value, "isoformat", str)())
    if not re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", text):
        raise UsageError(f"{where} must be a date such as 2027-01-31")
    return text


def _allowances(value: Any, where: str) -> tuple[Allowance, ...]:
    """The tables `[[tool.colab-safe.allow]]`: each has a reason, and at least one condition."""
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise UsageError(
            f"{where} must be tables: write [[tool.{TABLE}.allow]] (in {OWN_FILE}: [[allow]])"
        )
    return tuple(
        _allowance(entry, f"{where}, entry {number}") for number, entry in enumerate(value, start=1)
    )


def _allowance(entry: Mapping[str, Any], where: str) -> Allowance:
    from colab_safe.accept.allowlist import Allowance

    given = {
        key: ALLOWANCES[key].check(value, f"{where}: {key}")
        for key, value in _known(entry, ALLOWANCES, where)
    }
    if "reason" not in given:
        raise UsageError(f"{where}: add a `reason`, so that later readers understand")
    if not given.keys() - {"reason", "expires"}:
        raise UsageError(f"{where} would accept everything: give rules, paths, regexes or lines")
    return Allowance(**{ALLOWANCES[key].field: checked for key, checked in given.items()})


def _path_rules(value: Any, where: str) -> Rules:
    """The table `[tool.colab-safe.paths]`: globs of paths below a Drive."""
    from colab_safe.paths.rules import Rules

    if not isinstance(value, Mapping):
        raise UsageError(f"{where} must be a table")
    given = dict(_known(value, dict.fromkeys(PATHS), where))
    files, keep = (_texts(given.get(key, []), f"{where}: {key}") for key in ("files", "keep"))
    names = tuple(_named_globs(given.get("names", {}), f"{where}: names"))
    return Rules(files, keep, names, _switch(given.get("all", False), f"{where}: all"))


def _named_globs(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Each placeholder's name with one of its globs."""
    from colab_safe.placeholders.names import NAME

    if not isinstance(value, Mapping) or not all(NAME.fullmatch(name) for name in value):
        raise UsageError(
            f"{where} must be a table of globs, by names of letters, digits and single underscores"
        )
    for name, globs in value.items():
        yield from ((name, glob) for glob in _texts(globs, f"{where}: {name}"))


_Check = Callable[[Any, str], Any]


class _AllowanceKey(NamedTuple):
    """A key of an allowance: the field of `Allowance` for its value, and how that is checked."""

    field: str
    check: _Check


ALLOWANCES = {
    "rules": _AllowanceKey("rules", _texts),
    "paths": _AllowanceKey("paths", _globs),
    "regexes": _AllowanceKey("secrets", _patterns),
    "lines": _AllowanceKey("lines", _patterns),
    "reason": _AllowanceKey("reason", _reason),
    "expires": _AllowanceKey("expires", _date),
}
PATHS = ("files", "keep", "names", "all")  # the keys of `paths`
SETTINGS: dict[str, _Check] = {
    "engines": _engines,
    "baseline": _texts,
    "rules": _texts,
    "allow": _allowances,
    "min-confidence": _confidence,
    "paths": _path_rules,
    KNOWN_VALUES: _switch,
    "text-notebooks": _notebook_patterns,
    "exclude": _exclusions,
}
