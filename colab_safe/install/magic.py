"""`%private_install owner/repo@ref` in a notebook, after `%load_ext colab_safe`."""

from __future__ import annotations

import argparse
import shlex
from typing import Any, NoReturn

from colab_safe.errors import UsageError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.packages.result import InstallResult
from colab_safe.install.private_packages import install_private_library
from colab_safe.placeholders.patching import open_placeholders_in_notebook


def load_ipython_extension(shell: Any) -> None:
    """Load the extension: `%load_ext colab_safe` calls it.

    It adds the magic `%private_install`, and paths with a placeholder open from then on.

    Args:
        shell: IPython's shell.
    """
    open_placeholders_in_notebook()
    shell.register_magic_function(private_install, "line")


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
