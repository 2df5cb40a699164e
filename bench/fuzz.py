"""Mutate notebooks, and run scan in all formats, hide and restore, and redact over each.

    python bench/fuzz.py --seconds 300 --seed 1

It prints how many inputs were tried, and each crash, difference, or input over the limit of steps.
Exit code 1 if there was any. The same seed tries the same inputs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import signal
import sys
import time
import traceback
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any
from xml.dom import minidom

sys.path.insert(0, str(Path(__file__).parents[1]))
from colab_safe import report as reports
from colab_safe.detect.engine import Setup, load
from colab_safe.errors import ColabSafeError
from colab_safe.paths.hide import hide
from colab_safe.paths.restore import restore
from colab_safe.placeholders.store import PathStore
from colab_safe.redact import redact
from colab_safe.scan import scan
from tests.notebook.test_pictures import chunk, png
from tests.notebooks import code, dump, error, markdown, notebook, output, stream
from tests.tokens import github_token

ENGINES = [load("builtin", Setup({}, False))]
TOKEN = github_token()
PATH = "/content/drive/MyDrive/keys/gh.json"
STEPS_PER_BYTE, STEPS = 400, 4_000_000  # calls of Python functions that one input may take
SUSPICIOUS = 3  # seconds of CPU after which the calls are counted


def seeds() -> Iterator[bytes]:
    """Yield notebooks with a token or a path in each kind of place."""
    picture = b64encode(png(chunk(b"tEXt", f"A\0{TOKEN} {PATH}".encode()))).decode()
    packed = b64encode(gzip.compress(f"{TOKEN}\n".encode() * 20)).decode()
    tree = notebook(
        [
            markdown(f"# Title\n\nUse `{PATH}` and {TOKEN}."),
            code(
                f"import os\nfrom google.colab import drive\ndrive.mount('/content/drive')\n"
                f"p = os.path.join('/content/drive/MyDrive', 'keys', 'gh.json')\nopen('{PATH}')\n!cat {PATH}\n",
                [
                    stream(f"{TOKEN[:20]}"),
                    stream(f"{TOKEN[20:]}\n\x1b[31m{PATH}\x1b[0m\r50%\b\b60%\n"),
                    output(html=f"<b>{TOKEN[:9]}</b>{TOKEN[9:]} &amp; <a href='{PATH}'>x</a>"),
                    output({"image/png": picture, "text/plain": f"'{TOKEN}\\n'"}),
                    output(plain=b64encode(f"see {TOKEN} there".encode()).decode()),
                    output(plain=packed),
                    error("ValueError", f"bad {TOKEN}", [f"in {PATH}", f"{TOKEN}"]),
                ],
                metadata={"tags": ["a"], "token": TOKEN},
            ),
            code("%%bash\nexport A=" + TOKEN, attachments={"a.txt": {"text/plain": TOKEN}}),
        ],
        metadata={"widgets": {"state": {"a": {"value": TOKEN}}}, "password": TOKEN},
        minor=5,
    )
    for indent in (1, None):
        yield dump(tree, indent=indent)
    yield dump(tree, ensure_ascii=True, newline="\r\n", bom=True)
    yield dump(tree).decode().encode("utf-16")
    for cell in tree["cells"]:
        yield dump(notebook([cell]))


TEXTS = (
    "\r", "\n", "\\", '"', "'", "{", "}", "[", "]", "\0", "\x1b[", "\b", "\u2028", "\ud800", "\ufeff", "é", "🎉", "&#x41;", "%41",
    "=3D", "\\u0041", "<b", "-->", "a0+a0", "f'{", "'''", "%%", "!", "$drive", PATH, TOKEN, "__DRIVE_TOKEN_PATH__", "eJ", "H4sI",
    "iVBORw0KGgo", ";base64,", "MyDrive", "drive_path", "mount_drive()", "pragma: allowlist secret", "<<<<<<< ", "[REDACTED:x]",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e999,
    "",
    [],
    {},
    [[]],
    {"a": {"b": []}},
    ["", None],
    "x" * 40,
)


def by_bytes(data: bytes, random: Random) -> bytes:
    """Flip, insert, remove or repeat a few bytes."""
    new = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 8))):
        at = random.randrange(len(new) + 1)
        length = random.choice((1, 1, 2, 16, 200))
        new[at : at + random.choice((0, length))] = random.choice(
            (random.randbytes(1), b"", bytes(new[at : at + length]) * 2, random.choice(TEXTS).encode("utf-8", "surrogatepass"))
        )  # fmt: skip
    return bytes(new)


def by_structure(data: bytes, random: Random) -> bytes:
    """Replace, remove, copy or extend values of the JSON."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return by_bytes(data, random)
    for _ in range(random.choice((1, 2, 5))):
        holder, key = random.choice(list(_members(tree)) or [({"a": 0}, "a")])
        value = holder[key]
        changed = random.choice((_other, _other, _copied, _longer))(value, random)
        holder[key] = changed
    indent = random.choice((None, 1, 4))
    return json.dumps(tree, indent=indent, ensure_ascii=random.random() < 0.5).encode(
        "utf-8", "surrogatepass"
    )


