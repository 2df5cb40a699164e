"""A filter for git, so that the working copy always shows your own paths, and the repository never does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial

from colab_safe.command_line.messages import say, tell
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.errors import ColabSafeError, GitError, for_one_file
from colab_safe.git import filters
from colab_safe.git.filter_protocol import serve
from colab_safe.git.folders import Clone, clone
from colab_safe.paths.hide import hide_known_lines
from colab_safe.project.clone_paths import ClonePaths, open_clone_paths
from colab_safe.project.files import read_bytes
from colab_safe.project.git_filter import add_to_attributes, remove_from_attributes
from colab_safe.report.text import count
from colab_safe.setup.own_python import COLAB_SAFE, shell_command
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# From a notebook's bytes and its path in the repository to other bytes.
Conversion = Callable[[ClonePaths, bytes, str], bytes]


def _install(arguments: Namespace) -> int:
    around = clone()
    other = filters.install(f"{shell_command(COLAB_SAFE)} filter process", around.top)
    if other:
        say(f"colab-safe: the filter {other!r} runs as well")
    add_to_attributes(around)
    changed = _convert_working_copy(_smudge)
    filters.refresh(_present_notebooks(around), around.top)
    restored = count(len(changed), "notebook")
    say(f"colab-safe: filter installed in this clone; your own paths are back in {restored}")
    return 0


def _uninstall(arguments: Namespace) -> int:
    around = clone()
    if not filters.is_installed(around.top):
        say("colab-safe: the colab-safe filter is not installed in this clone")
        return 0
    changed = _convert_working_copy(_clean)
    remove_from_attributes(around)
    filters.uninstall(around.top)
    filters.refresh(_present_notebooks(around), around.top)
    hidden = count(len(changed), "notebook")
    say(f"colab-safe: filter uninstalled; the paths are hidden in {hidden}")
    return 0


def _process(arguments: Namespace) -> int:
    """Serve git, which sends many notebooks; each has the store for itself, other processes wait for their turn."""
    top = clone().top

    def clean(data: bytes, name: str) -> bytes:
        with open_clone_paths() as paths:
            hidden = _clean(paths, data, name)
        return _by_other_filter(hidden, name, filters.beside("clean", top))

    def smudge(data: bytes, name: str) -> bytes:
        data = _by_other_filter(data, name, filters.beside("smudge", top))
        with open_clone_paths() as paths:
            return _smudge(paths, data, name)

    serve(sys.stdin.buffer, sys.stdout.buffer, {"clean": clean, "smudge": smudge}, tell)
    return 0


def _clean(paths: ClonePaths, data: bytes, name: str) -> bytes:
    """What git stores. Of a notebook that cannot be read, only the lines that were restored are hidden."""
    hiding = paths.hide(data, name)
    if hiding.problem and hiding.hidden:
        return hide_known_lines(data, name, paths.store)
    return hiding.data


def _smudge(paths: ClonePaths, data: bytes, name: str) -> bytes:
    """What the user sees; as it is where git would take the restored notebook for a changed one."""
    restored = paths.restore(data, name, fill=True).data
    if restored == data:
        return data
    return restored if _clean(paths, restored, name) == _clean(paths, data, name) else data


def _by_other_filter(data: bytes, name: str, command: str | None) -> bytes:
    """What the user's other filter makes of the bytes, run as git runs it: %f is the file's name."""
    if not command or command == "cat":
        return data
    import shlex
    import subprocess

    line = command.replace("%f", shlex.quote(name))
    done = subprocess.run(["sh", "-c", line], input=data, capture_output=True, check=False)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise GitError(f"the other filter on notebooks failed ({command}): {said}")
    return done.stdout


def _present_notebooks(around: Clone) -> list[str]:
    """The notebooks that git has and the working copy too, as paths from the top folder."""
    paths = {name: os.path.join(around.top, name) for name in filters.notebooks(around.top)}
    return [
        name for name, path in paths.items() if os.path.isfile(path) and not os.path.islink(path)
    ]


def _convert_working_copy(convert: Conversion) -> list[str]:
    """Rewrite the notebooks of the working copy, as a checkout would. Return the names of those that changed."""
    changed = []
    with open_clone_paths() as paths:
        for name in _present_notebooks(paths.clone):
            path = os.path.join(paths.clone.top, name)
            try:
                data = read_bytes(path)
                new = for_one_file(partial(convert, paths, data, name))
                if new != data:
                    paths.write(path, new, data)
                    changed.append(name)
            except ColabSafeError as error:
                tell(str(error))
    return changed


VERBS = {
    "install": SubVerb(
        "let git hide the paths when it reads notebooks, and restore them when it writes notebooks, in this clone",
        _install,
    ),
    "uninstall": SubVerb("remove the filter, and hide the paths in the working copy", _uninstall),
    "process": SubVerb(None, _process),  # git starts it
}


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, VERBS)


def run(arguments: Namespace) -> int:
    return run_sub_verb(arguments)
