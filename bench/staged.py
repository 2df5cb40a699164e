"""Measure what a commit of 1, 10 and 200 staged notebooks costs.

python bench/staged.py [--against COMMAND]...
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.history import notebook

ROUNDS = 15
BIN = Path(sys.executable).parent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--against",
        action="append",
        default=[],
        metavar="COMMAND",
        help="command line of another scanner to compare with",
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as root:
        for count in (1, 10, 200):
            folder = Path(root) / str(count)
            names = stage(folder, count)
            commands = {
                "python -c pass": [sys.executable, "-c", "pass"],
                "colab-safe-scan": [str(BIN / "colab-safe-scan"), "--", *names],
            } | {command: command.split() for command in arguments.against}
            print(f"{count} notebooks of 25 KB: {measured(commands, folder)}")


def stage(folder: Path, count: int) -> list[str]:
    """Make a repository with staged notebooks, and return their names.

    Args:
        folder: Where to make it.
        count: How many notebooks.
    """
    chance = random.Random(7)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    first = ["git", *person, "commit", "--quiet", "--allow-empty", "--message", "First"]
    subprocess.run(first, cwd=folder, check=True)
    names = [f"n{number:03}.ipynb" for number in range(count)]
    for name in names:
        (folder / name).write_text(json.dumps(notebook(chance, 1), indent=1))
    subprocess.run(["git", "add", "."], cwd=folder, check=True)
    return names


def measured(commands: dict[str, list[str]], folder: Path) -> str:
    """Return the median time of each command in milliseconds, as a line of text.

    Args:
        commands: Command lines by name. They take turns, so that all meet the same load.
        folder: Where they run.
    """
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            start = time.perf_counter()
            subprocess.run(command, cwd=folder, capture_output=True, check=False)
            times[name].append(time.perf_counter() - start)
    return ", ".join(
        f"{name} {1000 * statistics.median(values):.0f} ms" for name, values in times.items()
    )


if __name__ == "__main__":
    main()
