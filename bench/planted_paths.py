"""Plant Drive paths of token files in every notebook of some folders, hide them, and restore them.

    python bench/planted_paths.py FOLDER… [--paths 80] [--seed 17] [--jobs 2]

Each planted path leads to a file of its own, which no other place names, so that each must be found by what is written there:
in the source (ways of use), in outputs and in metadata (places), in several spellings. For each notebook the bench checks that

- no view of the hidden notebook shows the name of a planted file,
- a second `hide` changes nothing, and
- `restore` brings back every byte.

It prints the counts, and every path that is still visible. It exits with 1 if there is one, or another difference.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parents[1]))
from colab_safe.notebook.reading import read
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from colab_safe.views.views import views

DRIVE = "/content/drive/MyDrive"
# What the paths look like; {} is a word that nothing else in the notebook contains.
FILES = (
    "keys/{}.json", "secrets/{}.txt", "my/{}_token.json", "Colab Notebooks/keys/{}.json", "a/b/c/{}-api-key.txt", "{}-credentials.json",
    ".ssh/id_rsa_{}", "private/github-{}-token.json", "tokens/{}", "é/keys/{}.json",
)  # fmt: skip
# How code uses a path: {p} is all of it, {d} its folder, {f} its file's name, {n} a number.
WAYS = {
    "open": 'open("{D}/{p}").read()',
    "single quotes": "x{n} = json.load(open('{D}/{p}'))",
    "join": 'import os\nx{n} = os.path.join(mount_drive(), "{p}")\nprint(x{n})',
    "join, pieces": 'import os\ndrive_path = mount_drive()\nopen(os.path.join(drive_path, "{d}", "{f}"))',
    "Path": 'from pathlib import Path\nx{n} = Path("{D}") / "{d}" / "{f}"\nx{n}.read_text()',
    "f-string": 'gdrive = "{D}"\nopen(f"{{gdrive}}/{p}")',
    "plus": 'drive = mount_drive()\nopen(drive + "/" + "{d}/" + "{f}")',
    "constant": 'FILE{n} = "{p}"\n---\nopen(f"{D}/{{FILE{n}}}")',
    "install": 'install_private_library(os.path.join(drive_path, "{p}"), "owner/repo")',
    "keyword": 'install_private_library(config="{D}/{p}", project="P")',
    "function": 'def f{n}(name):\n    return open(os.path.join("{D}", name))\nf{n}("{p}")',
    "dictionary": 'conf{n} = {{"token": "{D}/{p}"}}\nopen(conf{n}["token"])',
    "shell": '!cat "{D}/{p}"',
    "copy": '!mkdir -p ~/.kaggle && cp "{D}/{p}" ~/.kaggle/kaggle.json',
    "variable": '%env GOOGLE_APPLICATION_CREDENTIALS={D}/{p}',
    "format": 'open("{{}}/{p}".format(drive_path))',
    "percent": 'open("%s/{p}" % "{D}")',
    "comment": 'x = 1  # the token is in {D}/{p}',
    "raw": "open(r'{D}/{p}')",
    "two lines": 'x{n} = ("{D}/"\n  "{p}")\nopen(x{n})',
    "not Python": 'val x = readFile("{D}/{p}") ; }}',
}  # fmt: skip
SPELLINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": partial(quote, safe="/"),
    "percent, slashes too": partial(quote, safe=""),
    "entities": lambda text: text.replace("/", "&#47;"),
    "all entities": lambda text: "".join(f"&#{ord(each)};" for each in text),
    "two slashes": lambda text: text.replace("/", "//"),
    "backslash before slashes": lambda text: text.replace("/", "\\/"),
    "JSON": lambda text: json.dumps(text)[1:-1],
}
# Which spellings a place has: a shell or a log shows a path as it is.
_AS_IS = ("plain", "two slashes", "JSON")
_MARKUP = tuple(SPELLINGS)


class Place(NamedTuple):
    """Where a path is planted, outside of code."""

    spellings: tuple[str, ...]
    build: Callable[[str], dict[str, Any]]  # from a text to an output, or to metadata


def _display(mime: str, before: str = "", after: str = "") -> Callable[[str], dict[str, Any]]:
    return lambda text: {
        "output_type": "display_data",
        "metadata": {},
        "data": {mime: [before + text + after]},
    }


def _stream(name: str, before: str = "", after: str = "\n") -> Callable[[str], dict[str, Any]]:
    return lambda text: {
        "output_type": "stream",
        "name": name,
        "text": [before + text + after],
    }


def _error(text: str) -> dict[str, Any]:
    return {
        "output_type": "error",
        "ename": "FileNotFoundError",
        "evalue": f"[Errno 2] No such file or directory: '{text}'",
        "traceback": [f"\x1b[0;31mFileNotFoundError\x1b[0m: [Errno 2] No such file: '{text}'"],
    }


OUTPUTS = {
    "stdout": Place(_AS_IS, _stream("stdout", "reading ")),
    "stderr, coloured": Place(_AS_IS, _stream("stderr", "\x1b[31m", "\x1b[0m\n")),
    "plain": Place(_AS_IS, _display("text/plain", "'", "'")),
    "HTML": Place(_MARKUP, _display("text/html", "<td>", "</td>")),
    "HTML, attribute": Place(_MARKUP, _display("text/html", '<a href="', '">file</a>')),
    "HTML, script": Place(_AS_IS, _display("text/html", '<script>var a = {"p": "', '"}</script>')),
    "Markdown": Place(_MARKUP, _display("text/markdown", "see `", "`")),
    "LaTeX": Place(("plain",), _display("text/latex", "\\texttt{", "}")),
    "JSON": Place(
        ("plain",),
        lambda text: {
            "output_type": "display_data",
            "metadata": {},
            "data": {"application/json": {"p": [text]}},
        },
    ),
    "traceback": Place(("plain",), _error),
}
METADATA = {
    "metadata": Place(_AS_IS, lambda text: {"path": text}),
    "key": Place(("plain",), lambda text: {text: 1}),
    "nested": Place(_MARKUP, lambda text: {"a": [{"b": f"from {text} on"}]}),
    "widget": Place(
        _MARKUP,
        lambda text: {"state": {"m": {"model_name": "HTMLModel", "state": {"value": text}}}},
    ),
}


class Planted(NamedTuple):
    """A path in a notebook."""

    word: str  # nothing else in the notebook contains it
    kind: str  # what is printed if it is found again


class Result(NamedTuple):
    """What one notebook showed."""

    planted: Counter[str]
    faults: list[str]
    why_not: str = ""  # why nothing was planted


def _cells(tree: Any) -> list[Any] | None:
    """The cells of a notebook, of its first worksheet in format 3; None for what has none."""
    if not isinstance(tree, dict) or not isinstance(tree.get("metadata", {}), dict):
        return None
    sheets = tree.get("worksheets")
    if isinstance(sheets, list) and sheets and isinstance(sheets[0], dict):
        tree = sheets[0]
    cells = tree.get("cells")
    return cells if isinstance(cells, list) else None


def _code(tree: Any, source: str, outputs: list[Any]) -> dict[str, Any]:
    """A code cell in the notebook's format."""
    lines = source.splitlines(keepends=True)
    if "worksheets" not in tree:
        return {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": outputs,
            "source": lines,
        }
    cell = {"cell_type": "code", "collapsed": False, "language": "python", "metadata": {}}
    return {**cell, "input": lines, "outputs": [_as_format_3(output) for output in outputs]}


