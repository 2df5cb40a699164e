"""The projects that files belong to: their settings, engines and rules, and what they accept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from time import time

from colab_safe.accept.policy import Policy
from colab_safe.detect.engine import KNOWN_VALUES, Engine, Setup, load
from colab_safe.git.worktree import top_above
from colab_safe.model import LOW, MEDIUM, Problem, Report, total
from colab_safe.project.baselines import Baselines, read_baselines
from colab_safe.project.files import left_out_by_settings
from colab_safe.project.nearest import ProjectOptions
from colab_safe.project.settings import Settings
from colab_safe.scan import scan
from colab_safe.session import Session
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.project.known_values.engine import KnownValuesOfUser
    from colab_safe.project.team_rules import TeamRules
    from colab_safe.redact import Redaction

Scanner = Callable[[bytes, str], Report]
_BY_CELL = {"team", KNOWN_VALUES}  # engines that look at each cell by itself, as the built-in one


class Project(NamedTuple):
    """How a project scans."""

    settings: Settings
    engines: list[Engine]
    policy: Policy
    files: tuple[str, ...] = ()  # the files that decide what the engines look for
    notices: tuple[str, ...] = ()  # what the user should know about the settings, for stderr
    switched_off: tuple[str, ...] = ()  # what the settings and options keep from being found
    least: str = LOW  # the confidence below which findings are left out
    problems: tuple[Problem, ...] = ()  # what could not be read of the places of known values
    with_cells: bool = False  # whether findings get the lines around them
    with_redactions: bool = False  # whether findings say how they can be redacted

    @property
    def has_known_values(self) -> bool:
        """Whether the user's own credentials are looked for, so a result holds for this user and this moment."""
        return any(engine.name == KNOWN_VALUES for engine in self.engines)

    @property
    def looks_at_cells_alone(self) -> bool:
        """Whether all engines look at each cell by itself: what they find in it does not depend on other cells."""
        return {engine.name for engine in self.engines} - _BY_CELL == {"builtin"}

    def scanner(self, session: Session | None = None, with_code: bool = True) -> Scanner:
        """Return a function that scans one file as the project wants it, given its bytes and path.

        Args:
            session: What all files that it scans share; None for one of their own.
            with_code: Whether to look for what the code shows or computes, as in `scan`.

        Raises:
            UsageError: A baseline has too many salts.
        """
        self.policy.check_salts()
        scan_one: Scanner = partial(
            scan,
            engines=self.engines,
            accepts=self.policy.accepts,
            session=session or Session(),
            now=time(),
            with_cells=self.with_cells,
            with_code=with_code,
        )
        settle, compared = self.policy.without_accepted_problems, self.policy.with_uncompared
        if self.with_redactions:
            from colab_safe.project import redactions  # few scans offer any

            scan_one = redactions.offering(scan_one)
            compared = partial(redactions.compared, compare=compared)
        if not self.policy.allow and not self.policy.baselines:
            return self._without_less(scan_one)
        explained = self.policy.explained if self.with_cells else _unchanged
        return self._without_less(
            lambda data, path: explained(settle(compared(scan_one(data, path), path)))
        )

    def redact(
        self,
        data: bytes,
        path: str,
        least: str = MEDIUM,
        source: bool = False,
        session: Session | None = None,
    ) -> Redaction:
        """Return a notebook without the secrets that the project does not accept.

        Args:
            data: The bytes of the notebook.
            path: Its name in the findings.
            least: The confidence from which findings are redacted.
            source: Whether to redact source as well: the notebook may not run any more.
            session: What is remembered from notebook to notebook; None to start afresh.

        Raises:
            UsageError: A baseline has too many salts.
        """
        from colab_safe.redact import redact  # a scan does not need it

        self.policy.check_salts()
        return redact(data, path, self.engines, self.policy.accepts, least, time(), source, session)

    def _without_less(self, scan: Scanner) -> Scanner:
        """A scanner that leaves out what is less certain than the user wants to see."""
        if self.least == LOW:
            return scan
        return lambda data, path: scan(data, path).at_least(self.least)


