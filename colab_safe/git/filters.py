"""Which filter git runs on notebooks, as the clone's settings have it."""

from __future__ import annotations

import os

from colab_safe.git.process import git, start

NAME = "colab-safe"
ATTRIBUTE = f"*.ipynb filter={NAME}"
_BESIDE = f"filter.{NAME}.beside"


def install(command: str, top: str) -> str | None:
    """Makes `command` git's filter of that name; the name of the one that it runs beside, if there is one.

    A failing filter stops git (`required`): otherwise a path would be committed where the program is missing.
    """
    other = active(top)
    if other not in (None, NAME):
        git("config", _BESIDE, str(other), cwd=top)
    for key, value in (("process", command), ("required", "true")):
        git("config", f"filter.{NAME}.{key}", value, cwd=top)
    return setting(_BESIDE, top)


def uninstall(top: str) -> None:
    """Takes it out of git's settings again."""
    git("config", "--remove-section", f"filter.{NAME}", cwd=top)


def is_installed(top: str) -> bool:
    return setting(f"filter.{NAME}.process", top) is not None


def active(top: str) -> str | None:
    """The filter that git runs on notebooks."""
    answer = git("check-attr", "-z", "filter", "--", "a.ipynb", cwd=top).split(b"\0")[2].decode()
    return None if answer in ("unspecified", "unset", "set") else answer


def beside(kind: str, top: str) -> str | None:
    """The command ("clean" or "smudge") of the filter that ours runs beside, such as nbstripout's."""
    name = setting(_BESIDE, top)
    return setting(f"filter.{name}.{kind}", top) if name else None


def setting(key: str, top: str) -> str | None:
    process = start("config", "--get", key, cwd=top)
    output, _ = process.communicate()
    return os.fsdecode(output).rstrip("\n") if process.returncode == 0 else None


def notebooks(top: str) -> list[str]:
    """The notebooks that git has, as paths from the top folder."""
    listed = git("ls-files", "-z", "--cached", "--", ":(icase)*.ipynb", cwd=top)
    return sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})


def refresh(names: list[str], top: str) -> None:
    """Lets git see that files that were rewritten still are, behind its filters, what the index has.

    git takes a file of another size for changed, and never looks again: https://github.com/kynan/nbstripout/issues/65
    """
    if not names:
        return
    paths = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    now = git("hash-object", "--stdin-paths", cwd=top, stdin=paths).decode().split()
    entries = git(
        "ls-files", "--stage", "-z", "--", *(f":(top,literal){name}" for name in names), cwd=top
    )
    indexed = {
        os.fsdecode(entry.partition(b"\t")[2]): entry.split()[1].decode()
        for entry in entries.split(b"\0")
        if entry
    }
    same = [name for name, blob in zip(names, now, strict=True) if indexed.get(name) == blob]
    git(
        "update-index",
        "-z",
        "--stdin",
        cwd=top,
        stdin=b"".join(os.fsencode(name) + b"\0" for name in same),
    )
