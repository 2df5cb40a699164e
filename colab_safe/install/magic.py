"""`%private_install owner/repo@ref` and `%private_git on` in a notebook, after `%load_ext colab_safe`."""

from __future__ import annotations

import argparse
import shlex
from typing import Any, NoReturn

from colab_safe.errors import UsageError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.own_commands import end_git_credentials, git_credentials
from colab_safe.install.packages.result import InstallResult
from colab_safe.install.private_packages import install_private_library
from colab_safe.placeholders.patching import open_placeholders_in_notebook


def load_ipython_extension(shell: Any) -> None:
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
    """%private_install REPO [--token PATH] [--host HOST] [--editable] [--upgrade] [--force-reinstall] [--no-deps]

    REPO is `owner/repo`, `owner/repo@ref`, or a full https URL. Without --token, the token is searched in the documented
    places.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: The line cannot be read.
        InstallError: As `install_private_library`.
    """
    wishes = vars(_parser().parse_args(shlex.split(line)))
    return install_private_library(wishes.pop("token"), wishes.pop("repo"), **wishes)


@fails_cleanly
def private_git(line: str) -> None:
    """%private_git on [--token PATH] [--host HOST], or %private_git off

    After `on`, `!git pull` and other git commands of the session have the token.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: The line cannot be read.
        TokenError: There is no usable token.
    """
    parser = _Parser(prog="%private_git", add_help=False)
    parser.add_argument("state", choices=("on", "off"))
    for option in ("--token", "--host"):
        parser.add_argument(option)
    wishes = parser.parse_args(shlex.split(line))
    if wishes.state == "on":
        git_credentials(wishes.token, host=wishes.host, persist=True)
    else:
        end_git_credentials()


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}; {' '.join(self.format_usage().split())}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="%private_install", add_help=False)
    parser.add_argument("repo")
    for option in ("--token", "--host", "--subdirectory"):
        parser.add_argument(option)
    for option in ("--editable", "--upgrade", "--force-reinstall", "--no-deps", "--quiet"):
        parser.add_argument(option, action="store_true")
    parser.add_argument("--installer", default="auto")
    return parser
