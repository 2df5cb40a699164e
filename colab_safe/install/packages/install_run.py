"""One run of an installer: with these tokens and options, for this repository, folder or list."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.clone import update_clone
from colab_safe.install.credentials.protected_run import run_protected
from colab_safe.install.packages import installed
from colab_safe.install.packages.diagnosis import Failure, explain
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.pip import Options, install_command
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.packages.result import InstallResult, make_result
from colab_safe.install.tokens.token import Token


class Job(NamedTuple):
    tokens: Sequence[Token]
    options: Options
    timeout_s: float
    quiet: bool
    requirement: Requirement | None = None  # what is named when it fails

    def run(self, what: Sequence[str], options: Options | None = None, index: bool = False) -> str:
        """The output, redacted. Raises InstallError, which says what the failure means."""
        command = install_command(options or self.options, what)
        outcome = run_protected(command, self.tokens, self.timeout_s, self.quiet, index=index)
        if outcome.status:
            raise InstallError(
                explain(Failure(self.tokens, outcome.output, self.requirement, self.quiet))
            )
        return outcome.output


def install_repository(job: Job, requirement: Requirement) -> InstallResult:
    before = installed.snapshot()
    output = job.run([requirement.direct_reference()])
    info = installed.find(requirement.url)
    if info and _is_older(installed.describe(info), output):
        again = job.options._replace(force_reinstall=True, no_deps=True)
        job.run([requirement.direct_reference()], again)
    return _result(job, before, requirement.url, requirement.url)


def install_clone(job: Job, requirement: Requirement) -> InstallResult:
    """By a clone of ours in `src/`, where pip would make its own: uv installs no editable package from git."""
    clone = os.path.abspath(os.path.join("src", requirement.repository.rpartition("/")[2]))
    update_clone(requirement, clone, job.tokens, job.timeout_s, job.quiet)
    folder = os.path.join(clone, *(requirement.subdirectory or "").split("/")).rstrip(os.sep)
    return install_folder(job, folder, requirement.extras, requirement.url, clone)


def install_folder(
    job: Job,
    folder: str,
    extras: Sequence[str] = (),
    url: str | None = None,
    clone: str | None = None,
) -> InstallResult:
    folder = os.path.realpath(folder)  # as uv records it
    before = installed.snapshot()
    job.run(["-e", f"{folder}[{','.join(extras)}]" if extras else folder])
    return _result(job, before, Path(folder).as_uri(), url or folder, clone)


def install_lines(job: Job, what: Sequence[str], index: bool = False) -> list[Installed]:
    """What has changed, dependencies included."""
    before = installed.snapshot()
    job.run(what, index=index)
    infos = installed.changed(before)
    installed.make_importable(infos)
    return [installed.describe(info) for info in infos]


def _result(
    job: Job, before: dict[str, int], direct_url: str, url: str, clone: str | None = None
) -> InstallResult:
    info = installed.find(direct_url)
    if info is None:
        raise InstallError(
            "the install succeeded, but into another Python environment than this one"
        )
    return make_result(installed.describe(info), url, installed.changed(before), job.tokens, clone)


def _is_older(package: Installed, output: str) -> bool:
    """pip 24.1 to 26.3 keep a package of the same version, even when the repository has another commit by now."""
    resolved = re.search(
        rf"Resolved {re.escape(str(package.url))} to commit ([0-9a-f]{{40}})", output
    )
    return resolved is not None and package.commit != resolved[1]
