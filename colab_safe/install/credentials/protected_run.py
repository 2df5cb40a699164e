"""Runs a program that may need the tokens: git, or an installer that starts git."""

from __future__ import annotations

from collections.abc import Sequence

from colab_safe.install.credentials.environment import surroundings
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
    """Shows the output live unless `quiet`; in both cases the Outcome holds it, without tokens. Raises InstallError.

    `index` lets a package index have the first token, besides git.
    """
    redactor = Redactor([token.secret for token in tokens], [login_of(token) for token in tokens])
    with surroundings(tokens, index=index) as around:
        return run(argv, around.environ, redactor, timeout_s, _silence if quiet else show)


def _silence(text: str) -> None:
    pass
