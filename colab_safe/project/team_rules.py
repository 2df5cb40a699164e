"""A team's own rule files, with the files that they extend."""

from __future__ import annotations

import os

from colab_safe.accept.allowlist import Allowance
from colab_safe.accept.gitleaks import allowances
from colab_safe.detect.gitleaks import TeamRule, read_rules
from colab_safe.detect.gitleaks_file import extended, lowered
from colab_safe.errors import UsageError
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings import Options, parsed
from colab_safe.typed import Any, NamedTuple

_DEEPEST = 5  # files that extend each other; gitleaks follows two


class TeamRules(NamedTuple):
    """All that a team's files hold; `problems` says what of them cannot be used."""

    rules: tuple[TeamRule, ...] = ()
    allow: tuple[Allowance, ...] = ()
    problems: tuple[str, ...] = ()
    files: tuple[str, ...] = ()  # with those that they extend


def read_team_rules(options: Options) -> TeamRules:
    """The files that the settings name. Raises UsageError and FileError for what is no such file."""
    read = TeamRules()
    for name in options.rules:
        file = options.here(name)
        document, files = _document(file, options)
        rules, problems = read_rules(document, shown(file))
        allow, more = allowances(document, shown(file))
        read = TeamRules(
            read.rules + rules,
            read.allow + allow,
            read.problems + problems + more,
            read.files + files,
        )
    return read


def _document(
    file: str, options: Options, above: tuple[str, ...] = ()
) -> tuple[dict[str, Any], tuple[str, ...]]:
    """A file with all that it extends, and the files."""
    if len(above) == _DEEPEST:
        raise UsageError(
            f"{shown(file)}: files extend each other more than {_DEEPEST} times: {', '.join(map(shown, above))}"
        )
    document: dict[str, Any] = lowered(parsed(read_bytes(file), shown(file)))
    path = _extended_path(document, shown(file))
    if not path:
        return document, (file,)
    base, files = _document(_found(path, file, options), options, (*above, file))
    return extended(document, base, shown(file)), (file, *files)


def _extended_path(document: dict[str, Any], name: str) -> str:
    extend = document.get("extend", {})
    if not isinstance(extend, dict) or not isinstance(extend.get("path", ""), str):
        raise UsageError(f"{name}: extend must be a table, and its path a string")
    if "url" in extend:
        raise UsageError(
            f"{name} extends a URL: a scan does not use the network; save that file, and give its path"
        )
    return str(extend.get("path", ""))


def _found(path: str, file: str, options: Options) -> str:
    """gitleaks takes the path of an extended file from the folder that it runs in: the root, usually."""
    from_root, beside = options.here(path), os.path.join(os.path.dirname(file), path)
    return from_root if os.path.exists(from_root) or not os.path.exists(beside) else beside
