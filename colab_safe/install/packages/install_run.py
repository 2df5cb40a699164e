"""Run pip or uv for a repository, a folder or a list of packages."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.clones.update import update_clone
from colab_safe.install.credentials.protected_run import run_protected
from colab_safe.install.packages import installed
from colab_safe.install.packages.diagnosis import Failure, explain
from colab_safe.install.packages.imported import (
    ModuleFile,
    imported_modules,
    replaced_modules,
)
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.installer_environment import installer_environment
from colab_safe.install.packages.outdated import outdated, version_on_server
from colab_safe.install.packages.pip import Index, Options, install_command
from colab_safe.install.packages.references import Reference, reference_of
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.packages.requirements_file import (
    refuse_credentials_in_project,
    refuse_credentials_in_variables,
)
from colab_safe.install.packages.result import InstallResult, advise_restart, make_result
from colab_safe.install.progress import can_be_rewritten
from colab_safe.install.tokens.token import Token


class InstallRun(NamedTuple):
    """How to run the installer once, or several times, for one call of a public function."""

    tokens: Sequence[Token]
    options: Options
    timeout_s: float
    quiet: bool
    requirement: Requirement | None = None  # what is named when it fails
    only_index: Index | None = None  # which the first token is for; None for those of the user

    def run(self, what: Sequence[str], options: Options | None = None) -> None:
        """Run the installer.

        Args:
            what: Requirements, or `-e PATH`, or `-r FILE`.
            options: Instead of those of this run.

        Raises:
            InstallError: It fails; the message says what the failure means.
        """
        live = not self.quiet and can_be_rewritten()
        wished = (options or self.options)._replace(progress=live)
        command = install_command(wished, what, self.only_index)
        environ = installer_environment(os.environ, self.only_index)
        refuse_credentials_in_variables(environ)
        outcome = run_protected(
            command,
            self.tokens,
            self.timeout_s,
            self.quiet,
            index=self.only_index is not None,
            environ=environ,
        )
        if outcome.status:
            raise InstallError(explain(Failure(self.tokens, outcome, self.requirement, self.quiet)))


def install_repository(install: InstallRun, requirement: Requirement) -> InstallResult:
    """Install a package from its repository.

    One repository can contain several packages: each is identified by the URL and its folder.

    Args:
        install: Tokens, options and limits.
        requirement: The repository, the ref and the part of it that is the package.

    Raises:
        InstallError: It fails, or installs into another environment.
    """
    before, modules = installed.snapshot(), imported_modules()
    reference = reference_of(requirement, _commit_if_needed(install, requirement))
    install.run([reference.text])
    _renew(install, before, [reference])
    fresh = installed.changed(before)
    info = installed.find(requirement.url, requirement.subdirectory, fresh)
    return _result(install, info, fresh, replaced_modules(modules, fresh), requirement.url)


def _commit_if_needed(install: InstallRun, requirement: Requirement) -> str | None:
    if requirement.fits_a_url:
        return None
    version = version_on_server(requirement, install.tokens, install.timeout_s)
    return version.commit if version else None


def install_clone(install: InstallRun, requirement: Requirement) -> InstallResult:
    """Clone a repository into `src/` and install it in editable mode; uv cannot do that from git.

    Args:
        install: Tokens, options and limits.
        requirement: The repository, the ref and the part of it that is the package.

    Raises:
        InstallError: Cloning or installing fails.
    """
    modules = imported_modules()
    clone = os.path.abspath(os.path.join("src", requirement.repository.rpartition("/")[2]))
    update_clone(
        requirement,
        clone,
        install.tokens,
        install.timeout_s,
        install.quiet,
        blobs_later=True,
        elsewhere="move that folder away",
    )
    folder = os.path.join(clone, *(requirement.subdirectory or "").split("/")).rstrip(os.sep)
    return install_folder(install, folder, requirement.extras, requirement.url, clone, modules)


def install_folder(
    install: InstallRun,
    folder: str,
    extras: Sequence[str] = (),
    url: str | None = None,
    clone: str | None = None,
    modules: dict[str, ModuleFile] | None = None,
) -> InstallResult:
    """Install a folder in editable mode.

    Args:
        install: Tokens, options and limits.
        folder: The package.
        extras: Extras of the package.
        url: Where it comes from, for the result; the folder if None.
        clone: The clone that contains it, which is searched for left-over tokens.
        modules: Those imported before the clone was changed; those of now if None.

    Raises:
        InstallError: It fails, or installs into another environment.
    """
    folder = os.path.realpath(folder)  # as uv records it
    refuse_credentials_in_project(folder)
    before, modules = installed.snapshot(), modules or imported_modules()
    install.run(["-e", f"{folder}[{','.join(extras)}]" if extras else folder])
    info = installed.find(Path(folder).as_uri())
    _renew(install, before, names=[installed.describe(info).name] if info else [])
    fresh = installed.changed(before)
    return _result(install, info, fresh, replaced_modules(modules, fresh), url or folder, clone)


def install_lines(
    install: InstallRun,
    what: Sequence[str],
    references: Sequence[Reference] = (),
    names: Iterable[str] = (),
) -> list[Installed]:
    """Install requirements, and return the distributions that were added or changed, dependencies included.

    Print which imported modules were replaced, even if the run is quiet: nothing else tells it.

    Args:
        install: Tokens, options and limits.
        what: Requirements, or `-r FILE`.
        references: To git repositories, among them.
        names: Of the packages, among them.

    Raises:
        InstallError: It fails.
    """
    before, modules = installed.snapshot(), imported_modules()
    install.run(what)
    _renew(install, before, references, names)
    infos = installed.changed(before)
    installed.make_importable(infos)
    advise_restart(replaced_modules(modules, infos))
    return [installed.describe(info) for info in infos]


def _renew(
    install: InstallRun,
    before: dict[str, int],
    references: Sequence[Reference] = (),
    names: Iterable[str] = (),
) -> None:
    """Install again what pip kept although its branch or tag has moved: it compares versions, and not commits."""
    below = () if install.options.no_deps else names
    old = outdated(references, below, before, install.tokens, install.timeout_s)
    if old:
        again = install.options._replace(force_reinstall=True, no_deps=True)
        install.run([reference.text for reference in old], again)


def _result(
    install: InstallRun,
    info: str | None,
    fresh: Sequence[str],
    loaded: Sequence[str],
    url: str,
    clone: str | None = None,
) -> InstallResult:
    if info is None:
        raise InstallError(
            "the package was installed into another Python environment than this one"
        )
    return make_result(installed.describe(info), url, fresh, loaded, install.tokens, clone)
