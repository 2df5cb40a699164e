"""How fast notebooks are read, against `json.loads` of the same bytes, in one process and one run.

    python bench/reading.py FOLDER

bytes → segments → views → keyword look-up, each stage alone and all together; then one large notebook, made here, for
the growth of time with size and the peak of memory. CPU seconds, the best of seven runs.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from colab_safe.detect.builtin import engine
from colab_safe.notebook.reading import read_notebook
from colab_safe.notebook.views import views
from colab_safe.texts import Texts

RUNS = 7
MEGABYTE = 1_000_000


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def looked_up(data: bytes) -> int:
    """The number of keywords in all views of a notebook."""
    return look_up(views(read_notebook(data).segments).texts)


def look_up(texts: Texts) -> int:
    return len(KEYWORDS.hits(texts))


KEYWORDS = engine().keyword_search


def large(megabytes: int) -> bytes:
    """A notebook of text outputs of 10 KB each."""
    line = "epoch 12/100 loss 0.1234 accuracy 0.9876 – no token here\n"
    text = [line] * (10_000 // len(line))
    output = {"output_type": "stream", "name": "stdout", "text": text}
    cell = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [output], "source": ["train()\n"]}
    count = megabytes * MEGABYTE // len(json.dumps(cell))
    return json.dumps({"cells": [cell] * count, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}).encode()


def main(folder: str) -> None:
    files = [path.read_bytes() for path in sorted(Path(folder).rglob("*.ipynb"))]
    print(f"{len(files)} notebooks, {sum(map(len, files)) / MEGABYTE:.1f} MB")
    unit = seconds(lambda: [json.loads(data) for data in files])
    notebooks = [read_notebook(data) for data in files]
    texts = [views(notebook.segments).texts for notebook in notebooks]
    for name, work in {
        "json.loads": lambda: [json.loads(data) for data in files],
        "bytes → segments": lambda: [read_notebook(data) for data in files],
        "segments → views": lambda: [views(notebook.segments) for notebook in notebooks],
        "keyword look-up": lambda: [look_up(Texts(some)) for some in texts],
        "all together": lambda: [looked_up(data) for data in files],
    }.items():
        took = seconds(work)
        print(f"{name:18} {took:7.3f} s  {took / unit:5.2f} x json.loads")
    for megabytes in (25, 50, 100, 200):
        data = large(megabytes)
        took, unit = seconds(lambda data=data: looked_up(data), 1), seconds(lambda data=data: json.loads(data), 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(
            f"{len(data) / MEGABYTE:5.0f} MB {took:7.3f} s  {took / unit:5.2f} x json.loads, peak {peak:.0f} MB so far"
        )


if __name__ == "__main__":
    main(sys.argv[1])
