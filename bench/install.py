#!/usr/bin/env python3
"""What `install_private_library` adds to plain `pip install git+http://TOKEN@…`, on the same repository of a local server.

    python bench/install.py [--rounds 9]

Both run from a fresh Python process into a fresh environment, in turns; the time is of the call alone, with the import
of colab_safe. Prints the medians and the median of the differences, in seconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.install.forge import Forge, made_up_token
from tests.install.lab import Lab
from tests.install.packages import package

PLAIN = """
import subprocess, sys, time
start = time.perf_counter()
subprocess.run([sys.executable, "-m", "pip", "install", {link!r}], check=True, stdout=subprocess.DEVNULL)
print("SECONDS", time.perf_counter() - start)
"""
OURS = """
import time
start = time.perf_counter()
from colab_safe import install_private_library
install_private_library({config!r}, "privpkg", installer="pip", quiet=True)
print("SECONDS", time.perf_counter() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    token = made_up_token()
    with tempfile.TemporaryDirectory() as folder, Forge(Path(folder, "forge"), token) as forge:
        forge.add("alice/privpkg", package("privpkg"))
        pairs = [
            (plain(folder, number, forge, token), ours(folder, number, forge, token))
            for number in range(rounds)
        ]
    before, after = (median(column) for column in zip(*pairs, strict=True))
    added = median(second - first for first, second in pairs)
    print(
        f"plain pip {before:.3f} s   install_private_library {after:.3f} s   added {added:+.3f} s   ({rounds} pairs)"
    )


def plain(folder: str, number: int, forge: Forge, token: str) -> float:
    link = f"git+{forge.url.replace('://', f'://{token}@')}/alice/privpkg.git"
    return seconds(Lab(Path(folder, f"plain{number}"), token), PLAIN.format(link=link))


def ours(folder: str, number: int, forge: Forge, token: str) -> float:
    lab = Lab(Path(folder, f"ours{number}"), token)
    lab.write_token_file(forge.url)
    return seconds(lab, OURS.format(config=str(lab.token_file)))


def seconds(lab: Lab, code: str) -> float:
    run = lab.python(code)
    return float(run.output.rpartition("SECONDS ")[2])


if __name__ == "__main__":
    main()