def _as_format_3(output: dict[str, Any]) -> dict[str, Any]:
    kind = {"error": "pyerr"}.get(output["output_type"], output["output_type"])
    names = {"text/plain": "text", "application/json": "json"}
    data = {
        names.get(mime, mime.partition("/")[2]): value
        for mime, value in output.get("data", {}).items()
    }
    rest = {key: value for key, value in output.items() if key not in ("data", "name")}
    if output["output_type"] == "stream":
        rest["stream"] = output["name"]
    return {**rest, **data, "output_type": kind}


class _Planter:
    def __init__(self, tree: Any, cells: list[Any], choose: random.Random) -> None:
        self._tree, self._cells, self._choose = tree, cells, choose
        self.planted: list[Planted] = []

    def plant(self) -> None:
        kind = self._choose.choice(("source", "source", "outputs", "outputs", "metadata"))
        word = "".join(self._choose.choices("bcdfghjkmnpqrstvwxz", k=12))
        path = self._choose.choice(FILES).format(word)
        name = getattr(self, f"_in_{kind}")(path)
        self.planted.append(Planted(word, f"{kind}: {name}; {path.replace(word, '…')}"))

    def _insert(self, cell: dict[str, Any]) -> None:
        self._cells.insert(self._choose.randint(0, len(self._cells)), cell)

    def _in_source(self, path: str) -> str:
        name = self._choose.choice(list(WAYS))
        folder, _, file = path.rpartition("/")
        way = WAYS[name].format(D=DRIVE, p=path, d=folder or ".", f=file, n=len(self.planted))
        for source in way.split("\n---\n"):
            self._insert(_code(self._tree, source, []))
        return name

    def _in_outputs(self, path: str) -> str:
        name, text, place = self._place(OUTPUTS, path)
        self._insert(_code(self._tree, "show()", [place.build(text)]))
        return name

    def _in_metadata(self, path: str) -> str:
        name, text, place = self._place(METADATA, path)
        metadata = self._tree.setdefault("metadata", {})
        if self._choose.random() < 0.5 and self._cells:
            cell = self._choose.choice(self._cells)
            metadata = cell.setdefault("metadata", {}) if isinstance(cell, dict) else metadata
        metadata[f"planted {len(self.planted)}"] = place.build(text)
        return name

    def _place(self, places: dict[str, Place], path: str) -> tuple[str, str, Place]:
        name = self._choose.choice(list(places))
        spelling = self._choose.choice(places[name].spellings)
        return f"{name}, {spelling}", SPELLINGS[spelling](f"{DRIVE}/{path}"), places[name]


