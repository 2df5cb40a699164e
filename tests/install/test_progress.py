"""The line that shows how far a download is: what it says, when, and that it is gone afterwards."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from colab_safe.install.credentials.event_listener import EventListener
from colab_safe.install.progress import Progress, can_be_rewritten

from .forge import Forge, git
from .lab import Lab
from .notebooks import outputs, run_notebook
from .packages import package
from .test_causes import _wheel

REPORTS = {
    "remote: Enumerating objects: 12\r": "Enumerating objects",
    "remote: Enumerating objects: 12, done.\n": "git is fetching from h",
    "remote: Counting objects:  50% (6/12)\r": "Counting objects: 50 %",
    "Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s\r": "Receiving objects: 45 %, 1.20 MiB",
    "Receiving objects:  66% (2/3), 228 bytes | 228.00 KiB/s\r": "Receiving objects: 66 %, 228 bytes",
    "Receiving objects: 100% (3/3), 228 bytes | 228.00 KiB/s, done.\n": "git is fetching from h",
    "Resolving deltas:   0% (0/7)\r": "Resolving deltas: 0 %",
    "Filtering content: 100% (1/1), 3.00 GiB | 9.00 MiB/s\r": "Filtering content: 100 %, 3.00 GiB",
    "Progress 1200000 of 45600000\n": "downloading: 1.2 MB of 45.6 MB",
    "Progress 1200000 of 0\n": "downloading: 1.2 MB",
    "remote: Total 3 (delta 0), reused 0 (delta 0), pack-reused 0\n": "git is fetching from h",
}
OTHERS = (
    "Collecting x\n",
    "remote: Hello\n",
    "Receiving: 5%\n",
    "Progress of 7\n",
    "x: 5% (1/2)\r",
    "",
)


class Screen:
    """What a person sees of a line that is rewritten."""

    def __init__(self) -> None:
        self.now, self.line, self.place = 0.0, "", 0
        self.progress = Progress(self.write, lambda: "h", lambda: self.now)

    def write(self, text: str) -> None:
        for part in text.splitlines(keepends=True):
            words = part.rstrip("\r\n")
            self.line = self.line[: self.place] + words + self.line[self.place + len(words) :]
            self.place += len(words)
            if part[-1:] in "\r\n":
                self.place = 0

    def put(self, text: str) -> str:
        left = self.progress.without_reports(text)
        self.progress.make_way(left) if left else self.progress.show()
        return left


@pytest.mark.parametrize("report", REPORTS)
def test_what_it_says(report: str) -> None:
    screen = Screen()
    assert screen.put(report) == "" and screen.line == ""
    screen.now = 2.5
    assert screen.put("") == "" and screen.line == f"{REPORTS[report]} (2 s)"
    assert screen.put(report) == "" and screen.line.endswith("(2 s)")  # not more than once a second
    screen.progress.remove()
    assert screen.line.strip() == "" and screen.place == 0


@pytest.mark.parametrize("text", OTHERS)
def test_other_output_stays(text: str) -> None:
    screen = Screen()
    screen.now = 9
    assert screen.put(text) == text


def test_it_never_divides_a_line_and_a_shorter_one_covers_a_longer_one() -> None:
    screen = Screen()
    screen.now = 3
    screen.put("Building wheel: ")
    assert screen.put("") == "" and screen.line == ""
    screen.put("done\n")
    screen.put("Receiving objects:  45% (450/1000), 1.20 MiB | 2.00 MiB/s\r")
    screen.now = 14
    screen.put("Resolving deltas:   0% (0/7)\r")
    assert screen.line.rstrip() == "Resolving deltas: 0 % (14 s)"


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("https://alice:secret@git.example.com:8443/a/b", "git.example.com"),
        ("https://s3cret@git.example.com/a", "git.example.com"),
        ("https://git.example.com?private_token=s3cret", None),
        ("https://\x1b[2Jx/a", None),
        ("https://a b/c", None),
    ],
)
def test_of_an_address_only_the_server_is_named(address: str, server: str | None) -> None:
    listener = EventListener("/")
    listener._events = [{"event": "start", "sid": "1", "argv": ["git", "clone", address]}]
    assert listener.server() == server
    listener._events.append({"event": "exit", "sid": "1", "code": 0})
    assert listener.server() is None


def test_only_terminals_and_notebooks_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not can_be_rewritten()
    for stream, expected in ((io.StringIO(), False), (None, False)):
        monkeypatch.setattr(sys, "stdout", stream)
        assert can_be_rewritten() == expected
    monkeypatch.setattr(sys, "stdout", type("Terminal", (), {"isatty": lambda self: True})())
    assert can_be_rewritten()


def test_what_git_prints(forge: Forge, tmp_path: Path) -> None:
    """None of it remains, and each step is shown in its turn."""
    forge.add("alice/many", {f"{number}.txt": str(number) for number in range(120)})
    git("init", "-q", str(tmp_path))
    bare = str(forge.root / "alice" / "many.git")
    argv = ["git", "-C", str(tmp_path), "fetch", "--progress", bare, "main:kept"]
    printed = subprocess.run(argv, capture_output=True, check=True).stderr.decode()
    screen, shown = Screen(), set()
    for line in re.findall(r"[^\r\n]*[\r\n]", printed):
        screen.now += 3
        assert screen.put(line) == ""
        shown.add(re.sub(r"\d.*", "", screen.line))
    expected = {"Counting objects: ", "Compressing objects: ", "Receiving objects: "}
    assert expected < shown and len(shown) > 3


def test_what_pip_prints(lab: Lab, forge: Forge) -> None:
    address = serve_wheel(lab, forge).replace("://", f"://alice:{lab.token}@")
    install = [
        "install",
        "--progress-bar=raw",
        "--no-cache-dir",
        "--no-deps",
        "--target",
        str(lab.root / "x"),
        "--index-url",
        address,
        "tiny",
    ]
    pip = [str(lab.python_program), "-m", "pip", *install]
    printed = lab.run(pip, PIP_NO_INDEX="0").output
    screen, shown, left = Screen(), [], ""
    for line in printed.splitlines(keepends=True):
        screen.now += 3
        left += screen.put(line)
        shown.append(re.sub(r" \(.*", "", screen.line))
    assert {"downloading: 0.0 MB of 0.6 MB", "downloading: 0.6 MB of 0.6 MB"} < set(shown)
    assert "Progress" not in left and "Successfully installed tiny" in left


def serve_wheel(lab: Lab, forge: Forge) -> str:
    """Returns the address of an index with a wheel of 600 kB: pip reports nothing of less than 512 KiB."""
    wheel = _wheel(lab.root)
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("tiny.bin", random.Random(7).randbytes(600_000))
    forge.files[f"/files/{wheel.name}"] = wheel.read_bytes()
    forge.files["/simple/tiny/"] = f'<a href="/files/{wheel.name}">{wheel.name}</a>'.encode()
    return f"{forge.url}/simple/"


AT_ONCE = """
import colab_safe.install.progress as progress, colab_safe.install.process as process
progress._FROM = progress._EVERY = 0.0
process._PAUSE = 0.01
"""


@pytest.mark.parametrize("before", [AT_ONCE, ""], ids=["at once", "after two seconds"])
def test_in_a_notebook(lab: Lab, forge: Forge, before: str) -> None:
    noise = random.Random(7).randbytes(600_000)
    forge.add("alice/heavy", {**package("heavy"), "heavy/data.bin": noise})
    config = f"{str(lab.token_file)!r}"
    cells = [
        "from colab_safe import *",
        f"clone_private({config}, 'heavy')",
        f"install_private_library({config}, 'heavy')",
        f"install_from_index({config}, 'tiny', '{serve_wheel(lab, forge)}')",
        f"install_private_library({config}, 'heavy', quiet=True, force_reinstall=True)",
    ]
    saved = run_notebook(lab, cells, before=before)
    shown = [outputs(saved, number) for number in range(len(cells))]
    assert "heavy 0.1 from" in shown[2] and "tiny" in shown[3] and "heavy 0.1 from" in shown[4]
    seen = [[part for part in text.split("\r") if " s)" in part] for text in shown]
    assert not lab.leaks_in(saved) and not any("Progress " in text for text in shown)
    assert seen[4] == [] and "\r" not in shown[4]
    if before:
        assert any(part.startswith("git is fetching from 127.0.0.1 (") for part in seen[1])
        assert any(part.startswith("git is fetching from 127.0.0.1 (") for part in seen[2])
    else:
        assert not any("objects" in text for text in shown)
