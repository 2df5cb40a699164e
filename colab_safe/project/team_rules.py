"""A team's own rule files, with the files that they extend."""

from __future__ import annotations

import os

from colab_safe.accept.allowlist import Allowance
from colab_safe.accept.gitleaks import allowances
from colab_safe.detect.gitleaks.engine import TeamRule
from colab_safe.detect.gitleaks.reading import read_rules
from colab_safe.detect.gitleaks.tables import extended, lowered
from colab_safe.errors import UsageError
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings import Settings
from colab_safe.project.settings_file import parse_toml
from colab_safe.typed import Any, NamedTuple

_DEEPEST = 5  # files that extend each other; gitleaks follows two


class TeamRules(NamedTuple):
    """The content of all rule files of a team."""

    rules: tuple[TeamRule, ...] = ()
    allow: tuple[Allowance, ...] = ()
    problems: tuple[str, ...] = ()  # what cannot be used, one sentence each
    files: tuple[str, ...] = ()  # with those that they extend


class _Document(NamedTuple):
    """A parsed file together with all that it extends."""

    content: dict[str, Any]
    files: tuple[str, ...]


def read_team_rules(settings: Settings) -> TeamRules:
    """Return the content of the rule files that the settings name.

    Args:
        settings: Their `rules` are the files, in gitleaks' format:
            https://github.com/gitleaks/gitleaks#configuration

    Raises:
        FileError: A file cannot be read.
        UsageError: A file is not valid TOML, or not in gitleaks' format.
    """
    read = TeamRules()
    for name in settings.rules:
        file = settings.path_of(name)
        document = _read_document(file, settings)
        rules, problems = read_rules(document.content, shown(file))
        allow, more = allowances(document.content, shown(file))
        read = TeamRules(
            read.rules + rules,
            read.allow + allow,
            read.problems + problems + more,
            read.files + document.files,
        )
    return read


def _read_document(file: str, settings: Settings, above: tuple[str, ...] = ()) -> _Document:
    if len(above) == _DEEPEST:
        chain = ", ".join(map(shown, above))
        raise UsageError(f"{shown(file)}: more than {_DEEPEST} files extend each other: {chain}")
    content: dict[str, Any] = lowered(parse_toml(read_bytes(file), shown(file)))
    path = _extended_path(content, shown(file))
    if not path:
        return _Document(content, (file,))
    base = _read_document(_found(path, file, settings), settings, (*above, file))
    return _Document(extended(content, base.content, shown(file)), (file, *base.files))


def _extended_path(content: dict[str, Any], name: str) -> str:
    extend = content.get("extend", {})
    if not isinstance(extend, dict) or not isinstance(extend.get("path", ""), str):
        raise UsageError(f"{name}: extend must be a table, and its path a string")
    if "url" in extend:
        raise UsageError(
            f"{name} extends a URL: a scan does not use the network. "
            "Save that file and extend its path."
        )
    return str(extend.get("path", ""))


def _found(path: str, file: str, settings: Settings) -> str:
    """Relative to the folder that gitleaks runs in, usually the root, or else to the file."""
    from_root, beside = settings.path_of(path), os.path.join(os.path.dirname(file), path)
    return from_root if os.path.exists(from_root) or not os.path.exists(beside) else beside
