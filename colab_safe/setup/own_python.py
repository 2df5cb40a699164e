"""Commands that start colab-safe from git's settings and hooks, and import nothing from the folder they start in.

`python -m NAME` and `python -c CODE` put the current folder first in `sys.path`, and git starts its
filters and hooks at the top of the working copy: a `json.py` of the branch that is checked out would
run. `python -P` would do, but Python 3.10 does not have it; `python -I` would not find a
`pip install --user`.
"""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from shlex import quote

from colab_safe.typed import NamedTuple

# `sys` is built in; after this line, modules come from the installation alone.
_CODE = "import sys; sys.path[:] = [*filter(None, sys.path), {folder!r}]; {code}"


class EntryPoint(NamedTuple):
    """A function that runs a program."""

    module: str
    function: str


COLAB_SAFE = EntryPoint("colab_safe.command_line.main", "run")


def shell_command(entry: EntryPoint) -> str:
    """Return a command line for `sh` that runs a function of this installation.

    Variables such as `PYTHONPATH` are not read (`-E`): they may name a folder of the repository.

    Args:
        entry: The function; arguments may be appended to the command line.
    """
    call = f"from {entry.module} import {entry.function}; {entry.function}()"
    code = _CODE.format(folder=_folder(entry.module), code=call)
    python = quote(os.path.abspath(sys.executable).replace(os.sep, "/"))
    return f"{python} -E -c {quote(code)}"


def _folder(module: str) -> str:
    """Where the package is imported from, which may be known to this process only."""
    spec = find_spec(module.partition(".")[0])
    found = spec.origin if spec and spec.origin else ""
    return os.path.dirname(os.path.dirname(os.path.abspath(found))).replace(os.sep, "/")


def imports_from_the_current_folder(command: str) -> bool:
    """Return whether a command starts colab-safe as earlier versions did, with `python -m` alone.

    Args:
        command: The command line of a filter in git's settings.
    """
    words = command.split()
    starts_module = "-m" in words and "colab_safe" in words
    return starts_module and not {"-I", "-P"} & set(words[: words.index("-m")])
