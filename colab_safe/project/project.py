"""The project that a command works in: its settings, engines and rules, and what it accepts."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Iterator
from functools import partial

from colab_safe.accept.policy import Policy
from colab_safe.detect.engine import Engine, Setup, load
from colab_safe.model import Report
from colab_safe.project.baselines import Baselines, read_baselines
from colab_safe.project.files import shown
from colab_safe.project.options import ProjectOptions
from colab_safe.project.settings import Settings
from colab_safe.scan import scan
from colab_safe.session import Session
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.project.team_rules import TeamRules

Scanner = Callable[[bytes, str], Report]


class Project(NamedTuple):
    """How a project scans."""

    settings: Settings
    engines: list[Engine]
    policy: Policy
    files: tuple[str, ...] = ()  # the files that decide what the engines look for
    notices: tuple[str, ...] = ()  # what the user should know about the settings, for stderr
    switched_off: tuple[str, ...] = ()  # what the settings and options keep from being found

    def scanner(self) -> Scanner:
        """Return a function that scans one file as the project wants it, given its bytes and path.

        All files that it scans share one session.

        Raises:
            UsageError: A baseline has too many salts.
        """
        self.policy.check_salts()
        scan_one = partial(
            scan, engines=self.engines, accepts=self.policy.accepts, session=Session()
        )
        settle, compared = self.policy.without_accepted_problems, self.policy.with_uncompared
        if not self.policy.allow and not self.policy.baselines:
            return scan_one
        return lambda data, path: settle(compared(scan_one(data, path), path))


def find_project(options: ProjectOptions | None = None) -> Project:
    """Return the project that the current folder is in.

    Args:
        options: What the command line says; nothing if None.

    Raises:
        UsageError: The settings are wrong, or name an engine that does not exist.
        FileError: A file that the settings name cannot be read.
        EngineError: An engine is not installed.
    """
    options = options or ProjectOptions()
    settings, day = options.settings(), today()
    names = options.engine_names(settings)
    known = read_baselines(settings, options.baselines, names, by_name=not options.isolated)
    setup = Setup(known.detect_secrets_settings(), options.verify)
    loaded, team = [load(name, setup) for name in names], _read_team(settings)
    allow = tuple(entry for entry in settings.allow if not entry.is_expired(day))
    allow += team.allow if team else ()
    return Project(
        settings,
        [*loaded, *_team_engines(team)],
        Policy(
            from_root(settings.top or settings.root),
            allow,
            known.own,
            tuple(known.detect_secrets.values()),
        ),
        (*known.detect_secrets, *(team.files if team else ())),
        (*(team.problems if team else ()), *_expired(settings, day)),
        _switched_off(settings, options, names, allow, known, team),
    )


def _read_team(settings: Settings) -> TeamRules | None:
    """What a team's rule files add to the built-in rules."""
    if not settings.rules:
        return None
    from colab_safe.project.team_rules import read_team_rules

    return read_team_rules(settings)


def _team_engines(team: TeamRules | None) -> list[Engine]:
    if team is None:
        return []
    from colab_safe.detect.gitleaks.engine import TeamEngine

    return [TeamEngine(team.rules)]


def today() -> str:
    """Return the date of today as settings write it, such as 2027-01-31."""
    from time import strftime

    return strftime("%Y-%m-%d")


def _switched_off(
    settings: Settings,
    options: ProjectOptions,
    names: tuple[str, ...],
    allow: tuple[Allowance, ...],
    known: Baselines,
    team: TeamRules | None,
) -> tuple[str, ...]:
    """What is switched off; nothing is imported where nothing is set, as in most commits."""
    if not settings.source and options == ProjectOptions() and not known.detect_secrets:
        return ()
    from colab_safe.project.switched_off import InForce, switched_off

    return switched_off(InForce(settings, options, names, allow, known, team))


def _expired(settings: Settings, day: str) -> Iterator[str]:
    """The allowances that no longer hold: what they accepted is reported again."""
    for allowance in settings.allow:
        if allowance.is_expired(day):
            yield (
                f"{settings.source}: an entry of `allow` expired after {allowance.expires}, "
                f"so what it accepted is reported again: {allowance.reason}"
            )


def from_root(root: str) -> Callable[[str], str]:
    """Return a function from a report's path to the path from the root, POSIX style.

    Reports name a file from the current folder, and a version from the history from the repository's top.

    Args:
        root: The folder of the settings file.
    """
    current = shown(os.path.relpath(os.getcwd(), root))

    def from_root(path: str) -> str:
        if os.path.isabs(path):
            is_below = os.path.splitdrive(path)[0] == os.path.splitdrive(root)[0]
            return shown(os.path.relpath(path, root) if is_below else path)
        is_there = os.path.lexists(
            path.partition("!/")[0]
        )  # of a member of an archive, the archive
        return posixpath.normpath(posixpath.join(current, path)) if is_there else path

    return from_root
