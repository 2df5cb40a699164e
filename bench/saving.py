"""How much longer a save takes with the extension of Jupyter's server.

    python bench/saving.py FOLDER [--megabytes 5]

For each notebook of FOLDER that is about as large, processor time of the server's own work (JSON to text and back), and of
the hook at the first save and at the next one, before which a cell was run that printed a thousand lines. Medians, and the
slowest.
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
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from colab_safe.saving.guard import SaveGuard


def taken(work: Callable[[], object]) -> float:
    """Return the processor time of some work in milliseconds."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


def as_bytes(tree: Any) -> bytes:
    """Return a notebook as the hook gets it."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def run_a_cell(tree: dict[str, Any], file: Path) -> None:
    """Give the first code cell an output that no other notebook has."""
    lines = [f"{file.name} {number} {number * 7919 % 1013}\n" for number in range(1000)]
    cell = next(each for each in tree["cells"] if each["cell_type"] == "code")
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": lines}]


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
            guard, path = SaveGuard(), str(Path(folder) / file.name)
            judge = lambda: guard.judge(as_bytes(tree), path)  # noqa: B023, E731
            own = taken(lambda tree=tree: json.loads(json.dumps(tree)))  # type: ignore[misc]
            first = taken(judge)
            run_a_cell(tree, file)
            rows.append((own, first, taken(judge)))
    for name, column in zip(
        ("JSON alone", "first save", "next save"), zip(*rows, strict=True), strict=True
    ):
        print(
            f"{name}: {median(column):.0f} ms, slowest {max(column):.0f} ms ({len(rows)} notebooks)"
        )


if __name__ == "__main__":
    main()
