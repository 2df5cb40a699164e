"""The check after an install: did git, pip or a person leave the token somewhere?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence

from colab_safe.install.packages.installed import direct_url_file
from colab_safe.install.tokens.token import Token
from colab_safe.placeholders.patching import ipython_shell
from colab_safe.spellings import spellings

_LARGEST = 1_000_000  # bytes; configuration is smaller
_IN_HOME = (
    ".git-credentials",
    ".gitconfig",
    ".config/git/credentials",
    ".config/git/config",
    ".netrc",
    "_netrc",
)
_PIP_CONFIG = (".config/pip/pip.conf", ".pip/pip.conf", ".pypirc", ".config/uv/uv.toml")


def leftovers(
    tokens: Sequence[Token], infos: Iterable[str] = (), clones: Iterable[str] = ()
) -> list[str]:
    """Return one sentence per place where a token was found; empty if there is none.

    Args:
        tokens: The tokens to look for, in all spellings.
        infos: .dist-info folders of what was installed.
        clones: Clones whose settings are searched.
    """
    home = os.path.expanduser("~")
    paths = [os.path.join(home, *name.split("/")) for name in (*_IN_HOME, *_PIP_CONFIG)]
    paths += [direct_url_file(info) for info in infos]
    paths += [os.path.join(clone, ".git", "config") for clone in clones]
    holds = _search_for(tokens)
    found = [
        f"the file {path} contains the token: remove it there"
        for path in paths
        if holds(_read(path))
    ]
    cells = [number for number, cell in enumerate(_cells_that_ran()) if holds(cell)]
    return found + [
        f"cell In[{number}] of this notebook contains the token: remove it there"
        for number in cells
    ]


def _search_for(tokens: Sequence[Token]) -> Callable[[str], bool]:
    known = [spelling for token in tokens for spelling in spellings(token.secret.reveal())]
    return lambda text: any(spelling in text for spelling in known)


def _read(path: str) -> str:
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return file.read(_LARGEST)
    except OSError:
        return ""


def _cells_that_ran() -> list[str]:
    """IPython keeps the source of every cell; outside of a kernel there are none."""
    shell = ipython_shell()
    return [str(cell) for cell in shell.user_ns.get("In", ())] if shell else []
