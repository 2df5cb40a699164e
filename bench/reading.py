"""Measure how fast notebooks are read, relative to `json.loads` of the same bytes.

    python bench/reading.py FOLDER

bytes → segments → views → keyword search, each stage alone and all together; then one large notebook,
which is generated, for the growth of time with size. CPU seconds, the best of seven runs, in one
process.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.sets import MEGABYTE, of_text
from colab_safe.detect.keyword_search import KeywordSearch
from colab_safe.detect.keywords import KEYWORDS
from colab_safe.joined_texts import JoinedTexts
from colab_safe.notebook.reading import read_notebook
from colab_safe.scan import BATCH
from colab_safe.views.views import views

RUNS = 7


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def looked_up(data: bytes) -> int:
    """Return how many keywords all views of a notebook have, in batches as a scan reads them."""
    segments = read_notebook(data).segments
    return sum(look_up(views(segments, batch).texts) for batch in segments.batches(BATCH))


def look_up(texts: JoinedTexts) -> int:
    return sum(1 for _ in SEARCH.hits(texts))


SEARCH = KeywordSearch([word for words in KEYWORDS.values() for word in words])


def main(folder: str) -> None:
    files = [path.read_bytes() for path in sorted(Path(folder).rglob("*.ipynb"))]
    print(f"{len(files)} notebooks, {sum(map(len, files)) / MEGABYTE:.1f} MB")
    unit = seconds(lambda: [json.loads(data) and None for data in files])
    together = seconds(lambda: [looked_up(data) for data in files])
    print_row("json.loads", unit, unit)
    print_row("all together", together, unit)
    notebooks = [read_notebook(data) for data in files]
    texts = [views(notebook.segments).texts for notebook in notebooks]
    print_row(
        "bytes → segments", seconds(lambda: [read_notebook(data) and None for data in files]), unit
    )
    print_row(
        "segments → views",
        seconds(lambda: [views(notebook.segments) and None for notebook in notebooks]),
        unit,
    )
    print_row(
        "keyword search", seconds(lambda: [look_up(JoinedTexts(some)) for some in texts]), unit
    )
    for megabytes in (25, 50, 100, 200):
        data = of_text(megabytes)
        took, unit = (
            seconds(lambda data=data: looked_up(data), 1),
            seconds(lambda data=data: json.loads(data), 1),
        )
        print_row(f"{megabytes} MB of text", took, unit)


def print_row(name: str, took: float, unit: float) -> None:
    print(f"{name:18} {took:7.3f} s  {took / unit:5.2f} x json.loads")


if __name__ == "__main__":
    gc.set_threshold(100_000)  # as colab-safe itself does
    main(sys.argv[1])
