"""Mutate notebooks, and run scan in all formats, hide and restore, and redact over each.

    python bench/fuzz.py --seconds 300 --seed 1 --jobs 2

It prints how many inputs were tried, and each crash, broken promise, or input over the limit of steps.
Exit code 1 if there was any. The same seed tries the same inputs; a job adds its number to the seed.
"""

from __future__ import annotations

import argparse
import gc
import json
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing import Pool
from pathlib import Path
from typing import Any
from xml.dom import minidom

sys.path.insert(0, str(Path(__file__).parents[1]))
from bench.fuzz_inputs import TOKEN, Input, Inputs
from colab_safe import report as reports
from colab_safe.blots import union
from colab_safe.detect.engine import Setup, load
from colab_safe.errors import ColabSafeError
from colab_safe.model import Report, Secret, Span
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from colab_safe.redact import redact
from colab_safe.scan import scan

ENGINES = [load("builtin", Setup({}, False))]
NAME = "a.ipynb"
STEPS_PER_BYTE, STEPS = 400, 4_000_000  # calls of Python functions that one input may take
SUSPICIOUS = 3  # seconds of CPU after which the calls are counted
ENDLESS = 60  # seconds of CPU that no input may take, counting included
SHOWN = 20  # inputs of each kind that are written to files
PART = 12  # characters of a secret that no report may show


class OverLimit(Exception):
    """An input took more steps than its size allows."""


def check(each: Input) -> None:
    """Run everything over one input; AssertionError where a promise is broken."""
    report = scan(each.data, NAME, ENGINES)
    _check_planted(each, report)
    _check_formats(report, each.formats)
    _check_paths(each.data)
    _check_redaction(each.data, report)


def _check_planted(each: Input, report: Report) -> None:
    if not each.is_planted or report.problems:
        return
    # More characters of the same value may follow it now.
    found = any(TOKEN in secret.reveal() for secret in _secrets(report))
    assert found, "the planted token is lost"


def _check_formats(report: Report, names: Collection[str]) -> None:
    values = [each.secret for each in report.findings if each.is_value]
    secrets = {each.reveal() for each in (*values, *report.accepted_secrets)}
    parts = {secret[at : at + PART] for secret in secrets for at in range(len(secret) - PART + 1)}
    written = {name: reports.write(report, name, name == "filter-repo") for name in names}
    written["stderr"] = "\n".join(each.error for each in reports.without_secrets(report).problems)
    for name, text in written.items():
        shown = name != "filter-repo" and any(part in text for part in parts)
        assert not shown, f"{name} shows a part of a secret"
        if name in ("json", "sarif", "gitlab"):
            json.loads(text)
        if name == "junit":
            minidom.parseString(text.encode("utf-8", "backslashreplace"))  # noqa: S318 (own report)


def _secrets(report: Report) -> list[Secret]:
    return [*(found.secret for found in report.findings), *report.accepted_secrets]


def _check_paths(data: bytes) -> None:
    store = PathStore()
    try:
        hiding = hide(data, NAME, store)
    except ColabSafeError as refusal:
        raise AssertionError(f"hide refuses: {refusal}") from None
    if hiding.problem:  # a file that is not valid in its encoding is not rewritten, and says so
        assert hiding.data == data, "hide changes what it refuses to change"
        return
    body, new = in_utf8(data)[0], in_utf8(hiding.data)[0]
    changed = [each.span for each in hiding.hidden]
    assert _only_changed(body, new, changed), "hide changes bytes outside of the paths"
    restored = restore(hiding.data, NAME, store)
    if not restored.refused:
        assert restored.data == data, "restore is not the inverse of hide"
    assert hide(hiding.data, NAME, store).data == hiding.data, "a second hide changes something"


