"""Build a repository with 10,000 commits and 20,000 notebook blobs, and measure its scan.

python bench/history.py build FOLDER
python bench/history.py measure FOLDER [--against COMMAND]
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.tokens import github_token

COMMITS, NOTEBOOKS = 10_000, 60
LEAKS = {
    1_000: "added here",
    1_001: "gone in the next commit",
    5_000: "one more",
    9_999: "still there",
}
_WORDS = [
    f"{start}{end}"
    for start in ("data", "model", "train", "plot", "load")
    for end in ("_frame", "er", "", "s", "_x")
]


def build(folder: Path) -> None:
    """Write a bare repository in which each commit changes two notebooks: a cell and its output.

    Args:
        folder: Where to make it.
    """
    folder.mkdir(parents=True)
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", folder], check=True
    )
    process = subprocess.Popen(
        ["git", "-C", folder, "fast-import", "--quiet"], stdin=subprocess.PIPE
    )
    assert process.stdin
    for record in _stream(random.Random(7)):
        process.stdin.write(record)
    process.stdin.close()
    assert process.wait() == 0
    subprocess.run(["git", "-C", folder, "repack", "-adq", "--depth=20"], check=True)


def _stream(chance: random.Random) -> Iterator[bytes]:
    """Format: https://git-scm.com/docs/git-fast-import."""
    notebooks = [notebook(chance, number) for number in range(NOTEBOOKS)]
    for commit in range(COMMITS):
        when = 1_600_000_000 + commit * 600
        yield f"commit refs/heads/main\ncommitter Ada <ada@example.org> {when} +0000\n".encode()
        yield b"data 6\nChange\n"
        for number in chance.sample(range(NOTEBOOKS), 2):
            _change(notebooks[number], chance, commit)
            data = json.dumps(notebooks[number], indent=1).encode()
            yield b"M 100644 inline part%d/notebook%02d.ipynb\n" % (number % 6, number)
            yield b"data %d\n%s\n" % (len(data), data)


def notebook(chance: random.Random, number: int) -> dict[str, Any]:
    """Return a notebook of 24 cells, 25 KB as JSON.

    Args:
        chance: Gives the words and numbers in it.
        number: Makes its cell ids differ from those of other notebooks.
    """
    cells = [_cell(chance, f"{number:02}{index:02}") for index in range(24)]
    return {
        "cells": cells,
        "metadata": {"kernelspec": {"name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _cell(chance: random.Random, id: str) -> dict[str, Any]:
    source = [
        f"{chance.choice(_WORDS)} = {chance.choice(_WORDS)}({chance.random():.6f})\n"
        for _ in range(6)
    ]
    return {
        "cell_type": "code",
        "id": id,
        "execution_count": 1,
        "metadata": {},
        "source": source,
        "outputs": [_output(chance)],
    }


def _output(chance: random.Random) -> dict[str, Any]:
    lines = [
        f"epoch {line:3} loss {chance.random():.5f} accuracy {chance.random():.5f}\n"
        for line in range(12)
    ]
    return {"output_type": "stream", "name": "stdout", "text": lines}


def _change(changed: dict[str, Any], chance: random.Random, commit: int) -> None:
    cell = chance.choice(changed["cells"])
    cell["source"][chance.randrange(6)] = f"{chance.choice(_WORDS)} = {commit}\n"
    cell["outputs"] = [_output(chance)]
    changed["cells"][0]["source"][0] = (
        f"token = '{github_token(commit)}'\n" if commit in LEAKS else "start = 1\n"
    )


def measure(folder: Path, against: str | None) -> None:
    """Print the seconds of a first and a second scan, and of another scanner.

    Args:
        folder: The repository that `build` made.
        against: The other scanner's command line; None for no other.
    """
    ours = [str(Path(sys.executable).with_name("colab-safe")), "scan", "--history"]
    cache = folder / "colab-safe"
    for file in cache.glob("*") if cache.exists() else ():
        file.unlink()
    first, second = _seconds(ours, folder), _seconds(ours, folder)
    print(f"first run {first:.1f} s, second {second:.2f} s ({second / first:.1%} of the first)")
    if against:
        print(f"{against.split()[0]}: {_seconds(against.split(), folder):.1f} s")


def _seconds(command: list[str], folder: Path) -> float:
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False)
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("action", choices=["build", "measure"])
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--against", metavar="COMMAND", help="command line of another scanner to compare with"
    )
    arguments = parser.parse_args()
    build(arguments.folder) if arguments.action == "build" else measure(
        arguments.folder, arguments.against
    )


if __name__ == "__main__":
    main()
