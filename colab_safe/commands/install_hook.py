"""Install git hooks that check commits and pushes, in repositories without pre-commit."""

from __future__ import annotations

import os

from colab_safe.command_line.messages import say
from colab_safe.errors import FileError
from colab_safe.git.hooks import hooks_folder
from colab_safe.project.files import read_bytes, shown, write_bytes
from colab_safe.project.links import refuse_way_out
from colab_safe.setup.git_hook import KEPT, PROGRAMS, is_from_colab_safe, script
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


EXAMPLES = (
    "colab-safe install-hook",
    "colab-safe install-hook --uninstall",
)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--type",
        action="append",
        choices=PROGRAMS,
        dest="types",
        help="install only this hook (repeatable)",
    )
    parser.add_argument(
        "--uninstall", action="store_true", help="remove the hooks, and restore earlier ones"
    )


def run(arguments: Namespace) -> int:
    """Install or remove the hooks; doing it twice changes nothing."""
    folder = hooks_folder()
    for hook in arguments.types or PROGRAMS:
        path = os.path.join(folder, hook)
        done = _uninstall(path) if arguments.uninstall else _install(path, hook)
        say(f"{shown(path)}: {done}")
    return 0


def _install(path: str, hook: str) -> str:
    """Write a hook, and return what was done."""
    text, kept = script(hook), path + KEPT
    is_current = is_from_colab_safe(path) and read_bytes(path) == text
    if not is_current:
        refuse_way_out(path)  # before folders are made, and an earlier hook is moved
        os.makedirs(os.path.dirname(path), exist_ok=True)
        _keep(path, kept)
        write_bytes(path, text)
        os.chmod(path, 0o755)  # noqa: S103 — as git's samples: others may share the clone
    also = f", and runs {shown(kept)} afterwards" if os.path.lexists(kept) else ""
    return ("already installed" if is_current else "installed") + also


def _keep(path: str, kept: str) -> None:
    """Move another program's hook out of the way. Raise FileError if one was moved before."""
    if not os.path.lexists(path) or is_from_colab_safe(path):
        return
    if os.path.lexists(kept):
        raise FileError(f"{shown(kept)} already exists, kept from an earlier hook: move it away")
    os.replace(path, kept)


def _uninstall(path: str) -> str:
    """Remove a hook, and return what was done."""
    if not is_from_colab_safe(path):
        return "not installed by colab-safe"
    os.unlink(path)
    if os.path.lexists(path + KEPT):
        os.replace(path + KEPT, path)
        return "removed; the earlier hook is back"
    return "removed"