class Projects:
    """The projects that the files of a run belong to: that of a file has the settings nearest above it."""

    def __init__(self, options: ProjectOptions | None = None, base: str | None = ".") -> None:
        """Find nothing yet.

        Args:
            options: What the command line says; nothing if None.
            base: The folder that the paths of files are relative to; None in a repository without a worktree.

        Raises:
            UsageError: The options contradict each other, or name a file with wrong settings.
            FileError: A file that the options name cannot be read.
        """
        self._options = options or ProjectOptions()
        self._finder = self._options.finder(base)
        self._of_settings: dict[int, Project] = {}  # by their identity, which the finder keeps
        self._engines: dict[tuple[str, ...], Engine] = {}
        self._known_values: dict[str | None, KnownValuesOfUser] = {}  # by the top of the repository

    def of(self, path: str) -> Project:
        """Return the project of a file.

        Args:
            path: Absolute, or relative to the base. The file need not exist.

        Raises:
            UsageError: The settings are wrong, leave nothing to find, or name an engine that does not exist.
            FileError: A file that the settings name cannot be read.
            EngineError: An engine is not installed.
        """
        settings = self._finder.of(path)
        found = self._of_settings.get(id(settings))
        if found is None:
            found = self._of_settings[id(settings)] = self._make(settings)
        return found

    def is_text_notebook(self, path: str) -> bool:
        """Return whether the settings of a file call it a notebook kept as text.

        Args:
            path: Absolute, or relative to the base.
        """
        return self._finder.is_text_notebook(path)

    def is_excluded(self, path: str) -> bool:
        """Return whether the settings of a file leave it out of scans of folders and commits.

        Args:
            path: Absolute, or relative to the base.
        """
        return self._finder.is_excluded(path)

    def leaves_out(self, path: str) -> bool:
        """Return the same as `is_excluded`, and count it: every report on these projects says how many files that were.

        Args:
            path: Absolute, or relative to the base.
        """
        return self._finder.leaves_out(path)

    @property
    def has_left_out(self) -> bool:
        """Whether the settings have left out a file that `leaves_out` was asked about."""
        return bool(self._finder.left_out)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of all files so far, as their paths were given."""
        return self._finder.folders

    def scanner(self, make: Callable[[Project], Scanner] = lambda each: each.scanner()) -> Scanner:
        """Return a function that scans one file as its project wants it, given its bytes and path.

        Args:
            make: Returns such a function for the files of one project; called once per project.
        """
        scanners: dict[int, Scanner] = {}

        def scan(data: bytes, path: str) -> Report:
            project = self.of(path)
            scan_one = scanners.get(id(project))
            if scan_one is None:
                scan_one = scanners[id(project)] = make(project)
            return scan_one(data, path)

        return scan

    def settled(self, report: Report) -> Report:
        """Return a report in which the problems that their files' projects accept are counted as accepted.

        Args:
            report: On files of these projects.
        """
        projects = self.found()
        if len(projects) == 1:
            return projects[0].policy.without_accepted_problems(report)
        settled = [report._replace(problems=())]
        for project in projects:
            own = tuple(each for each in report.problems if self.of(each.path) is project)
            settled.append(project.policy.without_accepted_problems(Report(problems=own)))
        whole = total(settled)
        return whole._replace(problems=tuple(dict.fromkeys(whole.problems)))

    def found(self) -> tuple[Project, ...]:
        """Return the projects of all files so far; without a file, that of the base."""
        return tuple(self._of_settings.values()) or (self.of(""),)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know about the settings, for stderr."""
        return tuple(dict.fromkeys(each for project in self.found() for each in project.notices))

    @property
    def switched_off(self) -> tuple[str, ...]:
        """What the settings and options keep from being found."""
        found = (each for project in self.found() for each in project.switched_off)
        return (*dict.fromkeys(found), *left_out_by_settings(self._finder.left_out))

    @property
    def about_the_run(self) -> Report:
        """What every report on these files says: what is switched off, and what could not be read of the user's own."""
        problems = dict.fromkeys(each for project in self.found() for each in project.problems)
        numbers = [own.number for own in self._known_values.values()]
        return Report(
            problems=tuple(problems),
            switched_off=self.switched_off,
            known_values=sum(numbers) if numbers else None,
        )

    def _make(self, settings: Settings) -> Project:
        options, day = self._options, today()
        names = options.engine_names(settings)
        known = read_baselines(settings, options.baselines, names, by_name=not options.isolated)
        team = _read_team(settings)
        allow = (*_valid(settings, day), *(team.allow if team else ()))
        above = self._finder.replaced_by(settings)
        own = self._known_values_of(settings)
        return Project(
            settings,
            [
                *(self._engine(name, known) for name in names),
                *_team_engines(team),
                *(own.engines if own else ()),
            ],
            Policy(
                self._finder.from_root(settings),
                allow,
                known.own,
                tuple(known.detect_secrets.values()),
            ),
            (*known.detect_secrets, *(team.files if team else ())),
            (
                *(team.problems if team else ()),
                *_expired(settings, day),
                *_mistyped(settings, team, names),
                *(own.notices if own else ()),
            ),
            (
                *_switched_off(settings, options, names, allow, known, team, above),
                *(own.switched_off if own else ()),
            ),
            options.least_confidence(settings),
            own.problems if own else (),
            options.with_cells,
            options.with_redactions,
        )

    def _known_values_of(self, settings: Settings) -> KnownValuesOfUser | None:
        """The user's own credentials, read once per repository; None where they are not asked for."""
        by_name = self._options.known_values
        if not (settings.known_values or by_name):
            return None
        from colab_safe.project.known_values.engine import known_values_of_user

        top = top_above(settings.top or settings.root or ".")
        if top not in self._known_values:
            self._known_values[top] = known_values_of_user(top, by_name)
        return self._known_values[top]

    def _engine(self, name: str, known: Baselines) -> Engine:
        """An engine, shared by the projects that set it up in the same way."""
        key = (name, *known.detect_secrets)
        if key not in self._engines:
            setup = Setup(known.detect_secrets_settings(), self._options.verify)
            self._engines[key] = load(name, setup)
        return self._engines[key]


def _unchanged(report: Report) -> Report:
    return report


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
    above: Settings | None,
) -> tuple[str, ...]:
    """What is switched off; nothing is imported where nothing is set, as in most commits."""
    if not settings.source and options == ProjectOptions() and not known.detect_secrets:
        return ()
    from colab_safe.project.switched_off import InForce, switched_off

    return switched_off(InForce(settings, options, names, allow, known, team, above))


def _valid(settings: Settings, day: str) -> tuple[Allowance, ...]:
    if not settings.allow:
        return ()
    from colab_safe.accept.allowlist import still_valid  # most projects accept nothing

    return still_valid(settings.allow, day)


def _mistyped(
    settings: Settings, team: TeamRules | None, engines: tuple[str, ...]
) -> Iterator[str]:
    if settings.allow:
        from colab_safe.project.rule_names import mistyped_rules

        own = {each.rule.id for each in team.rules} if team else set()
        yield from mistyped_rules(settings, own, engines)


def _expired(settings: Settings, day: str) -> Iterator[str]:
    """The allowances that no longer hold: what they accepted is reported again."""
    for allowance in settings.allow:
        if allowance.is_expired(day):
            yield (
                f"{settings.source}: an entry of `allow` expired after {allowance.expires}, "
                f"so what it accepted is reported again: {allowance.reason}"
            )
