"""A person's machine for one test (home, temporary folder, Python environment, mounted Drive), and a search for what leaked into it."""

from __future__ import annotations

import base64
import io
import json
import os
import shutil
import site
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from .watch import Program, Unwatched, watching

REPOSITORY = Path(__file__).resolve().parents[2]
FAKE_COLAB = REPOSITORY / "tests" / "fake_colab"


def forms(
    token: str, logins: Sequence[str] = ("alice", "x-access-token", "oauth2", "__token__", "")
) -> set[bytes]:
    """What a leak looks like: raw, URL-quoted, base64 of the token alone and after a user name."""
    plain = [token, *(f"{login}:{token}" for login in logins)]
    coded = {
        coder(text.encode()).rstrip(b"=")
        for text in plain
        for coder in (base64.b64encode, base64.urlsafe_b64encode)
    }
    return coded | {token.encode(), quote(token, safe="").encode()}


class Run(NamedTuple):
    status: int
    output: str
    processes: list[Program]  # each program that was started, where the run was watched

    def argvs(self) -> str:
        return "\n".join(program.argv for program in self.processes)

    def environs(self) -> str:
        return "\n".join(program.environ for program in self.processes)


class Lab:
    def __init__(self, root: Path, token: str, environment: Path) -> None:
        """Make the folders, and a copy of an environment from `make_venv`."""
        self.root, self.token = root, token
        self.home, self.temporary, self.venv, self.drive = (
            root / name for name in ("home", "tmp", "venv", "drive")
        )
        for folder in (self.home, self.temporary, self.drive / "MyDrive" / "keys"):
            folder.mkdir(parents=True)
        shutil.copytree(environment, self.venv, symlinks=True)
        self.python_program = python_of(self.venv)

    @property
    def token_file(self) -> Path:
        return self.drive / "MyDrive" / "keys" / "github.json"

    def write_token_file(self, url: str, username: str = "alice", **more: object) -> Path:
        fields = {"access_token": self.token, "username": username, "host": url, **more}
        self.token_file.write_text(json.dumps(fields), encoding="utf-8")
        return self.token_file

    def environ(self, **more: str) -> dict[str, str]:
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "LANG") if name in os.environ}
        path = os.pathsep.join(
            [str(self.python_program.parent), str(Path(sys.executable).parent), os.environ["PATH"]]
        )
        home = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "TMPDIR": str(self.temporary),
        }
        settings = {
            "PIP_NO_INDEX": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONPATH": str(REPOSITORY),
        }
        return {**kept, **home, **settings, "PATH": path, "VIRTUAL_ENV": str(self.venv), **more}

    def python(self, code: str, *, watch: bool = False, timeout: float = 60, **environ: str) -> Run:
        return self.run(
            [str(self.python_program), "-c", code], watch=watch, timeout=timeout, **environ
        )

    def run(
        self, argv: Sequence[str], *, watch: bool = False, timeout: float = 60, **environ: str
    ) -> Run:
        """`watch` notes the argv and environment of every program that is started."""
        watcher = watching(self.root) if watch else Unwatched(())
        done = subprocess.Popen(
            [*watcher.prefix, *argv],
            env=self.environ(**environ),
            cwd=self.root,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        with done, watcher:
            try:
                output, _ = done.communicate(timeout=timeout)
            except subprocess.TimeoutExpired:
                done.kill()
                raise
        assert not watch or watcher.processes, "nothing was seen"
        return Run(done.returncode, output.decode(errors="replace"), watcher.processes)

    def leaks_in(self, text: str | bytes) -> bool:
        data = text.encode() if isinstance(text, str) else text
        return any(form in data for form in forms(self.token))

    def leaking_files(self, *folders: Path) -> list[str]:
        """Files, and members of archives, under home, temporary folder and environment that hold the token."""
        searched = folders or (self.home, self.temporary, self.venv)
        return [
            name
            for folder in searched
            for name, content in _contents(folder)
            if self.leaks_in(content)
        ]


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            yield str(path), content
            for name, member in _members(content):
                yield f"{path}!{name}", member


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    file = io.BytesIO(content)
    if zipfile.is_zipfile(file):
        with zipfile.ZipFile(file) as archive:
            yield from ((name, archive.read(name)) for name in archive.namelist())
    elif content.startswith(b"\x1f\x8b"):
        with tarfile.open(fileobj=io.BytesIO(content)) as tar:
            for entry in tar.getmembers():
                taken = tar.extractfile(entry)
                yield entry.name, taken.read() if taken else b""


def leave_out(lab: Lab, package: str) -> None:
    """Let the environment of a lab see all that the environment of the tests has, but one package.

    Args:
        lab: Its environment changes.
        package: The name of its folder, and of its distribution with "-" or "_".
    """
    pth = next(lab.venv.rglob("tests.pth"))
    others = lab.root / f"without-{package}"
    others.mkdir()
    names = (package, f"__editable__{package}", f"_{package}", f"_editable_impl_{package}")
    for folder in map(Path, pth.read_text("utf-8").splitlines()):
        for each in folder.iterdir():
            is_left_out = each.name.split("-")[0].removesuffix(".pth") in names
            if not is_left_out and not (others / each.name).exists():
                (others / each.name).symlink_to(each)
    pth.write_text(str(others), "utf-8")


def make_venv(folder: Path) -> None:
    """Make an environment that also sees what the environment of the tests has, such as pip and ipykernel.

    0.1 s instead of 5 s, and a copy of it takes 0.01 s: nothing that a test uses contains its path.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    ask = [str(python_of(folder)), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]
    purelib = subprocess.run(ask, check=True, capture_output=True, text=True).stdout.strip()
    Path(purelib, "tests.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")


def python_of(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
