#!/usr/bin/env python3
"""What `install_private_library` adds to plain `pip install git+http://TOKEN@…`, on the same repository of a local server.

    python bench/install.py [--rounds 9] [--other FOLDER]

All run from a fresh Python process into a fresh environment, in turns; FOLDER is another checkout of colab-safe to compare
with. Measured is the call alone, with the import of colab_safe. Prints medians, and the medians of the differences within a
round, in seconds: of the clock, and of processor time with all child processes, which depends less on the machine's load.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.install.forge import Forge, made_up_token
from tests.install.lab import REPOSITORY, Lab, make_venv
from tests.install.packages import package

MEASURED = """
import subprocess, sys, time
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
def processor():
    return sum(used.ru_utime + used.ru_stime for used in map(getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))
start, before = time.perf_counter(), processor()
{call}
print("SECONDS", time.perf_counter() - start, processor() - before)
"""
PLAIN = "subprocess.run([sys.executable, '-m', 'pip', 'install', {link!r}], check=True, stdout=subprocess.DEVNULL)"
OURS = """from colab_safe import install_private_library
install_private_library({config!r}, "privpkg", installer="pip", quiet=True)"""


class Cost(NamedTuple):
    clock_s: float
    processor_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--other", type=Path)
    options = parser.parse_args()
    checkouts = {"colab-safe": REPOSITORY} | ({"other": options.other} if options.other else {})
    token, rounds = made_up_token(), []
    with tempfile.TemporaryDirectory() as name, Forge(Path(name, "forge"), token) as forge:
        forge.add("alice/privpkg", package("privpkg"))
        make_venv(Path(name, "environment"))
        for number in range(options.rounds):
            folder = Path(name, str(number))
            costs = {"plain pip": plain(folder, forge, token)}
            ordered = list(checkouts.items())
            for which, checkout in ordered if number % 2 else reversed(ordered):
                costs[which] = ours(folder, which, checkout, forge, token)
            rounds.append(costs)
    report(rounds)


def report(rounds: list[dict[str, Cost]]) -> None:
    for which in sorted(rounds[0], reverse=True):
        clock, processor = (median(costs[which][field] for costs in rounds) for field in (0, 1))
        more_clock, more_processor = (
            median(costs[which][field] - costs["plain pip"][field] for costs in rounds)
            for field in (0, 1)
        )
        print(
            f"{which:12} clock {clock:.3f} s ({more_clock:+.3f})   processor {processor:.3f} s ({more_processor:+.3f})"
        )
    print(f"({len(rounds)} rounds; in parentheses: the median difference to plain pip)")


def plain(folder: Path, forge: Forge, token: str) -> Cost:
    link = f"git+{forge.url.replace('://', f'://{token}@')}/alice/privpkg.git"
    return cost(
        Lab(folder / "plain", token, folder.parent / "environment"), PLAIN.format(link=link)
    )


def ours(folder: Path, which: str, checkout: Path, forge: Forge, token: str) -> Cost:
    lab = Lab(folder / which, token, folder.parent / "environment")
    lab.write_token_file(forge.url)
    return cost(lab, OURS.format(config=str(lab.token_file)), PYTHONPATH=str(checkout))


def cost(lab: Lab, call: str, **environ: str) -> Cost:
    run = lab.python(MEASURED.format(call=call), **environ)
    clock, processor = run.output.rpartition("SECONDS ")[2].split()
    return Cost(float(clock), float(processor))


if __name__ == "__main__":
    main()
