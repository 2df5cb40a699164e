"""Which settings apply to a file: those nearest above it, wherever the command was started, and what the user adds."""

from __future__ import annotations

import os
from collections.abc import Callable

from colab_safe.errors import ColabSafeError, FileError, UsageError
from colab_safe.git.worktree import is_top, top_above
from colab_safe.notebook_names import IsTextNotebook, may_be_text_notebook
from colab_safe.project.files import shown
from colab_safe.project.settings import Settings
from colab_safe.project.settings_file import named_settings, settings_in
from colab_safe.typed import NamedTuple

_IN_ARCHIVE = "!/"  # between an archive and what is in it


class ProjectOptions(NamedTuple):
    """What the command line says about the project."""

    engines: tuple[str, ...] = ()  # engines to use besides those in the settings
    only_engines: tuple[str, ...] = ()  # engines to use instead of those in the settings
    baselines: tuple[str, ...] = ()  # baseline files to use instead of those in the settings
    verify: bool = False  # ask services if a token is still valid: uses Kingfisher and the network
    config: str | None = None  # take the settings from this file or folder …
    isolated: bool = False  # … or from nowhere
    min_confidence: str = ""  # findings below it are left out; empty: as the settings say
    known_values: bool = False  # look for the user's own credentials, whatever the settings say
    with_cells: bool = False  # keep the lines around findings, and list accepted ones
    with_redactions: bool = False  # say how findings in files on the disk can be redacted

    def finder(self, base: str | None = ".") -> SettingsFinder:
        """Return what finds the settings of each file.

        Args:
            base: The folder that the paths of files are relative to; None in a repository without a worktree.

        Raises:
            UsageError: `config` has wrong settings, or `isolated` is given as well.
            FileError: `config` cannot be read.
        """
        return SettingsFinder(base, self.config, self.isolated)

    def engine_names(self, settings: Settings) -> tuple[str, ...]:
        """Return the names of the engines to use.

        Args:
            settings: Those that apply.
        """
        names = [*(self.only_engines or settings.engines), *self.engines]
        names += ["kingfisher"] if self.verify else []
        return tuple(dict.fromkeys(names))

    def least_confidence(self, settings: Settings) -> str:
        """Return the confidence below which findings are left out.

        Args:
            settings: Those that apply.
        """
        return self.min_confidence or settings.min_confidence


