"""How much longer a save takes with the extension of Jupyter's server.

    python bench/saving.py FOLDER [--megabytes 5]

For each notebook of FOLDER that is about as large, processor time of the server's own work (JSON to text and back), and of
the hook at the first save and at the next one, in which most texts are known to be clean. Medians, and the slowest.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

sys.path.insert(0, str(Path(__file__).parents[1]))
from colab_safe.saving.guard import SaveGuard


def taken(work: Callable[[], object]) -> float:
    """Return the processor time of some work in milliseconds."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--megabytes", type=float, default=5)
    arguments = parser.parse_args()
    wanted = arguments.megabytes * 1e6
    files = [
        file
        for file in sorted(arguments.folder.rglob("*.ipynb"))
        if 0.6 * wanted < file.stat().st_size < 1.4 * wanted
    ]
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for file in files:
            tree = json.loads(file.read_bytes())
            data = json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")
            guard, path = SaveGuard(), str(Path(folder) / file.name)
            own = taken(lambda tree=tree: json.loads(json.dumps(tree)))  # type: ignore[misc]
            judge = lambda: guard.judge(data, path)  # noqa: B023, E731
            rows.append((own, taken(judge), taken(judge)))
    for name, column in zip(
        ("JSON alone", "first save", "next save"), zip(*rows, strict=True), strict=True
    ):
        print(
            f"{name}: {median(column):.0f} ms, slowest {max(column):.0f} ms ({len(rows)} notebooks)"
        )


if __name__ == "__main__":
    main()
