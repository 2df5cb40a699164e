"""A throw-away repository in which the hooks of another one run as git runs them, without a network."""

from __future__ import annotations

import os
from collections.abc import Iterable

from colab_safe.errors import GitError
from colab_safe.git.environment import environment
from colab_safe.git.filters import all_settings
from colab_safe.typed import NamedTuple

_BRANCH = "colab-safe-try"  # hooks may refuse commits on the main branch
_NO_HOOKS = os.devnull
# These decide about what git stores of a file, and which hooks it runs besides those in files.
_COPIED = ("filter.", "hook.", "core.attributesfile", "core.autocrlf", "core.eol", "core.safecrlf")
# Always given, so that no setting of the user signs, or tidies up in the background.
_GIVEN = ("-c", "commit.gpgSign=false", "-c", "push.gpgSign=false", "-c", "gc.auto=0")
_NOWHERE = "http://127.0.0.1:9"  # the port "discard": connections are refused
# Local repositories may be cloned; all else that programs of hooks know about staying offline.
_OFFLINE = {
    "GIT_ALLOW_PROTOCOL": "file",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "PIP_NO_INDEX": "1",
    "UV_OFFLINE": "1",
    "NPM_CONFIG_OFFLINE": "true",
    "GOPROXY": "off",
    "CARGO_NET_OFFLINE": "true",
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE),
}


class Outcome(NamedTuple):
    """What a command did."""

    code: int | None  # its exit code; None if it took longer than it may
    output: str  # both streams


class ThrowAway:
    """The repository, and an empty one beside it as its remote."""

    def __init__(self, folder: str) -> None:
        """Make the repository.

        Args:
            folder: An empty one.

        Raises:
            GitError: git refuses.
        """
        self.top = os.path.join(folder, "repository")
        self.hooks = _NO_HOOKS  # the folder of the hooks that `with_hooks` runs
        os.makedirs(self.top)
        remote = os.path.join(folder, "remote.git")
        self.without_hooks("init", "--quiet", "--template=", f"--initial-branch={_BRANCH}")
        self.without_hooks("init", "--quiet", "--template=", "--bare", remote)
        self.without_hooks("remote", "add", "origin", remote)

    def without_hooks(self, *arguments: str, stdin: bytes = b"") -> None:
        """Run git without any hook.

        Args:
            arguments: The command and its arguments.
            stdin: What git reads.

        Raises:
            GitError: git refuses.
        """
        done = _run(self.top, _NO_HOOKS, arguments, None, stdin)
        if done.code:
            said = done.output.strip().replace("\n", "; ")
            raise GitError(f"git {arguments[0]} failed in the throw-away repository: {said}")

    def with_hooks(self, *arguments: str, seconds: float) -> Outcome:
        """Run git with the hooks.

        Args:
            arguments: The command and its arguments.
            seconds: How long it may take; then it ends with all that its hooks started.
        """
        return _run(self.top, self.hooks, arguments, seconds, b"")

    def is_changed(self) -> bool:
        """Return whether a hook changed a file since it was staged."""
        return _run(self.top, _NO_HOOKS, ("diff", "--quiet"), None, b"").code != 0


def copied_settings() -> list[tuple[str, str]]:
    """Return the settings of the current repository that a throw-away one needs; no URL of a remote.

    Raises:
        GitError: git refuses.
    """
    return [(key, value) for key, value in all_settings() if key.startswith(_COPIED)]


def config_text(settings: Iterable[tuple[str, str]]) -> str:
    """Return the lines of a configuration file: https://git-scm.com/docs/git-config#_syntax

    Args:
        settings: Keys, such as `filter.x.clean`, with their values.
    """
    return "".join(_setting(*key.partition(".")[::2], value) for key, value in settings)


def _setting(section: str, rest: str, value: str) -> str:
    inner, dot, key = rest.rpartition(".")
    head = f'[{section} "{_quoted(inner)}"]' if dot else f"[{section}]"
    return f'{head}\n\t{key} = "{_quoted(value)}"\n'


def _quoted(text: str) -> str:
    for character, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\t", "\\t")):
        text = text.replace(character, escape)
    return text


def _run(
    folder: str, hooks: str, arguments: tuple[str, ...], seconds: float | None, stdin: bytes
) -> Outcome:
    from subprocess import PIPE, STDOUT, Popen, TimeoutExpired

    names = {f"GIT_{role}_NAME": "colab-safe" for role in ("AUTHOR", "COMMITTER")}
    emails = {f"GIT_{role}_EMAIL": "colab-safe@localhost" for role in ("AUTHOR", "COMMITTER")}
    try:
        process = Popen(
            ["git", "-c", f"core.hooksPath={hooks}", *_GIVEN, *arguments],
            cwd=folder,
            env=environment(os.environ, by_folder=True) | _OFFLINE | names | emails,
            stdin=PIPE,
            stdout=PIPE,
            stderr=STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        raise GitError(
            f"git cannot be started ({error.strerror}): install it, or check PATH"
        ) from None
    try:
        output, _ = process.communicate(stdin, timeout=seconds)
        return Outcome(process.returncode, output.decode("utf-8", "replace"))
    except BaseException as error:
        _end(process.pid)
        process.communicate()
        if not isinstance(error, TimeoutExpired):
            raise
        return Outcome(None, "")


def _end(session: int) -> None:
    """End a process that leads a session of its own, and all that it started in it."""
    import signal

    try:
        if os.name == "nt":
            os.kill(session, signal.SIGTERM)
        else:
            os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return