class SettingsFinder:
    """Finds the settings of files, and looks into each folder once.

    They are those nearest above a file, up to the top of its repository. Outside of a repository, all folders above
    count, but no settings file that belongs to another user than its folder: anyone may put one into `/tmp`.
    """

    def __init__(
        self, base: str | None = ".", config: str | None = None, isolated: bool = False
    ) -> None:
        """Make a finder; no file is read yet, except for `config`.

        Args:
            base: The folder that the paths of files are relative to; None in a repository without a
                worktree, where the settings of the current folder apply to every path.
            config: A settings file, or a folder with or without one, that applies to every file.
            isolated: Whether the defaults apply to every file.

        Raises:
            UsageError: The settings in `config` are wrong, or `isolated` is given as well.
            FileError: `config` cannot be read.
        """
        if isolated and config is not None:
            raise UsageError("--config and --isolated exclude each other")
        self.base = None if base is None else os.path.abspath(base)
        self._fixed = Settings() if isolated else named_settings(config) if config else None
        self._of_folder: dict[str, Settings] = {}  # as it is written in a path
        self._known: dict[str, Settings] = {}  # by absolute path
        self._text_notebooks: dict[int, IsTextNotebook] = {}  # by the settings' identity
        self.left_out: set[str] = set()  # the files of which `leaves_out` said so

    def of(self, path: str) -> Settings:
        """Return the settings of a file, the same object for all files with the same settings.

        Args:
            path: Absolute, or relative to the base. The file need not exist.

        Raises:
            UsageError: The settings file is not valid TOML, or a setting in it is unknown or has a wrong value.
            FileError: The settings file cannot be read.
        """
        if _IN_ARCHIVE in path:
            path = self.outermost(path)
        folder = os.path.dirname(path)
        if folder not in self._of_folder:
            place = os.curdir if self.base is None else os.path.join(self.base, folder)
            self._of_folder[folder] = self.in_folder(os.path.abspath(place))
        return self._of_folder[folder]

    def in_folder(self, folder: str) -> Settings:
        """Return the settings of the files in a folder.

        Args:
            folder: An absolute path.

        Raises:
            UsageError: As `of` raises it.
            FileError: As `of` raises it.
        """
        passed = []
        while folder not in self._known:
            passed.append(folder)
            found = self._fixed_in(folder) if self._fixed else _in_folder(folder)
            if found is not None:
                self._known[folder] = found
                break
            folder = os.path.dirname(folder)
        self._known.update(dict.fromkeys(passed, self._known[folder]))
        return self._known[folder]

    def _fixed_in(self, folder: str) -> Settings:
        """The settings for all files; their patterns begin at the top of each repository."""
        assert self._fixed is not None
        top = top_above(folder) or os.path.abspath(os.curdir)
        if top not in self._known:
            self._known[top] = self._fixed._replace(top=top, root=self._fixed.root or top)
        return self._known[top]

    def is_text_notebook(self, path: str) -> bool:
        """Return whether the settings of a file call it a notebook kept as text.

        Below settings that are wrong, every file that may be one is, so that the mistake is reported.

        Args:
            path: Absolute, or relative to the base. The file need not exist.
        """
        try:
            settings = self.of(path)
        except (UsageError, FileError):
            return may_be_text_notebook(path)
        if not settings.text_notebooks:
            return False
        if id(settings) not in self._text_notebooks:
            self._text_notebooks[id(settings)] = self._test_of(settings)
        return self._text_notebooks[id(settings)](path)

    def leaves_out(self, path: str) -> bool:
        """Return the same as `is_excluded`, and count the file in `left_out`.

        Args:
            path: Absolute, or relative to the base. The file need not exist.
        """
        if not self.is_excluded(path):
            return False
        self.left_out.add(path)
        return True

    def is_excluded(self, path: str) -> bool:
        """Return whether the settings of a file leave it out of scans of folders and commits.

        Settings that are wrong exclude nothing: the mistake is reported.

        Args:
            path: Absolute, or relative to the base. The file need not exist.
        """
        try:
            settings = self.of(path)
        except (UsageError, FileError):
            return False
        if not settings.exclude:
            return False
        name = self.from_root(settings)(path)
        return any(pattern.fits(name) for pattern in settings.exclude)

    def _test_of(self, settings: Settings) -> IsTextNotebook:
        from colab_safe.accept.allowlist import glob  # few projects have text notebooks

        patterns, from_root = [*map(glob, settings.text_notebooks)], self.from_root(settings)
        return lambda path: any(each.search(from_root(path)) for each in patterns)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of all files that it was asked about, as their paths were given."""
        return tuple(self._of_folder)

    def replaced_by(self, settings: Settings) -> Settings | None:
        """Return the settings that would apply if a file with settings were not there; None if none would.

        Args:
            settings: Settings that apply to some file.
        """
        if self._fixed or not settings.source or is_top(settings.root):
            return None
        try:
            above = self.in_folder(os.path.dirname(settings.root))
        except ColabSafeError:  # it does not apply here, so its mistakes do not matter
            return None
        return above if above.source else None

    def outermost(self, path: str) -> str:
        """Return the file on the disk that a path leads to, or into: the archive that a member is in.

        Args:
            path: As reports name it, such as `x.zip!/a.ipynb`.
        """
        at = path.find(_IN_ARCHIVE)
        while at >= 0:
            archive = os.path.join(self.base or os.curdir, path[:at])
            if os.path.isfile(archive) or not os.path.isdir(f"{archive}!"):
                return path[:at]
            at = path.find(_IN_ARCHIVE, at + 1)
        return path

    def from_root(self, settings: Settings) -> Callable[[str], str]:
        """Return a function from a report's path to the path from the root of its settings, POSIX style.

        Args:
            settings: Those of the paths that the function is for.
        """
        root = settings.top or settings.root

        def from_root(path: str) -> str:
            file = self.outermost(path) if _IN_ARCHIVE in path else path
            return _relative(file, root, self.base) + path[len(file) :]

        return from_root


def _relative(path: str, root: str, base: str | None) -> str:
    if base is None:
        return path
    place = os.path.join(base, path)
    if os.path.splitdrive(place)[0] != os.path.splitdrive(root)[0]:
        return shown(path)
    return shown(os.path.relpath(place, root))


def find_settings(folder: str = ".") -> Settings:
    """Return the settings of a folder, such as the current one.

    Args:
        folder: Where to begin; relative paths start at the current folder.

    Returns:
        The settings; the defaults, with the repository's top or the current folder as their root, where
        no file has any.

    Raises:
        UsageError: As `SettingsFinder.of` raises it.
        FileError: As `SettingsFinder.of` raises it.
    """
    return SettingsFinder().in_folder(os.path.abspath(folder))


def _in_folder(folder: str) -> Settings | None:
    """The settings in a folder; the defaults at the end of the search."""
    found = settings_in(folder)
    if found is not None and (top_above(folder) is not None or _is_owners(found, folder)):
        return found
    if is_top(folder):
        return Settings(root=folder)
    is_end = os.path.dirname(folder) == folder
    return Settings(root=os.path.abspath(os.curdir)) if is_end else None


def _is_owners(settings: Settings, folder: str) -> bool:
    return os.stat(settings.source).st_uid == os.stat(folder).st_uid
