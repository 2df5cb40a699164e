"""The notebooks that are measured: public ones from a folder, or made here; every copy differs, since some scanners read equal files once."""

from __future__ import annotations

import json
import random
import sys
from base64 import b64encode
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.tokens import github_token

MEGABYTE = 1_000_000
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0\0\0\0\0"
_PROSE = "epoch 12/100 loss 0.1234 accuracy 0.9876 – no token here\n"


def public(folder: Path) -> list[bytes]:
    """All notebooks below a folder, equal ones once, shuffled: neighbours by name are alike."""
    contents = dict.fromkeys(path.read_bytes() for path in sorted(folder.rglob("*.ipynb")))
    notebooks = [*contents]
    random.Random(0).shuffle(notebooks)
    return notebooks


def made(count: int) -> list[bytes]:
    """As many as asked, four fifths of their bytes in pictures."""
    chance = random.Random(7)
    return [
        written([cell(chance, pixels=chance.choice((0, 0, 30_000))) for _ in range(20)])
        for _ in range(count)
    ]


def some(notebooks: list[bytes], count: int) -> list[bytes]:
    """That many, of all the runs of the list the one whose size is nearest to the average; more than there are: copies."""
    if count >= len(notebooks):
        return list(copies(notebooks, count))
    wanted = count * sum(map(len, notebooks)) / len(notebooks)
    starts = range(0, len(notebooks) - count + 1, count)
    start = min(
        starts, key=lambda start: abs(sum(map(len, notebooks[start : start + count])) - wanted)
    )
    return notebooks[start : start + count]


def copies(notebooks: list[bytes], count: int) -> Iterator[bytes]:
    """Each with other line ends behind it."""
    for number, data in enumerate(islice(cycle(notebooks), count)):
        yield data + b"\n" * (number // len(notebooks))


def large(megabytes: int) -> bytes:
    """One notebook, nine tenths of it in pictures of 300 KB."""
    chance, cells, size = random.Random(7), [], 0
    while size < megabytes * MEGABYTE:
        cells.append(cell(chance, lines=500, pixels=225_000))
        size += len(json.dumps(cells[-1]))
    return written(cells)


def of_text(megabytes: int) -> bytes:
    """One notebook of text outputs of 10 KB each, with characters beyond Latin-1."""
    output = {"output_type": "stream", "name": "stdout", "text": [_PROSE] * (10_000 // len(_PROSE))}
    made = {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": [output],
        "source": ["train()\n"],
    }
    return written([made] * (megabytes * MEGABYTE // len(json.dumps(made))))


def with_outputs(count: int) -> bytes:
    chance = random.Random(7)
    return written([cell(chance, lines=20) for _ in range(count)])


def with_findings(count: int) -> bytes:
    chance = random.Random(7)
    cells = [cell(chance, lines=20) for _ in range(count)]
    for number, each in enumerate(cells):
        each["source"].append(f"token = '{github_token(number)}'\n")
    return written(cells)


def cell(chance: random.Random, lines: int = 12, pixels: int = 0) -> dict[str, Any]:
    text = [
        f"epoch {line:3} loss {chance.random():.5f} accuracy {chance.random():.5f}\n"
        for line in range(lines)
    ]
    outputs: list[Any] = [{"output_type": "stream", "name": "stdout", "text": text}]
    if pixels:
        picture = b64encode(
            _PNG + pixels.to_bytes(4, "big") + b"IDAT" + chance.randbytes(pixels)
        ).decode()
        shown = {"image/png": picture, "text/plain": "<Figure size 640x480 with 1 Axes>"}
        outputs.append({"output_type": "display_data", "metadata": {}, "data": shown})
    source = [
        f"frame_{chance.randrange(99)} = model.fit({chance.random():.6f})\n" for _ in range(6)
    ]
    return {
        "cell_type": "code",
        "execution_count": 1,
        "metadata": {},
        "outputs": outputs,
        "source": source,
    }


def written(cells: list[dict[str, Any]]) -> bytes:
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps(
        {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 4}, indent=1
    ).encode()


def write(folder: Path, notebooks: list[bytes]) -> list[str]:
    """Writes them as files; gives their names."""
    folder.mkdir(parents=True)
    names = [f"n{number:04}.ipynb" for number in range(len(notebooks))]
    for name, data in zip(names, notebooks, strict=True):
        (folder / name).write_bytes(data)
    return names
