"""What decides which Drive paths a notebook may show: the settings nearest above it, and the path store of the clone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import blake2b

from colab_safe.errors import FileError, GitError, PathError, UsageError, for_one_file
from colab_safe.git.folders import clone
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.rules import DRIVE_TOKEN_PATH, Rules
from colab_safe.paths.visible import VisiblePaths, accept_nothing, visible_paths
from colab_safe.placeholders.store import PathStore, load
from colab_safe.project.files import left_out_by_settings
from colab_safe.project.nearest import SettingsFinder
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from colab_safe.accept.allowlist import Allowance
    from colab_safe.findings import Acceptance
    from colab_safe.model import AcceptedBy, Report
    from colab_safe.project.project import Scanner
    from colab_safe.project.settings import Settings


# Paths of token files that have nothing in common: globs that keep them all keep every path.
_TOKEN_FILES = ("keys/github.json", "a/b/Token.TXT", ".env", "service-account 7.p12", "x/é/id_rsa")


class PathSettings(NamedTuple):
    """What settings say about paths, the same for `paths check`, `paths hide` and the push hook."""

    rules: Rules
    accepts: Acceptance
    allow: tuple[Allowance, ...] = ()  # what `accepts` goes by
    switched_off: tuple[str, ...] = ()  # by what else paths stay visible, one sentence each
    unreadable: tuple[Allowance, ...] = ()  # accept that a notebook cannot be read
    from_root: Callable[[str], str] = (
        str  # from a report's path to the path from the project's root
    )

    def unreadable_accepted_by(self, path: str) -> AcceptedBy | None:
        """Return what accepts that a notebook cannot be read; None if nothing does.

        Args:
            path: Its name in reports.
        """
        from colab_safe.accept.policy import Policy
        from colab_safe.model import Problem
        from colab_safe.scan import UNREADABLE

        policy = Policy(self.from_root, self.unreadable)
        return policy.problem_accepted_by(Problem(path, "", UNREADABLE))

    def digest_input(self, store: PathStore) -> bytes:
        """Return all that decides which paths a notebook shows, beside its bytes, for the key of a memory.

        Args:
            store: What the clone knows.
        """
        return repr((*self._described(), store.paths, store.written)).encode("utf-8", "replace")

    def digest(self, *decisive: object) -> str:
        """Return a name for what these settings make of a notebook.

        Args:
            decisive: What else decides, such as the notebook before and after its paths were hidden.
        """
        from colab_safe.project.project import today

        day = today() if self.allow else None  # an entry may expire
        digest = blake2b(repr((*self._described(), day)).encode("utf-8", "replace"), digest_size=12)
        for each in decisive:
            content = each if isinstance(each, bytes) else repr(each).encode("utf-8", "replace")
            digest.update(b"%d\n%b" % (len(content), content))
        return digest.hexdigest()

    def _described(self) -> tuple[object, ...]:
        # Without the file: its name depends on the folder that the command runs in.
        entries = [entry._replace(file="") for entry in self.allow]
        return (self.rules, [[_described(value) for value in entry] for entry in entries])


def path_settings(settings: Settings, from_root: Callable[[str], str]) -> PathSettings:
    """Return what settings say about paths.

    Args:
        settings: Those of some notebooks.
        from_root: From these notebooks' paths to their paths from the root of the settings.

    Raises:
        UsageError: The settings leave nothing to find.
    """
    from colab_safe.scan import UNREADABLE

    rules = settings.paths or Rules()
    allow = tuple(entry for entry in settings.allow if DRIVE_TOKEN_PATH in entry.rules)
    accepts = _acceptance(from_root, allow) if allow else accept_nothing
    off = (*_kept(rules, settings.source), *_accepted_everywhere(allow))
    if not any(UNREADABLE in entry.rules for entry in settings.allow):
        return PathSettings(rules, accepts, allow, off)
    return PathSettings(rules, accepts, allow, off, _valid_today(settings.allow), from_root)


class NearestPathSettings:
    """Finds what the settings nearest above a notebook say about paths."""

    def __init__(self, base: str = ".") -> None:
        """Find nothing yet.

        Args:
            base: The folder that the paths of notebooks are relative to.
        """
        self._finder = SettingsFinder(base)
        self._found: dict[
            int, PathSettings
        ] = {}  # by the settings' identity, which the finder keeps

    def of(self, path: str) -> PathSettings:
        """Return the settings of a notebook.

        Args:
            path: Absolute, or relative to the base.

        Raises:
            UsageError: The settings are wrong, or leave nothing to find.
            FileError: They cannot be read.
        """
        settings = self._finder.of(path)
        if id(settings) not in self._found:
            from_root = self._finder.from_root(settings)
            self._found[id(settings)] = path_settings(settings, from_root)
        return self._found[id(settings)]

    def is_text_notebook(self, path: str) -> bool:
        """Return whether the settings of a file call it a notebook kept as text.

        Args:
            path: Absolute, or relative to the base.
        """
        return self._finder.is_text_notebook(path)

    def leaves_out(self, path: str) -> bool:
        """Return whether the settings of a file leave it out of what hooks look at, and count it for `switched_off`.

        Args:
            path: Absolute, or relative to the base.
        """
        return self._finder.leaves_out(path)

    @property
    def switched_off(self) -> tuple[str, ...]:
        """By what paths stay visible, in the notebooks so far."""
        found = (each for settings in self._found.values() for each in settings.switched_off)
        return (*dict.fromkeys(found), *left_out_by_settings(self._finder.left_out))


def _kept(rules: Rules, source: str) -> Iterator[str]:
    if not rules.keep:
        return
    if all(map(rules.keeps, _TOKEN_FILES)):
        raise UsageError(
            f"{source}: paths: keep matches every path, so no Drive path would be hidden. Narrow it."
        )
    yield f"{source}: `paths.keep` leaves the Drive paths visible that match it ({len(rules.keep)})"


def _accepted_everywhere(allow: tuple[Allowance, ...]) -> Iterator[str]:
    if not allow:
        return
    from colab_safe.accept.breadth import is_unlimited

    for entry in filter(is_unlimited, allow):
        yield f"{entry.file}: every Drive path is accepted ({entry.reason})"


def _acceptance(from_root: Callable[[str], str], allow: tuple[Allowance, ...]) -> Acceptance:
    from colab_safe.accept.policy import Policy

    return Policy(from_root, _valid_today(allow)).accepts


def _valid_today(allow: tuple[Allowance, ...]) -> tuple[Allowance, ...]:
    from colab_safe.accept.allowlist import still_valid
    from colab_safe.project.project import today

    return still_valid(allow, today())


def _described(value: object) -> object:
    """A field of an allowance, with patterns as their text."""
    from colab_safe.timed_regex import TimedPattern

    if isinstance(value, tuple):
        return [each.pattern if isinstance(each, TimedPattern) else each for each in value]
    return value


def store_if_any() -> PathStore:
    """Return the path store of the clone around the current folder; an empty one if there is no clone.

    Raises:
        PathError: The store cannot be read.
    """
    try:
        return load(clone().common)
    except GitError:  # no repository; or a bare one, where nobody hides paths
        return PathStore()


def with_drive_paths(
    scan: Scanner,
    settings: PathSettings,
    store: PathStore,
    shows_none: Callable[[bytes, str], bool] = lambda *_: False,
) -> Scanner:
    """Return a scan whose reports also have the visible Drive paths of token files.

    Args:
        scan: A scan for secrets.
        settings: Those of all notebooks that are scanned.
        store: What the clone knows.
        shows_none: Tells whether it is known that a notebook, given its bytes in UTF-8 and its path, shows no path.
    """
    from colab_safe.model import Problem, counted, numbered
    from colab_safe.paths.findings import as_stored, finding
    from colab_safe.scan import UNREADABLE

    def scan_for_both(data: bytes, path: str) -> Report:
        report = scan(data, path)
        try:
            body, back = in_utf8(data)
        except PathError as error:
            problem = Problem(path, str(error), UNREADABLE)
            return report._replace(problems=report.problems or (problem,))

        def visible_in_it() -> VisiblePaths:
            if shows_none(body, path):
                return VisiblePaths()
            return visible_paths(body, path, store, settings.rules, settings.accepts)

        try:
            visible = for_one_file(visible_in_it)
        except FileError as error:
            problem = Problem(path, str(error))
            return report._replace(problems=(*report.problems, problem))
        findings = list(numbered(finding(match, path) for match in visible.matches))
        if body is not data:
            findings = as_stored(findings, body, back)
        unread = {Problem(path, visible.unread)} if visible.unread else set()
        return report._replace(
            findings=(*report.findings, *findings),
            problems=(*report.problems, *(unread - {*report.problems})),
            accepted_by=counted([*report.accepted_by, *visible.accepted_by]),
        )

    return scan_for_both
