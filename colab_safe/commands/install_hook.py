"""Put colab-safe's checks into git's own hooks, for repositories without pre-commit: before a commit and before a push."""

from __future__ import annotations

import os
import shutil
import sys

from colab_safe.errors import FileError, UsageError
from colab_safe.git.hooks import hooks_folder
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

HOOKS = {"pre-commit": "colab-safe-scan", "pre-push": "colab-safe-push"}
MARK = "# Installed by `colab-safe install-hook`."
_NEXT = ".before-colab-safe"  # a hook that was there before runs after ours, with the same arguments and stdin
_SCRIPT = """\
#!/bin/sh
{mark} `colab-safe install-hook --uninstall` takes it away.
command={command}
[ -x "$command" ] || command={name}
if ! command -v "$command" >/dev/null; then
    echo "colab-safe is not installed here, so nothing was checked: pip install colab-safe" >&2
    exit 1
fi
told=$({read})
printf '%s\\n' "$told" | "$command" "$@" || exit $?
next=$0{next}
[ ! -x "$next" ] || printf '%s\\n' "$told" | "$next" "$@"
"""


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--type",
        action="append",
        choices=HOOKS,
        dest="types",
        help="install this hook only; may be repeated",
    )
    parser.add_argument(
        "--uninstall",
        action="store_true",
        help="take the hooks away, and put back what was there before",
    )


def run(arguments: Namespace) -> int:
    """Installs, or takes away; twice is the same as once."""
    folder = hooks_folder()
    for name in arguments.types or HOOKS:
        path = os.path.join(folder, name)
        print(f"{shown(path)}: {_uninstall(path) if arguments.uninstall else _install(path, name)}")
    return 0


def _install(path: str, name: str) -> str:
    text, before = _script(name), path + _NEXT
    is_there = is_ours(path) and read_bytes(path) == text
    if not is_there:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _keep(path, before)
        write_bytes(path, text)
        os.chmod(path, 0o755)  # noqa: S103 — as git's own sample hooks; others of a shared clone run it too
    kept = f", and runs {shown(before)} afterwards" if os.path.lexists(before) else ""
    return ("installed already" if is_there else "installed") + kept


def _keep(path: str, before: str) -> None:
    """Moves a hook that is not ours out of the way. Raises FileError where one was moved before."""
    if not os.path.lexists(path) or is_ours(path):
        return
    if os.path.lexists(before):
        raise FileError(
            f"{shown(before)} is in the way: it was kept from an earlier hook; move it away"
        )
    os.replace(path, before)


def _uninstall(path: str) -> str:
    if not is_ours(path):
        return "none of ours"
    os.unlink(path)
    if os.path.lexists(path + _NEXT):
        os.replace(path + _NEXT, path)
        return "the hook from before is back"
    return "taken away"


def is_ours(path: str) -> bool:
    """Whether a hook's file was written here."""
    return os.path.isfile(path) and MARK.encode() in read_bytes(path)


def _script(name: str) -> bytes:
    """For the interpreter that runs this: the hook works outside of the virtual environment as well."""
    tool = HOOKS[name]
    command = shutil.which(tool, path=os.path.dirname(sys.executable)) or shutil.which(tool)
    if command is None:
        raise UsageError(
            f"{tool} is not next to {sys.executable}, and not in PATH: install colab-safe with pip"
        )
    quoted = "'" + command.replace(os.sep, "/").replace("'", "'\\''") + "'"
    read = "cat" if name == "pre-push" else ":"  # only a push tells something on stdin
    return _SCRIPT.format(mark=MARK, command=quoted, name=tool, read=read, next=_NEXT).encode()
