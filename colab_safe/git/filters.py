"""The filter that git runs on notebooks, as the clone's settings say."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from json import dumps

from colab_safe.git.files import indexed_files
from colab_safe.git.process import git, start
from colab_safe.notebook_names import IsTextNotebook, is_any_notebook, no_text_notebook

NAME = "colab-safe"
_QUOTED = frozenset(' \t"\\#')  # a name with one of these is quoted in attributes
# git tells letters of a file's name apart even where the file system does not: `A.IPYNB` is a notebook, too.
ATTRIBUTE = f"*.[iI][pP][yY][nN][bB] filter={NAME}"


def attribute_lines(patterns: Mapping[str, Iterable[str]]) -> list[str]:
    """Return the lines of attributes by which git runs the filter.

    Format: https://git-scm.com/docs/gitattributes; unlike a line of settings, one of attributes does not reach into
    folders that it fits, and a name with blanks is quoted.

    Args:
        patterns: Of the files that are notebooks kept as text, as the settings have them, for the folder of each settings
            file, from the top folder; "" is the top folder.
    """
    lines = [ATTRIBUTE]
    for folder, own in sorted(patterns.items()):
        for each in (each for pattern in own for each in _in_attributes(pattern)):
            name = _below(folder, each) if folder else each
            quoted = dumps(name, ensure_ascii=False) if set(name) & _QUOTED else name
            lines.append(f"{quoted} filter={NAME}")
    return lines


def _in_attributes(pattern: str) -> list[str]:
    """The patterns of attributes for one of the settings."""
    name = pattern.rstrip("/")
    inside = f"{name}/**" if "/" in name else f"**/{name}/**"
    return [inside] if pattern.endswith("/") else [name, inside]


def _below(folder: str, pattern: str) -> str:
    """A pattern for the files in a folder: without a slash it fits in every folder below."""
    literal = re.sub(r"[*?\[\\]", r"\\\g<0>", folder)
    return f"{literal}/{pattern.lstrip('/')}" if "/" in pattern else f"{literal}/**/{pattern}"


def is_own_line(line: str) -> bool:
    """Return whether a line of attributes names the filter of colab-safe.

    Args:
        line: Of a file of attributes.
    """
    return line.rstrip().endswith(f" filter={NAME}") and not line.lstrip().startswith("#")


def install(command: str, top: str) -> None:
    """Make a command git's filter for notebooks.

    A failing filter stops git (`required`): otherwise a path would be committed where the program
    is missing.

    Args:
        command: Its command line; it speaks git's protocol for long-running filters.
        top: The top folder of the worktree.
    """
    for key, value in (("process", command), ("required", "true")):
        git("config", f"filter.{NAME}.{key}", value, cwd=top)


def uninstall(top: str) -> None:
    """Remove the filter from git's settings.

    Args:
        top: The top folder of the worktree.
    """
    git("config", "--remove-section", f"filter.{NAME}", cwd=top)


def is_installed(top: str) -> bool:
    """Return whether git's settings have the filter.

    Args:
        top: The top folder of the worktree.
    """
    return setting(f"filter.{NAME}.process", top) is not None


def setting(key: str, top: str) -> str | None:
    """Return a value of git's configuration; None where it has none.

    Args:
        key: Its name, such as "core.hooksPath".
        top: The top folder of the worktree.
    """
    process = start("config", "--get", key, cwd=top)
    output, _ = process.communicate()
    return os.fsdecode(output).rstrip("\n") if process.returncode == 0 else None


def all_settings(cwd: str | None = None) -> list[tuple[str, str]]:
    """Return git's whole configuration, later values of the same key behind earlier ones, which they replace.

    Args:
        cwd: A folder of the repository; None is the current one.

    Raises:
        GitError: git refuses.
    """
    entries = os.fsdecode(git("config", "--list", "-z", cwd=cwd)).split("\0")
    pairs = (entry.partition("\n")[::2] for entry in entries if "\n" in entry)
    return [(key, value) for key, value in pairs]


def notebooks(top: str, is_text_notebook: IsTextNotebook = no_text_notebook) -> list[str]:
    """Return the notebooks in the index, as sorted paths from the top folder.

    Args:
        top: The top folder of the worktree.
        is_text_notebook: Which other files are notebooks, too.
    """
    return [name for name in indexed_files(top) if is_any_notebook(name, is_text_notebook)]


def refresh(names: list[str], top: str) -> None:
    """Make git notice that rewritten files, after its filters, still equal what the index has.

    Otherwise git shows a file of another size as changed:
    https://github.com/kynan/nbstripout/issues/65

    Args:
        names: The rewritten files, from the top folder.
        top: The top folder of the worktree.
    """
    if not names:
        return
    # One path per line: a name with a line end is left to `git status`.
    names = [name for name in names if "\n" not in name]
    paths = "".join(f"{name}\n" for name in names).encode("utf-8", "surrogateescape")
    now = git("hash-object", "--stdin-paths", cwd=top, stdin=paths).decode().split()
    entries = git("ls-files", "--stage", "-z", cwd=top)
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
