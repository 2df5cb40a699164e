"""Run a program that may need the tokens: git, or an installer that starts git."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from colab_safe.install.credentials.environment import credential_environment
from colab_safe.install.credentials.git_settings import RUN_NOTHING
from colab_safe.install.credentials.redactor import Redactor
from colab_safe.install.forges import login_of
from colab_safe.install.process import Outcome, run, show
from colab_safe.install.tokens.token import Token


def run_protected(
    argv: Sequence[str],
    tokens: Sequence[Token],
    timeout_s: float,
    quiet: bool = False,
    index: bool = False,
) -> Outcome:
    """Run a program that may need the tokens, and return its exit code and redacted output.

    Args:
        argv: The program and its arguments.
        tokens: One per server.
        timeout_s: Seconds that it may take.
        quiet: Whether to hide the live output.
        index: Whether a package index may get the first token, besides git.

    Raises:
        InstallError: It cannot be started, or takes too long.
    """
    with credential_environment(tokens, index=index, settings=RUN_NOTHING) as around:
        return run_with(around.environ, argv, tokens, timeout_s, quiet)


def run_with(
    environ: Mapping[str, str],
    argv: Sequence[str],
    tokens: Sequence[Token],
    timeout_s: float,
    quiet: bool = False,
) -> Outcome:
    """Run a program in the environment of a credential_environment; return its exit code and redacted output.

    Args:
        environ: The environment.
        argv: The program and its arguments.
        tokens: Redacted in the output.
        timeout_s: Seconds that it may take.
        quiet: Whether to hide the live output.

    Raises:
        InstallError: It cannot be started, or takes too long.
    """
    redactor = Redactor([token.secret for token in tokens], [login_of(token) for token in tokens])
    return run(argv, environ, redactor, timeout_s, _silence if quiet else show)


def _silence(text: str) -> None:
    pass
