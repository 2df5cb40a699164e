#!/usr/bin/env python3
"""What the guard costs: cells of a kernel with `%load_ext colab_safe`, against the same cells without.

    python bench/guard.py [--rounds 100] [--lines 5000] [--displays 30] [--python PROGRAM]

A real kernel runs each cell with and without the guard, in turns: other programs disturb both alike. Prints the time that loading
takes, and for each cell the median and the quartiles of the ratios of the processor times of neighbours. An empty hook in place
of the guard, as a control, shows what remains of the disturbance.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.guard.running_kernel import RunningKernel, printed
from tests.tokens import github_token

CELLS = {
    "lines": "for number in range({lines}): print('epoch', number, 'loss', 0.25)",
    "displays": "for _ in range({displays}): display(HTML(f'<b>{{next(numbers)}}</b>'))",
    "displays of 50 characters": "for _ in range({displays}):"
    " display(HTML(f'<p>epoch {{next(numbers)}}: loss 0.25, accuracy 0.93</p>'))",
    "tables of 20 rows": "for _ in range({displays}):"
    " display(HTML('<table>' + ''.join(f'<tr><th>{{next(numbers)}}</th><td>0.25</td></tr>' for _ in range(20))))",
}
START = """
import itertools, json, random, sys, time
from IPython.display import HTML, display
numbers = itertools.count(10_000)
shell = get_ipython()
own = shell.kernel.session.send
def passing_on(*args, **kwargs):
    return own(*args, **kwargs)
def begin(what):
    if what == "guard":
        shell.run_line_magic("load_ext", "colab_safe")
    elif what == "empty hook":
        shell.kernel.session.send = passing_on
    for _ in range(3):
        display(HTML("ready"))
    sys.stdout.flush()
def end(what):
    if what == "guard":
        shell.run_line_magic("unload_ext", "colab_safe")
    elif what == "empty hook":
        del shell.kernel.session.send
"""
ROUND = """
def block():
    {code}
    sys.stdout.flush()
took, order = {{}}, ["nothing", "guard", "empty hook"]
random.shuffle(order)
for what in order:
    begin(what)
    started = time.process_time()
    block()
    took[what] = time.process_time() - started
    end(what)
"""
LOAD = "import time\nstarted = time.process_time()\n%load_ext colab_safe\nprint(time.process_time() - started)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--lines", type=int, default=5000)
    parser.add_argument("--displays", type=int, default=30)
    parser.add_argument("--python", default=sys.executable)
    wishes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environ = {"SERVICE_TOKEN": github_token(1), "OTHER_API_KEY": github_token(2)[::-1]}
        kernel = RunningKernel(wishes.python, Path(folder), **environ)
        try:
            loading = printed(kernel.run(LOAD)).split()[
                -1
            ]  # in Colab, a reminder is printed before
            print(f"loading: {float(loading) * 1000:.0f} ms of processor time")
            kernel.run("%unload_ext colab_safe\n" + START)
            for name, cell in CELLS.items():
                compare(name, cell.format(**vars(wishes)), kernel, wishes.rounds)
        finally:
            kernel.stop()


def compare(name: str, cell: str, kernel: RunningKernel, rounds: int) -> None:
    """Print how much longer a cell takes with the guard."""
    times = []
    for _ in range(rounds + 1):
        kernel.run(ROUND.format(code=cell))
        times.append(json.loads(printed(kernel.run("print(json.dumps(took))"))))
    del times[0]  # it imports
    without = statistics.median(each["nothing"] for each in times)
    print(f"{name}: {without * 1000:.1f} ms without the guard")
    for what in ("guard", "empty hook"):
        ratios = [each[what] / each["nothing"] for each in times]
        low, middle, high = statistics.quantiles(ratios, n=4)
        print(f"  {what}: {middle:.2f} × (half of the rounds: {low:.2f} to {high:.2f})")


if __name__ == "__main__":
    main()
