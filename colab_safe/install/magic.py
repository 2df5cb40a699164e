"""`%private_install owner/repo@ref` and `%private_git on` in a notebook, after `%load_ext colab_safe`."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable
from typing import NoReturn, Protocol

from colab_safe.errors import UsageError
from colab_safe.install.arguments import revealed
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.own_commands import end_git_credentials, git_credentials
from colab_safe.install.packages.result import InstallResult
from colab_safe.install.private_packages import install_private_library
from colab_safe.placeholders.patching import open_placeholders_in_notebook


class Shell(Protocol):
    """What an extension needs of IPython's shell."""

    def register_magic_function(self, func: Callable[[str], object], magic_kind: str) -> None:
        """Add a magic.

        Args:
            func: It gets what follows the magic in its line.
            magic_kind: "line".
        """


@fails_cleanly
def load_ipython_extension(shell: Shell) -> None:
    """Load the extension: `%load_ext colab_safe` calls it.

    It adds the magics `%private_install` and `%private_git`, and paths with a placeholder open from then on.

    Args:
        shell: IPython's shell.
    """
    open_placeholders_in_notebook()
    shell.register_magic_function(private_install, "line")
    shell.register_magic_function(private_git, "line")


@fails_cleanly
def private_install(line: str) -> InstallResult:
    """%private_install REPO [--token CONFIG] [--host HOST] [--editable] [--upgrade] [--force-reinstall] [--no-deps]

    REPO is `owner/repo`, `owner/repo@ref`, or a full https URL. CONFIG is a path, a placeholder, or `secret:NAME`; without
    --token, the token is searched in the documented places.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: The line cannot be read.
        InstallError: As `install_private_library`.
    """
    wishes = vars(_parser().parse_args(_words(revealed(line) or "")))
    return install_private_library(wishes.pop("token"), wishes.pop("repo"), **wishes)


@fails_cleanly
def private_git(line: str) -> None:
    """%private_git on [--token CONFIG] [--host HOST], or %private_git off

    After `on`, `!git pull` and other git commands of the session have the token.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: The line cannot be read.
        TokenError: There is no usable token.
    """
    parser = _Parser(prog="%private_git", add_help=False, allow_abbrev=False)
    parser.add_argument("state", choices=("on", "off"))
    for option in ("--token", "--host"):
        parser.add_argument(option)
    wishes = parser.parse_args(_words(revealed(line) or ""))
    if wishes.state == "on":
        git_credentials(wishes.token, host=wishes.host, persist=True)
    else:
        end_git_credentials()


def _words(line: str) -> list[str]:
    try:
        return shlex.split(line)
    except ValueError:
        raise UsageError("a quotation mark or backslash has no partner") from None


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Raise UsageError; argparse repeats arguments that it does not know, which may be a token."""
        words = (
            "unknown arguments"
            if message.startswith("unrecognized")
            else message.partition(": ignored")[0]
        )
        raise UsageError(f"{words}; {' '.join(self.format_usage().split())}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="%private_install", add_help=False, allow_abbrev=False)
    parser.add_argument("repo")
    for option in ("--token", "--host", "--subdirectory"):
        parser.add_argument(option)
    for option in ("--editable", "--upgrade", "--force-reinstall", "--no-deps", "--quiet"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--installer", default="auto")
    return parser
