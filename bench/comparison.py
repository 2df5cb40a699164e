"""In which forms each scanner sees one token in a notebook: the table of docs/comparison.md.

    python bench/comparison.py [--peer NAME=PROGRAM]...

Writes a made-up GitHub token into a notebook in each form that a reader could take it from, and runs every scanner that is on
PATH or named with --peer on the file. Each form is also written without the token: a scanner that stops that one is marked.
"""

from __future__ import annotations

import argparse
import base64
import html
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.compare import ACCEPTED, OURS, SCANNERS, programs
from tests.notebooks import code, dump, markdown, notebook, output, stream
from tests.tokens import github_token

HARMLESS = "an ordinary sentence of some length here"  # as long as the token
MISSED, SEEN, FALSE = "–", "✓", "✗"
Cells = list[dict[str, Any]]


def in_picture(text: str) -> str:
    """A PNG file of one pixel with a text beside it: https://www.w3.org/TR/png-3/#11tEXt"""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Comment\0" + text.encode()),
        (b"IDAT", zlib.compress(b"\0\0")),
        (b"IEND", b""),
    ]
    chunks = [
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    ]
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()


def basic(text: str) -> str:
    return base64.b64encode(f"ada:{text}".encode()).decode()


FORMS: dict[str, Callable[[str], Cells]] = {
    "a string in source": lambda t: [code(f'token = "{t}"')],
    "a string in source that is split": lambda t: [code(f'token = ("{t[:14]}"\n         "{t[14:]}")')],
    "`base64.b64decode` of it": lambda t: [code(f'base64.b64decode("{base64.b64encode(t.encode()).decode()}")')],
    "a URL with `%5F` for `_`": lambda t: [code(f"!git clone https://x:{t.replace('_', '%5F')}@github.com/a/b")],
    "a line of an output": lambda t: [code("", [stream(f"using {t}\n")])],
    "an output that came in two pieces": lambda t: [code("", [stream(t[:20]), stream(t[20:] + "\n")])],
    "an output with a colour in it": lambda t: [code("", [stream(f"\x1b[1m{t[:9]}\x1b[31m{t[9:]}\x1b[0m\n")])],
    "a long line, wrapped by a terminal": lambda t: [code("", [stream(f"{'Authorization: token ' + t[:19]}\n{t[19:]}\n")])],
    "an HTML table": lambda t: [code("", [output(html=f"<tr><td>key</td><td>{t}</td></tr>")])],
    "HTML with tags in it": lambda t: [code("", [output(html=f"<b>{t[:12]}</b><i>{t[12:]}</i>")])],
    "HTML with entities": lambda t: [code("", [output(html=html.escape(t).replace("_", "&#95;"))])],
    "`user:token` in base64": lambda t: [code("", [stream(f"sent {basic(t)}\n")])],
    "Markdown": lambda t: [markdown(f"My token is {t}.")],
    "Markdown with characters without width": lambda t: [markdown("\u200b".join([t[:10], t[10:]]))],
    "metadata of a cell": lambda t: [code("", metadata={"note": t})],
    "an attachment": lambda t: [markdown("see", attachments={"a.txt": {"text/plain": base64.b64encode(t.encode()).decode()}})],
    "the text in a PNG picture": lambda t: [code("", [output({"image/png": in_picture(t)})])],
}  # fmt: skip


def found(name: str, program: str, folder: Path, cells: Cells) -> bool:
    """Whether a scanner stops a notebook."""
    (folder / "a.ipynb").write_bytes(dump(notebook(cells)))
    ours = [program, "scan", "a.ipynb", "--isolated"]
    command = ours if name == OURS else SCANNERS[name](program, ["a.ipynb"])
    code = subprocess.run(command, cwd=folder, capture_output=True, check=False).returncode
    if code not in ACCEPTED:
        raise SystemExit(f"{name} failed with {code}")
    return code != 0


def judged(name: str, program: str, folder: Path, form: Callable[[str], Cells]) -> str:
    if found(name, program, folder, form(HARMLESS)):
        return FALSE
    return SEEN if found(name, program, folder, form(github_token())) else MISSED


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    all_programs = programs(parser.parse_args().peer)
    tried = {name: all_programs[name] for name in (OURS, *SCANNERS) if name in all_programs}
    print(f"| the token is in | {' | '.join(tried)} |\n|{' --- |' * (len(tried) + 1)}")
    totals = dict.fromkeys(tried, 0)
    with tempfile.TemporaryDirectory() as folder:
        for title, form in FORMS.items():
            marks = [judged(name, program, Path(folder), form) for name, program in tried.items()]
            for name, mark in zip(tried, marks, strict=True):
                totals[name] += mark == SEEN
            print(f"| {title} | {' | '.join(marks)} |", flush=True)
    print(f"| **of {len(FORMS)}** | {' | '.join(str(each) for each in totals.values())} |")


if __name__ == "__main__":
    main()