def _written(tree: Any, choose: random.Random) -> bytes:
    """The notebook as one of the programs that write notebooks does."""
    layout: dict[str, Any] = choose.choice(
        [{"indent": 1}, {"indent": 2}, {"separators": (",", ":")}]
    )
    return json.dumps(tree, ensure_ascii=choose.random() < 0.5, **layout).encode()


def check(file: str, paths: int, seed: int) -> Result:
    """Plant paths in a notebook, hide and restore them; return the counts and what went wrong."""
    choose = random.Random(f"{seed} {Path(file).name}")
    try:
        tree = json.loads(Path(file).read_bytes())
    except (ValueError, RecursionError):
        return Result(Counter(), [], "not valid JSON")
    cells = _cells(tree)
    if cells is None:
        return Result(Counter(), [], "not a notebook")
    planter = _Planter(tree, cells, choose)
    for _ in range(paths):
        planter.plant()
    data, store, name = _written(tree, choose), PathStore(), "a.ipynb"
    faults = [
        f"{Path(file).name}: {fault}" for fault in _faults(data, name, store, planter.planted)
    ]
    return Result(Counter(each.kind.partition(";")[0] for each in planter.planted), faults)


def _faults(data: bytes, name: str, store: PathStore, planted: list[Planted]) -> Iterator[str]:
    hiding = hide(data, name, store)
    if hiding.problem:
        yield hiding.problem
    shown = (
        "\0".join(view.text for view in views(read(hiding.data, name).segments))
        + hiding.data.decode()
    )
    yield from (f"still visible: {each.kind}" for each in planted if each.word in shown)
    yield from (f"found, not hidden: {match.path}" for match in hiding.not_hidden)
    if hide(hiding.data, name, store).data != hiding.data:
        yield "a second hide changes it"
    if restore(hiding.data, name, store).data != data:
        yield "restore does not bring back the bytes"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="+")
    parser.add_argument("--paths", type=int, default=80, help="planted in each notebook")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    files = sorted(
        str(file) for folder in arguments.folder for file in Path(folder).rglob("*.ipynb")
    )
    work = partial(check, paths=arguments.paths, seed=arguments.seed)
    with ProcessPoolExecutor(arguments.jobs) as pool:
        results = list(pool.map(work, files, chunksize=4))
    planted = sum((result.planted for result in results), Counter[str]())
    faults = [fault for result in results for fault in result.faults]
    print(*faults, sep="\n")
    left_out = Counter(result.why_not for result in results if result.why_not)
    used = len(results) - left_out.total()
    print(f"{planted.total():,} paths planted in {used} notebooks; left out: {dict(left_out)}")
    for kind in ("source", "outputs", "metadata"):
        own = [count for name, count in planted.items() if name.startswith(kind)]
        print(f"  {sum(own):,} in {kind}, in {len(own)} ways")
    print(f"{len(faults)} faults")
    return bool(faults)


if __name__ == "__main__":
    raise SystemExit(main())
