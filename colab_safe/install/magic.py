"""`%private_install owner/repo@ref` and `%private_git on` in a notebook, after `%load_ext colab_safe`."""

from __future__ import annotations

from colab_safe.install.arguments import revealed
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.install.credentials.own_commands import end_git_credentials, git_credentials
from colab_safe.install.magic_options import magic_parser, words_of
from colab_safe.install.packages.result import InstallResult
from colab_safe.install.private_packages import install_private_library
from colab_safe.install.process import show

# Arguments of `install_private_library` that the magic does not have, and why.
LEFT_OUT_OF_INSTALL = {
    "extra_args": "options of another program among those of the magic would have to be quoted twice",
    "extra_hosts": "it is a dictionary, and a line has no place for one",
    "passphrase": "the line is saved with the notebook; the passphrase is asked for",
}
LEFT_OUT_OF_GIT = {
    "extra_hosts": "it is a dictionary, and a line has no place for one",
    "passphrase": "the line is saved with the notebook; the passphrase is asked for",
    "persist": "`%private_git on` means it",
}


@fails_cleanly
def private_install(line: str) -> InstallResult | list[InstallResult] | None:
    """Install private packages: %private_install REPO [REPO …] [--token CONFIG] [options]

    REPO is `owner/repo`, `owner/repo@ref`, or a full https URL. CONFIG is a path, a placeholder, or `secret:NAME`; without
    --token, the token is searched in the documented places. `%private_install --help` lists all options: they are the
    arguments of `install_private_library`.

    Args:
        line: What follows the magic.

    Returns:
        The result of the install; a list for several packages, and None after --help.

    Raises:
        UsageError: The line cannot be read.
        InstallError: As `install_private_library`.
    """
    parser = magic_parser(
        "%private_install", "REPO [REPO …] [options]", install_private_library, LEFT_OUT_OF_INSTALL
    )
    words = words_of(revealed(line) or "")
    if _HELP.intersection(words):
        show(parser.format_help())
        return None
    wishes = vars(parser.parse_args(words))
    repos = wishes.pop("repo")
    only = repos[0] if len(repos) == 1 else repos
    return install_private_library(wishes.pop("config", None), only, **wishes)  # type: ignore[no-any-return]


_HELP = {"--help", "-h"}


@fails_cleanly
def private_git(line: str) -> None:
    """Give the token to the session's git commands: %private_git on [--token CONFIG] [--host HOST], or %private_git off

    After `on`, `!git pull` and other git commands of the session have the token.

    Args:
        line: What follows the magic.

    Raises:
        UsageError: The line cannot be read.
        TokenError: There is no usable token.
    """
    parser = magic_parser("%private_git", "on|off [options]", git_credentials, LEFT_OUT_OF_GIT)
    parser.add_argument(
        "state", choices=("on", "off"), help="Whether git has the token from now on."
    )
    words = words_of(revealed(line) or "")
    if _HELP.intersection(words):
        show(parser.format_help())
        return
    wishes = vars(parser.parse_args(words))
    if wishes.pop("state") == "on":
        git_credentials(wishes.pop("config", None), persist=True, **wishes)
    else:
        end_git_credentials()
