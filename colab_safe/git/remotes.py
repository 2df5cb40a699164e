"""Where a repository is pushed to."""

from __future__ import annotations

import re

from colab_safe.errors import GitError
from colab_safe.git.process import git

_HOST = re.compile(r"^(?:\w+://)?(?:[^@/]*@)?([\w.-]+)[:/]")


def hosts() -> list[str]:
    """Return the hosts of all remotes, without the user and token that a URL may have."""
    try:
        urls = (
            git("config", "--get-regexp", r"^remote\..*\.url$")
            .decode(errors="replace")
            .splitlines()
        )
    except GitError:  # no remote
        return []
    found = [_HOST.match(url.split(" ", 1)[-1]) for url in urls]
    return [match[1].lower() for match in found if match]