def _members(value: Any) -> Iterator[tuple[Any, Any]]:
    keys = (
        range(len(value))
        if isinstance(value, list)
        else list(value)
        if isinstance(value, dict)
        else ()
    )
    for key in keys:
        yield value, key
        yield from _members(value[key])


def _other(value: Any, random: Random) -> Any:
    if isinstance(value, str):
        at = random.randrange(len(value) + 1)
        end = at + random.choice((0, 0, 1, 10))
        return value[:at] + random.choice(TEXTS) + value[end:]
    return random.choice(VALUES)


def _copied(value: Any, random: Random) -> Any:
    return value * random.choice((2, 3)) if isinstance(value, (list, str)) else [value, value]


def _longer(value: Any, random: Random) -> Any:
    if isinstance(value, str):
        return value + random.choice(TEXTS) * random.choice((1, 100, 2000))
    return [value] * random.choice((1, 50))


MUTATIONS: tuple[Callable[[bytes, Random], bytes], ...] = (by_bytes, by_structure, by_structure)


class OverLimit(Exception):
    """An input took more steps than its size allows."""


def limited(work: Callable[[bytes], None], data: bytes) -> None:
    """Call `work`; OverLimit if it calls too many functions.

    Counting makes it five times slower, so only an input that takes long is tried again and counted.
    """

    def interrupt(signal: int, frame: Any) -> None:
        raise OverLimit

    signal.signal(signal.SIGVTALRM, interrupt)
    signal.setitimer(signal.ITIMER_VIRTUAL, SUSPICIOUS)
    try:
        work(data)
    except OverLimit:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        _counted(work, data)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _counted(work: Callable[[bytes], None], data: bytes) -> None:
    left = STEPS + STEPS_PER_BYTE * len(data)

    def count(frame: Any, event: str, argument: Any) -> None:
        nonlocal left
        left -= event == "call"
        if left < 0:
            sys.setprofile(None)
            raise OverLimit

    sys.setprofile(count)
    try:
        work(data)
    finally:
        sys.setprofile(None)


def check(data: bytes) -> None:
    """Run everything over one input; AssertionError where a promise is broken."""
    report = scan(data, "a.ipynb", ENGINES)
    for name in reports.FORMATS:
        shows = name == "filter-repo"
        written = reports.write(report, name, shows)
        assert shows or TOKEN not in written, f"{name} shows a secret"
        if name in ("json", "sarif", "gitlab"):
            json.loads(written)
        if name == "junit":
            minidom.parseString(written.encode("utf-8", "backslashreplace"))  # noqa: S318 (own report)
    _check_paths(data)
    _check_redaction(data)


def _check_paths(data: bytes) -> None:
    store = PathStore()
    try:
        hiding = hide(data, "a.ipynb", store)
    except ColabSafeError as refusal:
        raise AssertionError(f"hide refuses: {refusal}") from None
    if hiding.problem:  # a file that is not valid in its encoding is not rewritten, and says so
        assert hiding.data == data, "hide changes what it refuses to change"
        return
    restored = restore(hiding.data, "a.ipynb", store)
    if not restored.refused:
        assert restored.data == data, "restore is not the inverse of hide"


def _check_redaction(data: bytes) -> None:
    result = redact(data, "a.ipynb", ENGINES)
    if result.data is data:
        return
    left = [found.location.place for found in scan(result.data, "a.ipynb", ENGINES).findings]
    assert len(left) <= len(result.left), "redact leaves a secret that it does not report"


def fuzz(seed: int, seconds: float, most: int) -> Counter[str]:
    """Return how often what happened, after trying mutations of the seeds for some seconds."""
    random, pool, counts = Random(seed), list(seeds()), Counter[str]()
    own, end = len(pool), time.monotonic() + seconds
    while time.monotonic() < end and counts["inputs"] < most:
        data = random.choice(MUTATIONS)(random.choice(pool), random)
        counts["inputs"] += 1
        try:
            limited(check, data)
        except OverLimit:
            _tell("over the limit", data, "", counts)
        except AssertionError as broken:
            _tell("difference", data, str(broken) or traceback.format_exc(limit=-2), counts)
        except Exception:
            _tell("crash", data, traceback.format_exc(limit=-3), counts)
        if len(data) < 60_000 and random.random() < 0.05:
            pool[own:] = [*pool[own:], data][-200:]  # mutations of mutations
    return counts


def _tell(kind: str, data: bytes, what: str, counts: Counter[str]) -> None:
    counts[kind] += 1
    file = Path(f"fuzz-{kind.replace(' ', '-')}-{counts[kind]}.ipynb")
    if counts[kind] <= 20:
        file.write_bytes(data)
        print(f"{kind}: {file}, {len(data)} bytes\n{what}", flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--most", type=int, default=10**9, help="how many inputs at most")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for each in ENGINES:
        list(each.find(["a"]))
    counts = fuzz(arguments.seed, arguments.seconds, arguments.most)
    print(", ".join(f"{number:,} {kind}" for kind, number in counts.items()))
    return int(len(counts) > 1)


if __name__ == "__main__":
    sys.exit(main())
