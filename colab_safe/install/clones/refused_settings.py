"""Settings of a clone that would send the token, or fetch the code, past its server: they are refused, not obeyed.

The user's own files (~/.gitconfig) may contain them. A clone's `.git/config` comes with the folder, which on a shared
Drive another person can write. Credential helpers, hooks and file monitors are overridden instead, see git_settings.py.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator

from colab_safe.errors import InstallError
from colab_safe.install.clones.clone import Clone
from colab_safe.install.credentials.url_credentials import (
    has_url_credentials,
    without_url_credentials,
)

# Variable, or section and variable, in lower case; the part between them (a URL) may contain a password: never show it.
_REFUSED = {
    r"http\.(?:.*\.)?(?:proxy|curloptresolve|sslcainfo|sslcapath|proxysslcainfo)": "leads git past the server",
    r"http\.(?:.*\.)?sslverify": "lets anyone pose as the server",
    r"remote\.(?:.*\.)?(?:proxy|vcs|uploadpack)": "leads git past the server",
    r"url\.(?:.*\.)?insteadof": "replaces the server",
    r"core\.(?:sshcommand|gitproxy)": "runs a program",
    r"protocol\.(?:.*\.)?allow": "lets submodules run programs",
}
_ADDRESS = re.compile(r"(?:remote|submodule)\..*\.url\n.*", re.IGNORECASE | re.DOTALL)
_HARMLESS = re.compile(r"http\.(?:.*\.)?sslverify\n(?:true|yes|on|1)", re.IGNORECASE | re.DOTALL)


def refuse_settings(clone: Clone) -> None:
    """Raise InstallError if a configuration file of the clone, or of a submodule, has a setting that is refused.

    Args:
        clone: Before git uses the network in it.
    """
    for file in _configuration_files(clone):
        listing = clone.ask("config", "--file", file, "--includes", "--null", "--list") or ""
        for entry in listing.split("\0"):
            for pattern, reason in _REFUSED.items():
                if _is(pattern, entry):
                    raise InstallError(_message(clone, file, entry, reason))
            if _ADDRESS.fullmatch(entry) and has_url_credentials(entry):
                raise InstallError(_about_credentials(file, entry))


def refuse_submodules_with_credentials(clone: Clone, folder: str) -> None:
    """Raise InstallError if `.gitmodules` contains an address with a token, which git would put into a command line.

    Args:
        clone: Before git fetches its submodules.
        folder: The clone, or one of its submodules.
    """
    file = os.path.join(folder, ".gitmodules")
    listing = clone.ask("config", "--file", file, "--null", "--list") or ""
    for entry in listing.split("\0"):
        if has_url_credentials(entry):
            raise InstallError(_about_credentials(file, entry))


def _about_credentials(file: str, entry: str) -> str:
    key, _, url = without_url_credentials(entry).partition("\n")
    command = shlex.join(["git", "config", "--file", file, key, url])
    return (
        f"{file} contains a URL with credentials ({key}), which git would show in its command line: remove them with"
        f" {command}, and revoke them if others can read that file"
    )


def _is(pattern: str, entry: str) -> bool:
    key = entry.partition("\n")[0]
    return re.fullmatch(pattern, key, re.IGNORECASE | re.DOTALL) is not None and (
        not _HARMLESS.fullmatch(entry)
    )


def _message(clone: Clone, file: str, entry: str, reason: str) -> str:
    key = entry.partition("\n")[0]
    section, variable = key.partition(".")[0], key.rpartition(".")[2]
    name = f"{section}.{variable}" if key.count(".") == 1 else f"{section}.….{variable}"
    return (
        f"{file} sets {name}, which {reason}: remove it there, set it in ~/.gitconfig if you"
        f" trust it, or {clone.elsewhere}"
    )


def _configuration_files(clone: Clone) -> Iterator[str]:
    common = clone.ask("rev-parse", "--git-common-dir")
    if common is None:
        return
    folder = os.path.join(clone.folder, common)
    own = os.path.join(clone.folder, clone.ask("rev-parse", "--git-dir") or common)
    yield from _in(folder)
    if own != folder:
        yield from _in(own)
    for inner, folders, _ in os.walk(os.path.join(folder, "modules")):
        folders[:] = [name for name in folders if name not in ("objects", "refs", "logs", "hooks")]
        yield from _in(inner)


def _in(folder: str) -> Iterator[str]:
    for name in ("config", "config.worktree"):
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            yield path
