"""Run pip or uv for a repository, a folder or a list of packages."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.clones.update import update_clone
from colab_safe.install.credentials.protected_run import run_protected
from colab_safe.install.packages import installed
from colab_safe.install.packages.diagnosis import Failure, explain
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options, install_command
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.packages.result import InstallResult, make_result
from colab_safe.install.tokens.token import Token


class InstallRun(NamedTuple):
    """How to run the installer once, or several times, for one call of a public function."""

    tokens: Sequence[Token]
    options: Options
    timeout_s: float
    quiet: bool
    requirement: Requirement | None = None  # what is named when it fails

    def run(self, what: Sequence[str], options: Options | None = None, index: bool = False) -> str:
        """Run the installer and return its redacted output.

        Args:
            what: Requirements, or `-e PATH`, or `-r FILE`.
            options: Instead of those of this run.
            index: Whether the installer may log in to a package index with the first token.

        Raises:
            InstallError: It fails; the message says what the failure means.
        """
        command = install_command(options or self.options, what)
        outcome = run_protected(command, self.tokens, self.timeout_s, self.quiet, index=index)
        if outcome.status:
            raise InstallError(explain(Failure(self.tokens, outcome, self.requirement, self.quiet)))
        return outcome.output


def install_repository(install: InstallRun, requirement: Requirement) -> InstallResult:
    """Install a package from its repository.

    pip keeps a package whose version has not changed: if another commit than the requested one is installed, the
    package is installed again.

    Args:
        install: Tokens, options and limits.
        requirement: The repository, the ref and the part of it that is the package.

    Raises:
        InstallError: It fails, or installs into another environment.
    """
    before = installed.snapshot()
    output = install.run([requirement.direct_reference()])
    info = installed.find(requirement.url)
    if info and _is_older(installed.describe(info), output):
        again = install.options._replace(force_reinstall=True, no_deps=True)
        install.run([requirement.direct_reference()], again)
    return _result(install, before, requirement.url, requirement.url)


def install_clone(install: InstallRun, requirement: Requirement) -> InstallResult:
    """Clone a repository into `src/` and install it in editable mode; uv cannot do that from git.

    Args:
        install: Tokens, options and limits.
        requirement: The repository, the ref and the part of it that is the package.

    Raises:
        InstallError: Cloning or installing fails.
    """
    clone = os.path.abspath(os.path.join("src", requirement.repository.rpartition("/")[2]))
    update_clone(
        requirement, clone, install.tokens, install.timeout_s, install.quiet, blobs_later=True
    )
    folder = os.path.join(clone, *(requirement.subdirectory or "").split("/")).rstrip(os.sep)
    return install_folder(install, folder, requirement.extras, requirement.url, clone)


def install_folder(
    install: InstallRun,
    folder: str,
    extras: Sequence[str] = (),
    url: str | None = None,
    clone: str | None = None,
) -> InstallResult:
    """Install a folder in editable mode.

    Args:
        install: Tokens, options and limits.
        folder: The package.
        extras: Extras of the package.
        url: Where it comes from, for the result; the folder if None.
        clone: The clone that contains it, which is searched for left-over tokens.

    Raises:
        InstallError: It fails, or installs into another environment.
    """
    folder = os.path.realpath(folder)  # as uv records it
    before = installed.snapshot()
    install.run(["-e", f"{folder}[{','.join(extras)}]" if extras else folder])
    return _result(install, before, Path(folder).as_uri(), url or folder, clone)


def install_lines(install: InstallRun, what: Sequence[str], index: bool = False) -> list[Installed]:
    """Install requirements, and return the distributions that were added or changed, dependencies included.

    Args:
        install: Tokens, options and limits.
        what: Requirements, or `-r FILE`, with their options.
        index: Whether the installer may log in to a package index with the first token.

    Raises:
        InstallError: It fails.
    """
    before = installed.snapshot()
    install.run(what, index=index)
    infos = installed.changed(before)
    installed.make_importable(infos)
    return [installed.describe(info) for info in infos]


def _result(
    install: InstallRun, before: dict[str, int], direct_url: str, url: str, clone: str | None = None
) -> InstallResult:
    info = installed.find(direct_url)
    if info is None:
        raise InstallError(
            "the package was installed into another Python environment than this one"
        )
    return make_result(
        installed.describe(info), url, installed.changed(before), install.tokens, clone
    )


def _is_older(package: Installed, output: str) -> bool:
    """pip 24.1 to 26.3 keep a package of the same version, even when the repository has another commit by now."""
    resolved = re.search(
        rf"Resolved {re.escape(str(package.url))} to commit ([0-9a-f]{{40}})", output
    )
    return resolved is not None and package.commit != resolved[1]
