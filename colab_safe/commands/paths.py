"""Drive paths of token files: replace them by placeholders, bring them back, look for them, list them."""

from __future__ import annotations

import os
import sys

from colab_safe.command_line.exit_codes import FAILED, FOUND
from colab_safe.errors import ColabSafeError, FileError, GitError, PathError, UsageError
from colab_safe.git.folders import Clone, clone
from colab_safe.paths.hide import hide
from colab_safe.paths.rules import Rules
from colab_safe.placeholders.names import NAME, UNNAMED, placeholder, variable
from colab_safe.placeholders.store import PathStore, load, opened
from colab_safe.project.files import find, read_bytes, shown
from colab_safe.project.hiding import (
    around,
    is_filtered,
    notebook_name,
    path_rules,
    place,
    replace,
    report,
)
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

_STAGE = "Stage the changed notebooks (git add) and commit again."
_PARTLY = (
    "If it says that fixes were rolled back, a notebook is staged in part: stage the whole of it,\n"
    "or let `colab-safe paths hide --staged` hide the paths in what is staged, and commit again."
)


def add_arguments(parser: ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    for name, summary in VERBS.items():
        verb = verbs.add_parser(
            name, help=summary, description=f"{summary[0].upper()}{summary[1:]}."
        )
        if name != "list":
            verb.add_argument(
                "paths",
                nargs="*",
                default=["."],
                metavar="PATH",
                help="notebooks, or folders (default: .)",
            )
        if name in ("hide", "restore"):
            verb.add_argument(
                "--path",
                action="append",
                default=[],
                metavar="[NAME=]PATH",
                help="your path of a token file, to remember first",
            )
        if name == "hide":
            verb.add_argument(
                "--staged", action="store_true", help="change what is staged, not the files"
            )


VERBS = {
    "hide": "replace the Drive paths of token files by placeholders",
    "restore": "bring your own paths back",
    "check": "look for Drive paths of token files, and change nothing",
    "list": "show the placeholders and paths that this clone remembers",
}


def run(arguments: Namespace) -> int:
    """1 when a notebook was changed by `hide`, shows a path to `check`, or could not be restored."""
    runs = {"hide": _hide, "restore": _restore, "check": _check, "list": _list}
    return runs[arguments.verb](arguments)


def _hide(arguments: Namespace) -> int:
    here, worst, changed = _clone_of(arguments.paths), 0, 0
    with opened(here.common) as store:
        _remember(arguments.path, store)
        if arguments.staged or is_filtered(
            here
        ):  # the files may show the paths, as git hides them on their way
            from colab_safe.project.staged_hiding import hide_staged

            return hide_staged(store, here, path_rules())
        rules = path_rules()
        for path in _files(arguments):
            code, places = _hide_file(path, store, here, rules)
            worst, changed = max(worst, code), changed + bool(places)
    if changed:
        from colab_safe.report.text import count

        print(f"colab-safe: Drive token paths hidden in {count(changed, 'notebook')}. {_STAGE}")
        if "PRE_COMMIT" in os.environ:
            print(_PARTLY)
    return worst


def _clone_of(paths: list[str]) -> Clone:
    """The clone that the first path is in."""
    folder = paths[0] if os.path.isdir(paths[0]) else os.path.dirname(paths[0])
    return clone(folder if os.path.isdir(folder) else None)


def _hide_file(path: str, store: PathStore, here: Clone, rules: Rules) -> tuple[int, int]:
    """The exit code for a file, and how many paths were hidden; what concerns one file does not stop the others."""
    try:
        data = read_bytes(path)
        hiding = hide(data, notebook_name(path, here), store, rules, around(path, here))
        if hiding.data != data:
            replace(path, hiding.data, store, here)
    except (FileError, PathError) as error:
        return _failed(path, error), 0
    return report(shown(path), hiding), len(hiding.hidden) if not hiding.problem else 0


def _restore(arguments: Namespace) -> int:
    here, worst = _clone_of(arguments.paths), 0
    with opened(here.common) as store:
        _remember(arguments.path, store)
        files = _files(arguments)
        for path in files:
            try:
                worst = max(worst, _restore_file(path, store, here, fill=bool(arguments.path)))
            except (FileError, PathError) as error:
                worst = max(worst, _failed(path, error))
    from colab_safe.git import filters

    if filters.is_installed(here.top):
        filters.refresh(
            [notebook_name(path, here) for path in files if os.path.isfile(path)], here.top
        )
    return worst


def _restore_file(path: str, store: PathStore, here: Clone, fill: bool) -> int:
    from colab_safe.paths.restore import restore
    from colab_safe.report.text import count

    data = read_bytes(path)
    result = restore(data, notebook_name(path, here), store, fill)
    for refusal in result.refused:
        print(f"colab-safe: {shown(path)}: not restored: {refusal}", file=sys.stderr)
    for name in result.unknown:
        print(
            f"colab-safe: {shown(path)}: your path for {name} is not known: {_tell(name)}",
            file=sys.stderr,
        )
    if result.refused:
        return FOUND
    if result.data != data:
        replace(path, result.data, store, here)
        print(f"{shown(path)}: {count(result.restored, 'path')} restored")
    return FOUND if result.unknown else 0


def _tell(name: str) -> str:
    bare = name.strip("_").removeprefix("DRIVE_TOKEN_PATH").strip("_")
    return f"`colab-safe paths restore --path {bare}{'=' if bare else ''}keys/token.json` tells it"


def _check(arguments: Namespace) -> int:
    from colab_safe.report.text import count

    store, rules = _store_here(), path_rules()
    codes = [_check_file(path, store, rules) for path in _files(arguments)]
    visible, failed = codes.count(FOUND), codes.count(FAILED)
    if codes:
        found = f"paths are visible in {visible} of" if visible else "no visible path in"
        problems = f"; not complete: {count(failed, 'problem')}" if failed else ""
        print(f"colab-safe: {found} {count(len(codes), 'notebook')}{problems}")
    if visible:
        print(
            "`colab-safe paths hide` replaces them; a path that was pushed stays in the history, so move the file as well."
        )
    return FOUND if visible else max(codes, default=0)


def _check_file(path: str, store: PathStore, rules: Rules) -> int:
    from colab_safe.notebook.reading import read_notebook

    try:
        data = read_bytes(path)
        hiding = hide(data, shown(path), store, rules)
    except (FileError, PathError) as error:
        return _failed(path, error)
    for one in hiding.hidden:
        print(f"{place(shown(path), one)}: the path of a token file on Drive is visible")
    problem = hiding.problem or read_notebook(data).problem
    if problem:
        print(
            f"colab-safe: {shown(path)}: no notebook, so its plain text was searched: {problem}",
            file=sys.stderr,
        )
    return FOUND if hiding.hidden else FAILED if problem else 0


def _files(arguments: Namespace) -> list[str]:
    files = list(find(arguments.paths))
    if not files:
        print("colab-safe: nothing to do: there is no notebook there", file=sys.stderr)
    return files


def _list(arguments: Namespace) -> int:
    store = load(clone().common)
    for name, paths in store.paths.items():
        print(
            f"{name}  {paths[0]}  (elsewhere: environment variable or Colab secret {variable(name)})"
        )
    if not store.paths:
        print("colab-safe: this clone remembers no paths")
    return 0


def _remember(given: list[str], store: PathStore) -> None:
    """Paths from the command line, as NAME=PATH, or PATH for the placeholder without a name."""
    from colab_safe.paths.drive import after_root, normalised

    for text in given:
        name, equals, path = text.rpartition("=")
        if (equals and not NAME.fullmatch(name)) or not path:
            raise UsageError(
                f"--path needs PATH or NAME=PATH, the name of letters and digits, and not {text!r}"
            )
        start = after_root(path)
        path = path if start is None and os.path.isabs(path) else normalised(path[start or 0 :])
        sought = placeholder(name) if name else UNNAMED
        if store.path(sought) != path:
            store.forget(sought)
            store.add(sought, path)


def _store_here() -> PathStore:
    """`check` works outside of a clone too: then with nothing remembered."""
    try:
        return load(clone().common)
    except GitError:
        return PathStore()


def _failed(path: str, error: ColabSafeError) -> int:
    said = str(error)
    print(
        f"colab-safe: {said if said.startswith(shown(path)) else f'{shown(path)}: {said}'}",
        file=sys.stderr,
    )
    return FAILED