def _check_redaction(data: bytes, before: Report) -> None:
    result = redact(data, NAME, ENGINES)
    if result.data is data:
        return
    places = {each.location for each in before.findings}
    # What a second round finds is in another place, and a change in base64 moves the rest of it.
    if all(
        each.location in places and "base64" not in each.location.views for each in result.redacted
    ):
        changed = [span for each in result.redacted for span in each.location.spans]
        assert _only_changed(data, result.data, changed), (
            "redact changes bytes outside of the secrets"
        )
    left = scan(result.data, NAME, ENGINES).findings
    told = len(result.left) + len(result.below)
    assert len(left) <= told, "redact leaves a secret that it does not report"
    assert len(result.redacted) + told >= len(before.findings), "redact loses a finding"


def _only_changed(data: bytes, new: bytes, spans: Iterable[Span]) -> bool:
    """Whether all bytes outside of the spans are in the new file, in their order."""
    position, kept = 0, []
    for start, end in union(spans):
        kept.append(data[position:start])
        position = end
    first, *inner = kept or [data]
    at, last = len(first), data[position:] if kept else b""
    for stretch in inner:
        found = new.find(stretch, at)
        if found < 0:
            return False
        at = found + len(stretch)
    return new.startswith(first) and new.endswith(last) and len(new) - len(last) >= at


def limited(work: Callable[[Input], None], each: Input) -> None:
    """Call `work`; OverLimit if it calls too many functions, or takes too long inside of one.

    Counting makes it five times slower, so only an input that takes long is tried again and counted.
    """
    try:
        with _cpu_limit(SUSPICIOUS):
            work(each)
    except OverLimit:
        with _cpu_limit(ENDLESS), _step_limit(STEPS + STEPS_PER_BYTE * len(each.data)):
            work(each)


@contextmanager
def _cpu_limit(seconds: float) -> Iterator[None]:
    def interrupt(signal: int, frame: Any) -> None:
        raise OverLimit

    signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def _step_limit(most: int) -> Iterator[None]:
    left = most

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            sys.setprofile(None)
            raise OverLimit

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)


def fuzz(
    seed: int, seconds: float, most: int, work: Callable[[Input], None] = check
) -> Counter[str]:
    """Return how often what happened, after trying inputs for some seconds.

    Args:
        seed: The same one gives the same inputs.
        seconds: How long to try.
        most: How many inputs to try at most.
        work: What is done with each.
    """
    inputs, counts = Inputs(seed), Counter[str]()
    gc.set_threshold(100_000)  # as the program itself does
    end = time.monotonic() + seconds
    while time.monotonic() < end and counts["inputs"] < most:
        each = inputs.next()
        counts["inputs"] += 1
        counts["planted"] += each.is_planted
        try:
            limited(work, each)
        except OverLimit:
            _tell("over the limit", seed, each, "", counts)
        except AssertionError as broken:
            _tell("broken", seed, each, str(broken) or traceback.format_exc(limit=-2), counts)
        except Exception:
            _tell("crash", seed, each, traceback.format_exc(limit=-3), counts)
    return counts


def _tell(kind: str, seed: int, each: Input, what: str, counts: Counter[str]) -> None:
    counts[kind] += 1
    file = Path(f"fuzz-{kind.replace(' ', '-')}-{seed}-{counts[kind]}.ipynb")
    if counts[kind] <= SHOWN:
        file.write_bytes(each.data)
        print(f"{kind}: {file}, {len(each.data)} bytes\n{what}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--most", type=int, default=10**9, help="how many inputs at most, per job")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    arguments = parser.parse_args()
    run = partial(fuzz, seconds=arguments.seconds, most=arguments.most)
    seeds = range(arguments.seed, arguments.seed + arguments.jobs)
    if arguments.jobs == 1:
        counts = run(arguments.seed)
    else:
        with Pool(arguments.jobs) as pool:
            counts = sum(pool.imap_unordered(run, seeds), Counter[str]())
    print(", ".join(f"{number:,} {kind}" for kind, number in counts.items()))
    return int(bool(counts.keys() - {"inputs", "planted"}))


if __name__ == "__main__":
    sys.exit(main())
