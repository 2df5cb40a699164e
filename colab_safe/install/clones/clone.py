"""A clone on disk, and how git runs in it."""

from __future__ import annotations

import contextlib
import os
import subprocess
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.credentials.environment import credential_environment
from colab_safe.install.credentials.git_settings import RUN_NOTHING
from colab_safe.install.credentials.protected_run import run_with
from colab_safe.install.packages.diagnosis import Failure, explain
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.process import Outcome
from colab_safe.install.progress import can_be_rewritten
from colab_safe.install.tokens.token import Token

_LOCAL = 60  # seconds for a question that needs no network


class Clone(NamedTuple):
    """A folder that is a clone, or becomes one; git has the tokens in `environ`."""

    folder: str
    requirement: Requirement
    tokens: Sequence[Token]
    environ: dict[str, str]
    timeout_s: float
    quiet: bool
    elsewhere: str = ""  # what messages advise if the folder cannot be used

    @property
    def reports(self) -> str:
        """The option that makes git report its progress, where that is shown; otherwise that for no reports.

        With both, git reports what the server does, but not what it has received.
        """
        return "--progress" if not self.quiet and can_be_rewritten() else "--quiet"

    def git(self, *arguments: str) -> str:
        """Run a git command that may take long and use the network; return its redacted output.

        Args:
            arguments: Of git.

        Raises:
            InstallError: It fails.
        """
        argv = ["git", *arguments]
        outcome = run_with(self.environ, argv, self.tokens, self.timeout_s, self.quiet)
        if outcome.status:
            raise self.failure(outcome)
        return outcome.output

    def ask(self, *arguments: str, folder: str | None = None) -> str | None:
        """Return what git answers to a question about the clone; None if it fails.

        Args:
            arguments: Of git.
            folder: A submodule, instead of the clone.
        """
        try:
            answer = subprocess.run(
                ["git", "-C", folder or self.folder, *arguments],
                env=self.environ,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_LOCAL,
                check=False,
            )
        except FileNotFoundError:
            raise InstallError("the program 'git' is not installed or not on PATH") from None
        if answer.returncode:
            return None
        return answer.stdout.decode("utf-8", "surrogateescape").rstrip("\n")

    def failure(self, outcome: Outcome) -> InstallError:
        """Return the error for a git command that failed.

        Args:
            outcome: Of the command.
        """
        return InstallError(explain(Failure(self.tokens, outcome, self.requirement, self.quiet)))


@contextlib.contextmanager
def clone_at(
    folder: str, requirement: Requirement, tokens: Sequence[Token], timeout_s: float, quiet: bool
) -> Iterator[Clone]:
    """Provide a clone whose git commands have the tokens during the block, and never look above its folder.

    Args:
        folder: Where the clone is, or will be.
        requirement: The repository.
        tokens: Of all servers that the repository and its submodules come from.
        timeout_s: Seconds that each git command may take.
        quiet: Whether to show git's output only if something fails.
    """
    with credential_environment(tokens, settings=RUN_NOTHING) as around:
        above = os.path.realpath(os.path.dirname(folder))
        environ = {**around.environ, "GIT_CEILING_DIRECTORIES": above, "LANGUAGE": "C"}
        yield Clone(folder, requirement, tokens, environ, timeout_s, quiet)
