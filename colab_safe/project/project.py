"""The project that a command works in: its settings, engines and rules, and what it accepts."""

from __future__ import annotations

import os
import posixpath
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from colab_safe.accept import BASELINE, SECRETS_BASELINE
from colab_safe.accept.policy import Policy
from colab_safe.detect.engine import ENGINES, Engine, Setup, load
from colab_safe.errors import EngineError
from colab_safe.model import Report
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings import Options, find_options
from colab_safe.scan import scan
from colab_safe.session import Session
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from colab_safe.accept.allowlist import Allowance
    from colab_safe.accept.secrets_baseline import SecretsBaseline

Scanner = Callable[[bytes, str], Report]


class Project(NamedTuple):
    """How a project scans."""

    options: Options
    engines: list[Engine]
    policy: Policy
    files: tuple[str, ...] = ()  # that say what the engines look for

    def scanner(self) -> Scanner:
        """`scan` as this project wants it: takes a file's bytes and its path; one session for all files."""
        return partial(scan, engines=self.engines, accepts=self.policy.accepts, session=Session())


def add_engine_argument(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--engine",
        action="append",
        metavar="NAME",
        help=f"what to search with: {', '.join(ENGINES)}; may be repeated",
    )


def add_arguments(parser: ArgumentParser) -> None:
    """`--engine` and `--baseline`, for what scans."""
    add_engine_argument(parser)
    parser.add_argument(
        "--baseline",
        action="append",
        metavar="FILE",
        help="known findings: ours, or a .secrets.baseline; may be repeated",
    )


def find_project(
    engines: Sequence[str] | None = None,
    baselines: Sequence[str] | None = None,
    verify: bool = False,
) -> Project:
    """The settings that hold in this folder; engines and baselines that are named replace theirs.

    With `verify` Kingfisher is one of the engines, and asks services about the tokens.

    Raises UsageError for wrong settings, FileError for a file that they name, EngineError for an engine that is missing.
    """
    options = find_options()
    names = tuple(engines or options.engines)
    names += ("kingfisher",) if verify and "kingfisher" not in names else ()
    own, theirs = _baselines(options, baselines, "detect-secrets" in names)
    loaded = [load(name, Setup(_settings(theirs), verify)) for name in names]
    team, allow, files = _team(options)
    policy = Policy(
        _from_root(options.root), (*_valid(options), *allow), own, tuple(theirs.values())
    )
    return Project(options, [*loaded, *team], policy, (*theirs, *files))


def _team(options: Options) -> tuple[list[Engine], tuple[Allowance, ...], tuple[str, ...]]:
    """An engine for the team's own rules, what their files accept, and the files; what cannot be used is told."""
    if not options.rules:
        return [], (), ()
    from colab_safe.detect.gitleaks import TeamEngine
    from colab_safe.project.team_rules import read_team_rules

    read = read_team_rules(options)
    for problem in read.problems:
        print(f"colab-safe: {problem}", file=sys.stderr)
    return [TeamEngine(read.rules)], read.allow, read.files


def _baselines(
    options: Options, named: Sequence[str] | None, with_theirs: bool
) -> tuple[frozenset[tuple[str, str]], dict[str, SecretsBaseline]]:
    """What our baselines know, and detect-secrets' baselines by file; those at the root are found by their names."""
    files = list(named or map(options.here, options.baseline))
    if not files:
        usual = [BASELINE, SECRETS_BASELINE] if with_theirs else [BASELINE]
        files = [path for path in map(options.here, usual) if os.path.exists(path)]
    own: list[tuple[str, str]] = []
    theirs = {}
    for file in files:
        data = read_bytes(file)
        if b'"results"' in data:
            theirs[file] = _secrets_baseline(data, file, trusted=bool(named))
        else:
            own += _own_baseline(data, file)
    return frozenset(own), theirs


def _own_baseline(data: bytes, file: str) -> Iterable[tuple[str, str]]:
    from colab_safe.accept import baseline

    return ((entry.path, entry.fingerprint) for entry in baseline.parse(data, shown(file)))


def _secrets_baseline(data: bytes, file: str, trusted: bool) -> SecretsBaseline:
    from colab_safe.accept import secrets_baseline

    read = secrets_baseline.parse(data, shown(file))
    if read.programs and not trusted:
        raise EngineError(
            f"{shown(file)} would have detect-secrets run {', '.join(read.programs)}: "
            f"a scan runs no code of what it scans, unless you name the file with --baseline"
        )
    return read


def _settings(baselines: dict[str, SecretsBaseline]) -> dict[str, object]:
    """detect-secrets' settings of the last baseline."""
    return {
        key: value for baseline in baselines.values() for key, value in baseline.settings.items()
    }


def _valid(options: Options) -> tuple[Allowance, ...]:
    """The allowances that still hold; the others are told, since their findings are reported again."""
    from time import strftime

    today = strftime("%Y-%m-%d")
    for allowance in options.allow:
        if allowance.is_expired(today):
            said = f"accepted until {allowance.expires}, no longer: {allowance.reason}"
            print(f"colab-safe: {options.source}: {said}", file=sys.stderr)
    return tuple(allowance for allowance in options.allow if not allowance.is_expired(today))


def _from_root(root: str) -> Callable[[str], str]:
    """From a report's path to the path from the root, POSIX style.

    Reports name a file from here, and a blob of git's history from the repository's top.
    """
    here = shown(os.path.relpath(os.getcwd(), root))

    def from_root(path: str) -> str:
        if os.path.isabs(path):
            is_below = os.path.splitdrive(path)[0] == os.path.splitdrive(root)[0]
            return shown(os.path.relpath(path, root) if is_below else path)
        return posixpath.normpath(posixpath.join(here, path)) if os.path.lexists(path) else path

    return from_root
