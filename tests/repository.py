"""A git repository to test in, driven by the real git."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.report.published_schema import hold_to_schema, is_json_report


class Repository:
    """A working tree at `root`; commands run in it."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @classmethod
    def new(cls, root: Path) -> Repository:
        root.mkdir(parents=True)
        made = cls(root)
        made.git("init", "--quiet", "--initial-branch=main")
        return made

    def write(self, path: str, data: bytes | str) -> Path:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)
        return file

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """What the command says, its exit code too; output that is no UTF-8 fails the test."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=self.root,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        if is_json_report(command) and done.stdout:
            hold_to_schema(done.stdout)
        return done

    def git(self, *arguments: str) -> str:
        done = self.run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def blob(self, name: str) -> bytes:
        """The bytes of an object, for example `HEAD:a.ipynb`."""
        return subprocess.run(
            ["git", "cat-file", "blob", name], cwd=self.root, capture_output=True, check=True
        ).stdout

    def add(self, path: str, data: bytes | str) -> Path:
        file = self.write(path, data)
        self.git("add", "--", path)
        return file

    def commit(self, *paths: str) -> subprocess.CompletedProcess[str]:
        """Stages the paths and tries to commit; the hooks decide."""
        self.git("add", "--", *paths)
        return self.run("git", "commit", "--quiet", "--message", "Change notebooks")

    def commits(self) -> Sequence[str]:
        done = self.run("git", "rev-list", "--all")
        return done.stdout.split()
