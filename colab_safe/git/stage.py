"""New content for a file in the index; the worktree stays as it is."""

from __future__ import annotations

from colab_safe.git.process import git


def restage(path: str, data: bytes, cwd: str) -> None:
    """Replace the content of a staged file, and keep its mode.

    Args:
        path: From the top folder, POSIX style.
        data: The new content.
        cwd: The top folder of the worktree.

    Raises:
        GitError: git refuses.
    """
    mode = git("ls-files", "--stage", "-z", "--", f":(literal){path}", cwd=cwd)[:6].decode()
    blob = git("hash-object", "-w", "--stdin", cwd=cwd, stdin=data).decode().strip()
    git("update-index", "--cacheinfo", f"{mode},{blob},{path}", cwd=cwd)
