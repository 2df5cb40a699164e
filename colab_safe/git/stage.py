"""Other content for a file in the index, with the worktree left alone."""

from __future__ import annotations

from colab_safe.git.process import git


def restage(path: str, data: bytes, cwd: str) -> None:
    """Gives a staged file (`path` from the top folder, `cwd` the top folder) these bytes, its mode kept. Raises GitError."""
    mode = git("ls-files", "--stage", "-z", "--", f":(literal){path}", cwd=cwd)[:6].decode()
    blob = git("hash-object", "-w", "--stdin", cwd=cwd, stdin=data).decode().strip()
    git("update-index", "--cacheinfo", f"{mode},{blob},{path}", cwd=cwd)
