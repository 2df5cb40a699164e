"""The scripts that colab-safe installs as git's own hooks, in repositories without pre-commit."""

from __future__ import annotations

import os
import shutil
import sys

from colab_safe.errors import UsageError
from colab_safe.project.files import read_bytes

# git's hook → the program that it runs.
PROGRAMS = {"pre-commit": "colab-safe-scan", "pre-push": "colab-safe-push"}
# An earlier hook is kept under this suffix, and runs afterwards with the same arguments and stdin.
KEPT = ".before-colab-safe"
_MARK = "# Installed by `colab-safe install-hook`."
_SCRIPT = """\
#!/bin/sh
{mark} `colab-safe install-hook --uninstall` removes it.
command={command}
[ -x "$command" ] || command=$(command -v {name})
case $command in /*|[A-Za-z]:*) ;; *)  # a relative folder of PATH may be this repository's
    echo "colab-safe is not installed here, so nothing was checked: install it again" >&2
    exit 1
esac
input=$({read})
# These variables may name a folder of this repository, and Python would run the modules in it.
check() (
    case ${{PYTHONUSERBASE-}} in /*|[A-Za-z]:*) ;; *) unset PYTHONUSERBASE ;; esac
    unset PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONWARNINGS PYTHONEXECUTABLE PYTHONPLATLIBDIR
    exec "$command" "$@"
)
printf '%s\\n' "$input" | check "$@" || exit $?
next=$0{kept}
[ ! -x "$next" ] || printf '%s\\n' "$input" | "$next" "$@"
"""


def is_from_colab_safe(path: str) -> bool:
    """Return whether colab-safe wrote a hook.

    Args:
        path: Of the hook's file, which may be missing.
    """
    return os.path.isfile(path) and _MARK.encode() in read_bytes(path)


def script(hook: str) -> bytes:
    """Return the text of a hook, which works outside of the virtual environment as well.

    Args:
        hook: A key of PROGRAMS.

    Raises:
        UsageError: The program that it runs is not installed.
    """
    program = PROGRAMS[hook]
    beside = shutil.which(program, path=os.path.dirname(sys.executable))
    command = beside or shutil.which(program)
    if command is None:
        raise UsageError(
            f"{program} not found next to {sys.executable} or in PATH: install colab-safe there"
        )
    quoted = "'" + command.replace(os.sep, "/").replace("'", "'\\''") + "'"
    read = "cat" if hook == "pre-push" else ":"  # git writes to the stdin of this hook only
    filled = _SCRIPT.format(mark=_MARK, command=quoted, name=program, read=read, kept=KEPT)
    return filled.encode()
