"""Run a program that may need the tokens: git, or an installer that starts git."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from colab_safe.errors import InstallError
from colab_safe.install.credentials.environment import credential_environment, holds_token
from colab_safe.install.credentials.event_listener import EventListener, Events
from colab_safe.install.credentials.git_headers import login_headers
from colab_safe.install.credentials.git_settings import RUN_NOTHING
from colab_safe.install.credentials.redactor import Redactor
from colab_safe.install.forges import login_of
from colab_safe.install.process import Outcome, run, show
from colab_safe.install.progress import Progress, can_be_rewritten
from colab_safe.install.tokens.token import Token

# git translates its reports otherwise. LC_ALL, and with it the encoding of a build, stays as it is.
_ENGLISH = {"LANGUAGE": "C"}
# With these, git makes clones that no server can fill, or fetches no files later; and Python does not end.
_IN_THE_WAY = frozenset({"GIT_DEFAULT_HASH", "GIT_NO_LAZY_FETCH", "PYTHONINSPECT"})


def run_protected(
    argv: Sequence[str],
    tokens: Sequence[Token],
    timeout_s: float,
    quiet: bool = False,
    index: bool = False,
    environ: Mapping[str, str] | None = None,
) -> Outcome:
    """Run git, pip or uv with the tokens, and return how it ended.

    Args:
        argv: The program and its arguments.
        tokens: One per server.
        timeout_s: Seconds that it may take.
        quiet: Whether to hide the live output.
        index: Whether a package index may get the first token, besides git.
        environ: The environment to extend; this process's own if None.

    Raises:
        InstallError: It cannot be started, or takes too long.
    """
    with credential_environment(tokens, environ, index=index, settings=RUN_NOTHING) as around:
        return run_with(around.environ, argv, tokens, timeout_s, quiet)


def run_with(
    environ: Mapping[str, str],
    argv: Sequence[str],
    tokens: Sequence[Token],
    timeout_s: float,
    quiet: bool = False,
    watch: Callable[[str], object] | None = None,
) -> Outcome:
    """Run a program in the environment of a credential_environment; return how it ended.

    Args:
        environ: The environment.
        argv: The program and its arguments.
        tokens: Redacted in the output.
        timeout_s: Seconds that it may take.
        quiet: Whether to hide the live output.
        watch: Gets the live output instead of the user; if it raises an error, the program is ended.

    Raises:
        InstallError: It cannot be started, takes too long, or its arguments contain a token.
        Exception: As `watch` raises it.
    """
    if any(holds_token(argument, tokens) for argument in argv):
        raise InstallError(
            "the token is also in another argument, where every user of this machine could read it: remove it there"
        )
    redactor = Redactor([token.secret for token in tokens], [login_of(token) for token in tokens])
    with EventListener(environ["TMPDIR"]) as listener:
        fitting = {name: value for name, value in environ.items() if name not in _IN_THE_WAY}
        child = {**fitting, **_ENGLISH, **listener.environ}
        live = not quiet and can_be_rewritten()
        progress = Progress(show, listener.server) if live else None
        outcome = run(
            argv, child, redactor, timeout_s, watch or (_silence if quiet else show), progress
        )
    events = _clean(listener.events(), redactor)
    for url in events.shown_credentials:
        show(
            f"Warning: the address {url} is written with credentials, and git's command line showed them: remove them"
            " there (a dependency, a submodule, or git's settings), and revoke them.\n"
        )
    headers = login_headers(environ, _folder(argv)) if outcome.status else ()
    return outcome._replace(program=_program(argv), events=events, headers=headers)


def _program(argv: Sequence[str]) -> str:
    name = os.path.basename(argv[0]).removesuffix(".exe")
    return name if name in ("git", "uv") else "pip"


def _folder(argv: Sequence[str]) -> Sequence[str]:
    return argv[1:3] if argv[1] == "-C" else ()


def _clean(events: Events, redactor: Redactor) -> Events:
    """Redact what was reported: the user's own settings can put a token into a URL."""
    git = (
        command._replace(
            argv=tuple(map(redactor.clean, command.argv)),
            errors=tuple(map(redactor.clean, command.errors)),
            addresses=tuple(map(redactor.clean, command.addresses)),
        )
        for command in events.git
    )
    pip = (
        event._replace(
            message=redactor.clean(event.message),
            command=redactor.clean(event.command),
            output=redactor.clean(event.output),
        )
        for event in events.pip
    )
    shown = tuple(map(redactor.clean, events.shown_credentials))
    return Events(tuple(git), tuple(pip), shown)


def _silence(text: str) -> None:
    pass
