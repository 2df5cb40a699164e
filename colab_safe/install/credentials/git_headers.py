"""Headers in the user's git settings that carry a login of their own, which git sends in place of the token."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple

_LOGIN = re.compile(r"\s*authorization\s*:", re.IGNORECASE)


class Header(NamedTuple):
    """One `http.extraHeader`; its value is a secret and stays out."""

    name: str  # of the setting: "http.https://github.com/.extraheader"
    file: str  # where it is set; "command line" for an environment variable


def login_headers(environ: Mapping[str, str], where: Sequence[str] = ()) -> tuple[Header, ...]:
    """Return the settings `http.extraHeader` and `http.URL.extraHeader` that contain a login.

    Left over by CI jobs, mostly. Format: https://git-scm.com/docs/git-config#Documentation/git-config.txt---show-origin

    Args:
        environ: Of the git command that failed.
        where: Its `-C FOLDER`; the current folder if empty.
    """
    command = [
        "git",
        *where,
        "config",
        "--show-origin",
        "-z",
        "--get-regexp",
        r"^http\..*extraheader$",
    ]
    try:
        answer = subprocess.run(
            command,
            env=dict(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=20,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    fields = answer.stdout.decode(errors="replace").split("\0")
    found = []
    for origin, setting in zip(fields[::2], fields[1::2], strict=False):
        name, _, value = setting.partition("\n")
        if _LOGIN.match(value):
            found.append(Header(name, origin.removeprefix("file:").rstrip(":")))
    return tuple(found)
