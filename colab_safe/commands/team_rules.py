"""A team's own rule files, with the files that they extend."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, NamedTuple

from colab_safe.accept.allowlist import Allowance
from colab_safe.accept.gitleaks import allowances
from colab_safe.commands.config import Options, parsed
from colab_safe.commands.files import read_bytes, shown
from colab_safe.detect.gitleaks import TeamRule, extended, lowered, read_rules
from colab_safe.errors import UsageError

_DEEPEST = 5  # files that extend each other; gitleaks follows two


class TeamRules(NamedTuple):
    """All that a team's files hold; `problems` says what of them cannot be used."""

    rules: tuple[TeamRule, ...] = ()
    allow: tuple[Allowance, ...] = ()
    problems: tuple[str, ...] = ()


def read_team_rules(options: Options) -> TeamRules:
    """The files that the settings name. Raises UsageError and FileError for what is no such file."""
    read = TeamRules()
    for name in options.rules:
        file = options.here(name)
        document = _document(file, options)
        rules, problems = read_rules(document, shown(file))
        allow, more = allowances(document, shown(file))
        read = TeamRules(read.rules + rules, read.allow + allow, read.problems + problems + more)
    return read


def _document(file: str, options: Options, above: Sequence[str] = ()) -> dict[str, Any]:
    """A file with all that it extends; gitleaks takes the path of an extended file from the root, and so do we."""
    if len(above) == _DEEPEST:
        raise UsageError(
            f"{shown(file)}: files extend each other more than {_DEEPEST} times: {', '.join(map(shown, above))}"
        )
    document: dict[str, Any] = lowered(parsed(read_bytes(file), shown(file)))
    extend = document.get("extend", {})
    if not isinstance(extend, dict):
        raise UsageError(f"{shown(file)}: extend must be a table")
    if "url" in extend:
        raise UsageError(
            f"{shown(file)} extends a URL: a scan does not use the network; save the file, and give its path"
        )
    path = extend.get("path", "")
    if not isinstance(path, str):
        raise UsageError(f"{shown(file)}: the path that it extends must be a string")
    return (
        extended(document, _document(_found(path, file, options), options, [*above, file]), shown(file))
        if path
        else document
    )


def _found(path: str, file: str, options: Options) -> str:
    from_root, beside = options.here(path), os.path.join(os.path.dirname(file), path)
    return from_root if os.path.exists(from_root) or not os.path.exists(beside) else beside
