#!/usr/bin/env python3
"""What the guard costs: a kernel with `%load_ext colab_safe` against one without.

    python bench/guard.py [--rounds 5] [--lines 200000] [--displays 300] [--python PROGRAM]

Two kernels run the same cells in turns. Prints the least processor time of each kernel, which other programs disturb least, and
the time that loading takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.guard.running_kernel import RunningKernel, printed
from tests.tokens import github_token

CELLS = {
    "lines": "for number in range({lines}): print('epoch', number, 'loss', 0.25)",
    # No text is shown twice: the guard remembers what it searched.
    "displays": "for _ in range({displays}): display(HTML(f'<b>{{next(numbers)}}</b>'))",
}
TIMED = """
import time
from IPython.display import HTML, display
started = time.process_time()
{code}
sys.stdout.flush()
{name} = time.process_time() - started
"""
LOAD = "import time\nstarted = time.process_time()\n%load_ext colab_safe\nprint(time.process_time() - started)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--lines", type=int, default=200_000)
    parser.add_argument("--displays", type=int, default=300)
    parser.add_argument("--python", default=sys.executable)
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        environ = {"SERVICE_TOKEN": github_token(1), "OTHER_API_KEY": github_token(2)[::-1]}
        plain = RunningKernel(wishes.python, Path(one), **environ)
        guarded = RunningKernel(wishes.python, Path(other), **environ)
        try:
            loading = printed(guarded.run(LOAD)).split()[
                -1
            ]  # in Colab, a reminder is printed before
            print(f"loading: {float(loading) * 1000:.0f} ms of processor time")
            for kernel in (plain, guarded):
                kernel.run("import itertools\nnumbers = itertools.count(10_000)")
            for name, cell in CELLS.items():
                compare(name, cell.format(**vars(wishes)), plain, guarded, wishes.rounds)
        finally:
            plain.stop()
            guarded.stop()


def compare(
    name: str, cell: str, plain: RunningKernel, guarded: RunningKernel, rounds: int
) -> None:
    times: dict[RunningKernel, list[float]] = {plain: [], guarded: []}
    for number in range(rounds + 1):
        for kernel, seconds in times.items():
            kernel.run("import sys\n" + TIMED.format(code=cell, name="took"))
            took = float(printed(kernel.run("print(took)")))
            if number:  # the first round imports
                seconds.append(took)
    before, after = min(times[plain]), min(times[guarded])
    print(f"{name}: {before:.3f} s without, {after:.3f} s with the guard ({after / before:.2f} ×)")


if __name__ == "__main__":
    main()
