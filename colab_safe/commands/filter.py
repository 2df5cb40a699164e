"""A filter for git, so that the working copy always shows your own paths, and the repository never does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial

from colab_safe.command_line.messages import say, tell
from colab_safe.command_line.standard_input import input_stream
from colab_safe.command_line.sub_verbs import SubVerb, add_sub_verbs, run_sub_verb
from colab_safe.errors import ColabSafeError, GitError, PathError, for_one_file
from colab_safe.git import filters
from colab_safe.git.callers import is_archiving
from colab_safe.git.files import indexed_files
from colab_safe.git.filter_protocol import serve
from colab_safe.git.folders import Clone, clone
from colab_safe.git.head_files import HeadFiles
from colab_safe.placeholders.store import LastStore
from colab_safe.project.clone_paths import ClonePaths, open_clone_paths
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.git_filter import (
    add_to_attributes,
    has_later_filter,
    remove_from_attributes,
)
from colab_safe.project.nearest import SettingsFinder
from colab_safe.project.other_filters import OtherFilter, OtherFilters
from colab_safe.report.text import count
from colab_safe.setup.own_python import COLAB_SAFE, shell_command
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# From a notebook's bytes and its path in the repository to other bytes.
Conversion = Callable[[ClonePaths, bytes, str], bytes]


def _install(arguments: Namespace) -> int:
    around = clone()
    filters.install(f"{shell_command(COLAB_SAFE)} filter process", around.top)
    add_to_attributes(around, _text_notebooks(around))
    for name in _other_filters(around):
        say(f"colab-safe: the filter {name!r} runs as well")
    changed = _convert_working_copy(_smudge)
    filters.refresh(_present_notebooks(around), around.top)
    restored = count(len(changed), "notebook")
    say(f"colab-safe: filter installed in this clone; your own paths are back in {restored}")
    return 0


def _text_notebooks(around: Clone) -> dict[str, tuple[str, ...]]:
    """The patterns of text notebooks in every settings file that applies to a file of the index, by its folder from the top."""
    finder, top = SettingsFinder(around.top), os.path.realpath(around.top)
    found = {}
    for settings in {id(one): one for one in map(finder.of, ["x", *indexed_files(top)])}.values():
        folder = os.path.relpath(os.path.realpath(settings.top or settings.root), top)
        found["" if folder == os.curdir else shown(folder)] = settings.text_notebooks
    return found


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


def _other_filters(around: Clone) -> list[str]:
    """The names of the user's filters on notebooks, or on a first notebook in the top folder."""
    names = _notebooks(around) or ["notebook.ipynb"]
    with OtherFilters(around) as others:
        return sorted({other.name for other in map(others.of, names) if other})


def _process(arguments: Namespace) -> int:
    """Serve git, which sends many notebooks; each has the store for itself, other processes wait for their turn."""
    around, last = clone(), LastStore()
    _warn_of_later_filter(around)
    for_others = is_archiving()  # git restores paths in archives as in a checkout
    with OtherFilters(around) as others, HeadFiles(around.top) as head:

        def clean(data: bytes, name: str) -> bytes:
            with open_clone_paths(last=last, head=head) as paths:
                hidden = _clean(paths, data, name, warn=True)
            other = others.of(name)
            return _by_other_filter(hidden, name, other, other.clean) if other else hidden

        def smudge(data: bytes, name: str) -> bytes:
            other = others.of(name)
            shown = _by_other_filter(data, name, other, other.smudge) if other else data
            if for_others:
                return shown
            with open_clone_paths(last=last, head=head) as paths:
                return _smudge(paths, shown, name)

        serve(input_stream(), sys.stdout.buffer, {"clean": clean, "smudge": smudge}, tell)
    return 0


def _warn_of_later_filter(around: Clone) -> None:
    if not has_later_filter(around):
        return
    from colab_safe.git.attributes import notebook_filters  # most clones have no such line

    others = notebook_filters(_notebooks(around))
    for other in others:
        if other.name != filters.NAME:
            tell(
                f"colab-safe: git does not run this filter on {count(other.notebooks, 'notebook')}, whose paths it stores:"
                f" a later line of .git/info/attributes names {other.name}. Run colab-safe filter install"
            )


def _clean(paths: ClonePaths, data: bytes, name: str, warn: bool = False) -> bytes:
    """What git stores: never a visible path, also of a notebook that cannot be read; but for encoded ones and pictures."""
    hiding = paths.hide(data, name, even_unreadable=True)
    if hiding.problem and hiding.hidden:
        raise PathError(f"{hiding.problem}. So that git does not store its paths, it is not added")
    if hiding.not_hidden and warn:
        paths_left = count(len(hiding.not_hidden), "path")
        tell(
            f"{name}: {paths_left} of token files in base64, hexadecimal or a picture, NOT hidden. Run colab-safe paths check"
        )
    return hiding.data


def _smudge(paths: ClonePaths, data: bytes, name: str) -> bytes:
    """What the user sees; as it is where git would take the restored notebook for a changed one."""
    restored = paths.restore(data, name, fill=True).data
    if restored == data or paths.is_seen(name, restored, data):
        return restored
    hidden = _clean(paths, restored, name)
    return restored if hidden == data or hidden == _clean(paths, data, name) else data


def _by_other_filter(data: bytes, name: str, other: OtherFilter, command: str | None) -> bytes:
    """What the user's other filter makes of the bytes, run as git runs it: %f is the file's name."""
    if not command or command == "cat":
        return data
    import shlex
    import subprocess

    line = command.replace("%f", shlex.quote(name))
    done = subprocess.run(["sh", "-c", line], input=data, capture_output=True, check=False)
    if not done.returncode:
        return done.stdout
    said = done.stderr.decode(errors="replace").strip()
    problem = f"the filter {other.name!r} failed ({command}): {said}"
    if other.is_required:
        raise GitError(problem)
    tell(f"{name}: {problem}")  # git goes on without a filter that is not required
    return data


def _notebooks(around: Clone) -> list[str]:
    """The notebooks that git has, also those kept as text, as paths from the top folder."""
    return filters.notebooks(around.top, SettingsFinder(around.top).is_text_notebook)


def _present_notebooks(around: Clone) -> list[str]:
    """The notebooks that git has and the working copy too, as paths from the top folder."""
    paths = {name: os.path.join(around.top, name) for name in _notebooks(around)}
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


EXAMPLES = (
    "colab-safe filter install",
    "colab-safe filter uninstall",
)


def add_arguments(parser: ArgumentParser) -> None:
    add_sub_verbs(parser, VERBS)


def run(arguments: Namespace) -> int:
    return run_sub_verb(arguments)
