"""The result of an install: package, commit, modules that need a restart, warnings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from colab_safe.install.packages import installed
from colab_safe.install.packages.installed import Installed
from colab_safe.install.packages.leftovers import leftovers
from colab_safe.install.process import show
from colab_safe.install.tokens.token import Token


class InstallResult(NamedTuple):
    """What was installed. `commit` is the full hash; `source` says where the token came from.

    `restart_needed` are modules that were imported before and have changed since; `warnings` are sentences.
    """

    name: str
    version: str
    commit: str | None
    url: str
    source: str
    restart_needed: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __repr__(self) -> str:
        at = f" at commit {self.commit[:10]}" if self.commit else ""
        restart = (
            f"; restart the runtime to use the new {', '.join(self.restart_needed)}"
            if self.restart_needed
            else ""
        )
        return f"{self.name} {self.version} from {self.url}{at}{restart}"


def make_result(
    package: Installed,
    url: str,
    infos: Sequence[str],
    loaded: Sequence[str],
    tokens: Sequence[Token],
    clone: str | None = None,
) -> InstallResult:
    """Return the result of an install.

    Args:
        package: The package that was asked for.
        url: Where it comes from.
        infos: .dist-info folders that the install added or changed.
        loaded: Modules that run code which the install replaced.
        tokens: Searched for where they could have been left.
        clone: A clone of colab-safe's, which is searched as well.
    """
    installed.make_importable(infos)
    pointers = len(installed.lfs_pointers(infos))
    warnings = leftovers(tokens, infos, [clone] if clone else [])
    if pointers:
        warnings.append(
            f"{pointers} files are only Git LFS pointers: run !apt-get install git-lfs, then install again"
        )
    source = tokens[0].source if tokens else ""
    return InstallResult(
        package.name, package.version, package.commit, url, source, tuple(loaded), tuple(warnings)
    )


def tell(result: InstallResult) -> None:
    """Print what was installed, and which modules need a restart; Colab says that only after `!pip install`.

    Args:
        result: Of the install.
    """
    advise_restart(result.restart_needed)
    for warning in result.warnings:
        show(f"Warning: {warning}.\n")


def advise_restart(modules: Sequence[str]) -> None:
    """Print which modules need a restart, if any do.

    Args:
        modules: That run code which was replaced.
    """
    if modules:
        were = "was" if len(modules) == 1 else "were"
        show(
            f"Restart the runtime (Runtime > Restart session): {', '.join(modules)} {were} imported before this install.\n"
        )
