"""A filter for git, so that the working copy always shows your own paths, and the repository never does."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from colab_safe.errors import ColabSafeError, GitError
from colab_safe.git import filters
from colab_safe.git.filter_protocol import serve
from colab_safe.git.folders import Clone, clone
from colab_safe.paths.hide import hide, hide_known
from colab_safe.paths.restore import restore
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.store import PathStore, opened
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.project.hiding import around, path_rules, replace
from colab_safe.report.text import count
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_VERBS = {
    "install": "let git hide the paths when it reads notebooks, and restore them when it writes notebooks, in this clone",
    "uninstall": "take the filter out again, and hide the paths in the working copy",
    "process": "the filter itself, which git starts",
}


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="{install,uninstall}", required=True)
    for name, summary in _VERBS.items():
        verbs.add_parser(name, help=summary, description=f"{summary[0].upper()}{summary[1:]}.")


def run(arguments: Namespace) -> int:
    return {"install": _install, "uninstall": _uninstall, "process": _process}[arguments.verb]()


def _install() -> int:
    here = clone()
    python = sys.executable.replace(os.sep, "/")
    beside = filters.install(f'"{python}" -m colab_safe filter process', here.top)
    if beside:
        print(f"colab-safe: runs beside the filter {beside!r}")
    _write_attributes(here, [*_other_attributes(here), filters.ATTRIBUTE])
    changed = _rewrite(here, smudge)
    filters.refresh(_present(here), here.top)
    print(
        f"colab-safe: filter installed in this clone; your own paths are back in {count(len(changed), 'notebook')}"
    )
    return 0


def _uninstall() -> int:
    here = clone()
    if not filters.is_installed(here.top):
        print("colab-safe: no filter of ours is installed in this clone")
        return 0
    changed = _rewrite(here, clean)
    _write_attributes(here, _other_attributes(here))
    filters.uninstall(here.top)
    filters.refresh(_present(here), here.top)
    print(
        f"colab-safe: filter uninstalled; the paths are hidden in {count(len(changed), 'notebook')}"
    )
    return 0


def _attributes(here: Clone) -> str:
    return os.path.join(here.common, "info", "attributes")


def _other_attributes(here: Clone) -> list[str]:
    if not os.path.exists(_attributes(here)):
        return []
    lines = read_bytes(_attributes(here)).decode("utf-8", "surrogateescape").splitlines()
    return [line for line in lines if line.strip() != filters.ATTRIBUTE]


def _write_attributes(here: Clone, lines: list[str]) -> None:
    """Without lines the file goes, as it came."""
    path = _attributes(here)
    if lines:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_bytes(path, "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogateescape"))
    elif os.path.exists(path):
        os.unlink(path)


def _process() -> int:
    here = clone()

    def complain(problem: str) -> None:
        print(f"colab-safe: {problem}", file=sys.stderr)

    def cleaned(data: bytes, name: str) -> bytes:
        with opened(here.common) as store:
            hidden = clean(data, name, store, here, path_rules())
        return _beside(hidden, name, filters.beside("clean", here.top))

    def smudged(data: bytes, name: str) -> bytes:
        data = _beside(data, name, filters.beside("smudge", here.top))
        with opened(here.common) as store:
            return smudge(data, name, store, here, path_rules())

    serve(sys.stdin.buffer, sys.stdout.buffer, {"clean": cleaned, "smudge": smudged}, complain)
    return 0


def clean(data: bytes, name: str, store: PathStore, here: Clone, rules: Rules) -> bytes:
    """What git is to store. Of a notebook that cannot be read, only the lines that were restored are hidden."""
    hiding = hide(data, name, store, rules, around(os.path.join(here.top, name), here))
    return hide_known(data, name, store) if hiding.problem and hiding.hidden else hiding.data


def smudge(data: bytes, name: str, store: PathStore, here: Clone, rules: Rules) -> bytes:
    """What the user is to see; as it is where git would take the restored notebook for a changed one."""
    restored = restore(data, name, store, fill=True).data
    if restored == data:
        return data
    same = clean(restored, name, store, here, rules) == clean(data, name, store, here, rules)
    return restored if same else data


def _beside(data: bytes, name: str, command: str | None) -> bytes:
    """What the other filter makes of it, run as git runs it: %f is the file's name."""
    if not command or command == "cat":
        return data
    import shlex
    import subprocess

    line = command.replace("%f", shlex.quote(name))
    done = subprocess.run(["sh", "-c", line], input=data, capture_output=True, check=False)
    if done.returncode:
        raise GitError(
            f"the filter beside ours failed ({command}): {done.stderr.decode(errors='replace').strip()}"
        )
    return done.stdout


def _present(here: Clone) -> list[str]:
    """The notebooks that git has and the working copy too."""
    names = filters.notebooks(here.top)
    return [
        name
        for name in names
        if os.path.isfile(path := os.path.join(here.top, name)) and not os.path.islink(path)
    ]


Change = Callable[[bytes, str, PathStore, Clone, Rules], bytes]


def _rewrite(here: Clone, change: Change) -> list[str]:
    """Changes the notebooks of the working copy, as a checkout would; the names of those that are other now."""
    changed, rules = [], path_rules()
    with opened(here.common) as store:
        for name in _present(here):
            path = os.path.join(here.top, name)
            try:
                data = read_bytes(path)
                new = change(data, name, store, here, rules)
                if new != data:
                    replace(path, new, store, here)
                    changed.append(name)
            except ColabSafeError as error:
                print(f"colab-safe: {error}", file=sys.stderr)
    return changed
