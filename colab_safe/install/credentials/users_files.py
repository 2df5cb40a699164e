"""The user's own git settings, as part of a private configuration file.

They are included as they are. Only `url.https://TOKEN@host/.insteadOf`, which many guides recommend, is written without the
token: with it git would put the token into the command line of each transfer. A file of `includeIf` with one is left out.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.credentials.url_credentials import (
    has_url_credentials,
    without_url_credentials,
)
from colab_safe.install.server import Server, parse_server

_LIMIT_S = 10  # for reading a file, without the network
_REPLACES = re.compile(r"url\.(?P<url>.*)\.(?:push)?insteadof", re.IGNORECASE | re.DOTALL)
_MAY_REPLACE = re.compile(r"insteadof|\[\s*include", re.IGNORECASE)


class _Entry(NamedTuple):
    key: str
    value: str | None  # None for a key alone

    @property
    def is_conditional(self) -> bool:
        return self.key.startswith("includeif.")

    def file(self, named_in: str) -> str:
        """The file that it includes."""
        path = os.path.expanduser(self.value or "")
        return os.path.join(os.path.dirname(named_in), path)


def lines_of_users_files(
    paths: Sequence[str], servers: Sequence[Server], environ: Mapping[str, str]
) -> list[str]:
    """Return lines of a git configuration file that has the same effect as the user's files.

    Args:
        paths: The files, those that outrank others last; they need not exist.
        servers: For which git gets a token from colab-safe, so that it needs none in a URL.
        environ: To run git in.
    """
    return [line for path in map(os.path.abspath, paths) for line in _lines(path, servers, environ)]


def quoted(value: str) -> str:
    """Return a value or the name of a subsection as it is written in a git configuration file.

    Args:
        value: On one line or more.
    """
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\t", "\\t") + '"'


def _lines(path: str, servers: Sequence[Server], environ: Mapping[str, str]) -> list[str]:
    settings = _settings(path, environ) if _may_replace(path) else []
    conditional = {each for each in settings if each.is_conditional}
    harmful = {each for each in conditional if _shows_tokens(each.file(path), servers, environ)}
    if not harmful and not any(_shows_token(each.key, servers) for each in settings):
        return ["[include]", f"\tpath = {quoted(path)}"]
    kept = [each for each in settings if each not in harmful and each.key != "include.path"]
    return [line for each in kept for line in _setting(path, each, servers)]


def _shows_tokens(path: str, servers: Sequence[Server], environ: Mapping[str, str]) -> bool:
    return _may_replace(path) and any(
        _shows_token(each.key, servers) for each in _settings(path, environ)
    )


def _may_replace(path: str) -> bool:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return _MAY_REPLACE.search(file.read()) is not None
    except OSError:
        return False


def _settings(path: str, environ: Mapping[str, str]) -> list[_Entry]:
    """In order, those of included files too. Empty if git cannot read the file, which it will say later."""
    argv = ["git", "config", "--file", path, "--includes", "--null", "--list"]
    try:
        done = subprocess.run(
            argv, env=dict(environ), capture_output=True, timeout=_LIMIT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return []
    entries = done.stdout.decode("utf-8", "surrogateescape").split("\0")[:-1]
    parts = [entry.partition("\n") for entry in entries]
    return [_Entry(key, value if end else None) for key, end, value in parts]


def _shows_token(key: str, servers: Sequence[Server]) -> bool:
    match = _REPLACES.fullmatch(key)
    if match is None or not has_url_credentials(match["url"]):
        return False
    try:
        return parse_server(without_url_credentials(match["url"])) in servers
    except InstallError:
        return False


def _setting(path: str, entry: _Entry, servers: Sequence[Server]) -> list[str]:
    section, _, rest = entry.key.partition(".")
    between, _, name = rest.rpartition(".")
    if _shows_token(entry.key, servers):
        between = without_url_credentials(between)
    value = entry.file(path) if entry.is_conditional else entry.value
    header = f"[{section} {quoted(between)}]" if between else f"[{section}]"
    return [header, f"\t{name}" if value is None else f"\t{name} = {quoted(value)}"]
