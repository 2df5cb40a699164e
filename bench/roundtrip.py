"""Map every string of every notebook in a folder to its bytes and back.

    python bench/roundtrip.py FOLDER

It also plants a path and a token in each kind of place, and removes them again. It prints what it
did, and exits with 1 if a single byte differs.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from colab_safe.edits import Replacement, rewrite
from colab_safe.model import Span
from colab_safe.notebook.common_cells import SHORT
from colab_safe.notebook.nbformat import KINDS
from colab_safe.notebook.notebook import Notebook
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook.segments import Segment
from colab_safe.notebook.tree_text import tree_strings
from colab_safe.views.views import views
from tests.tokens import github_token

PATH, PLACEHOLDER = "/content/drive/MyDrive/keys/token.json", "__DRIVE_TOKEN_PATH__"
WORDS = frozenset(
    "nbformat nbformat_minor cell_type id execution_count output_type name language code markdown raw stream display_data "
    "execute_result pyout error stdout stderr python".split()
) | {"", *(key for kind in KINDS for key in kind.readers)}
MIME = re.compile(r"(text|image|application)/[a-z0-9.+-]+")
TOKEN, MARKER = github_token(), "[REDACTED:github-pat]"


def differences(data: bytes, counts: Counter[str]) -> Iterator[str]:
    """Yield what colab-safe gets wrong in one notebook."""
    notebook = read_notebook(data)
    counts["notebooks"] += 1
    counts["bytes"] += len(data)
    counts["bytes of pixels, left out"] += notebook.source.skipped_bytes
    if notebook.problem:
        counts["notebooks that cannot be rewritten"] += 1
        return
    assert notebook.document
    tree = json.loads(notebook.document.text)
    seen = Counter(all_strings(tree))
    own_words = WORDS | set(short_words(tree))
    counts["strings in the JSON"] += seen.total()
    seen.subtract(
        string
        for segment in notebook.segments
        if not segment.picture
        for _, string in located(notebook, segment)
    )
    for string in (+seen).elements():
        counts["of them nbformat's own words, MIME types and short ids"] += 1
        if string not in own_words and not MIME.fullmatch(string):
            yield f"{string!r} is in no segment"
    for segment in notebook.segments:
        yield from unmapped(notebook, segment, counts)
    for segment in {
        (segment.place.part, segment.place.mime): segment for segment in notebook.segments
    }.values():
        yield from unrestored(data, notebook, segment, counts)


def all_strings(tree: Any) -> Iterator[str]:
    """Yield all keys and values, as `json` sees them."""
    if isinstance(tree, str):
        yield tree
    yield from tree if isinstance(tree, dict) else ()
    for member in (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    ):
        yield from all_strings(member)


def short_words(tree: Any) -> Iterator[str]:
    """Yield ids and names that are too short to be a token, which are not segments."""
    for key, value in tree.items() if isinstance(tree, dict) else ():
        if key in ("id", "name", "stream", "language", "cell_type", "output_type"):
            yield from [value] if isinstance(value, str) and len(value) < SHORT else ()
    for member in (
        tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ()
    ):
        yield from short_words(member)


def unmapped(notebook: Notebook, segment: Segment, counts: Counter[str]) -> Iterator[str]:
    """Yield the strings of a segment that differ from the bytes that they were read from."""
    if segment.picture:
        counts["pictures with words"] += 1
        return
    for start, string in located(notebook, segment):
        counts["strings mapped to bytes and back"] += 1
        counts["characters"] += len(string)
        if written(notebook, segment, start, start + len(string)) != string:
            yield f"{segment.place}: characters {start}–{start + len(string)}"


def planting_place(notebook: Notebook, segment: Segment) -> int | None:
    """Return where the first string begins that is not a key: with another key it would be another notebook."""
    found = [] if segment.picture else list(located(notebook, segment))
    return next(
        (
            at
            for at, string in found
            if string and not segment.text.startswith('":', at + len(string))
        ),
        None,
    )


def located(notebook: Notebook, segment: Segment) -> Iterator[tuple[int, str]]:
    """Yield each string that a segment was built from, and where it begins in the segment."""
    assert notebook.document
    position = 0
    for route in [output.route for output in segment.outputs] or [segment.route or ()]:
        for string, after in tree_strings(notebook.document.value(route), segment.keys_only):
            if segment.separator is None:
                yield position + 1, string
                position += len(string) + 2 + len(after)
            else:
                yield position, string
                position += len(string) + len(segment.separator)


def written(notebook: Notebook, segment: Segment, start: int, end: int) -> str:
    """Return what `json` reads in the bytes of these characters."""
    source = notebook.source
    pieces = [
        source.data[span.start : span.end].decode(source.codec)
        for span in notebook.byte_spans(segment, [Span(start, end)])
    ]
    return "".join(json.loads(f'"{piece}"', strict=False) for piece in pieces)


def unrestored(
    data: bytes, notebook: Notebook, segment: Segment, counts: Counter[str]
) -> Iterator[str]:
    """Yield where hiding and restoring a path, or redacting a token, changes another byte."""
    first = planting_place(notebook, segment)
    if first is None:
        return
    at = notebook.byte_spans(segment, [Span(first, first + 1)])[0].start
    counts[f"planted in {segment.place.part} {segment.place.mime or ''}".rstrip()] += 1
    with_path, with_token = planted(data, at, PATH), planted(data, at, TOKEN)
    hidden = replaced(with_path, PATH, PLACEHOLDER)
    if hidden != planted(data, at, PLACEHOLDER) or replaced(hidden, PLACEHOLDER, PATH) != with_path:
        yield f"{segment.place}: path"
    if replaced(with_token, TOKEN, MARKER) != planted(data, at, MARKER):
        yield f"{segment.place}: token"


def planted(data: bytes, at: int, text: str) -> bytes:
    return data[:at] + text.encode() + b" " + data[at:]


def replaced(data: bytes, old: str, new: str) -> bytes:
    notebook = read_notebook(data)
    view = next(view for view in views(notebook.segments) if old in view.text)
    start = view.text.index(old)
    return rewrite(notebook, [Replacement(view, start, start + len(old), new)])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    counts: Counter[str] = Counter()
    wrong = 0
    begin = time.perf_counter()
    for path in sorted(parser.parse_args().folder.rglob("*.ipynb")):
        for difference in differences(path.read_bytes(), counts):
            wrong += 1
            print(f"{path}: {difference}", file=sys.stderr)
    for name, count in counts.items():
        print(f"{count:>12,} {name}")
    print(f"{wrong:>12,} differences, in {time.perf_counter() - begin:.0f} s")
    return bool(wrong) or not counts["notebooks"]


if __name__ == "__main__":
    sys.exit(main())
