"""Which packages the installer kept although their repository has moved on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from colab_safe.install.clones.clone import clone_at
from colab_safe.install.clones.remote_refs import Version, find_version
from colab_safe.install.current_folder import folder_for_programs
from colab_safe.install.packages import installed
from colab_safe.install.packages.references import Reference, references_below
from colab_safe.install.packages.requirement import Requirement, is_ssh
from colab_safe.install.tokens.token import Token


def outdated(
    references: Sequence[Reference],
    names: Iterable[str],
    before: dict[str, int],
    tokens: Sequence[Token],
    timeout_s: float,
) -> list[Reference]:
    """Return what has to be installed again, from what is recorded on disk and what the servers say.

    Args:
        references: To git repositories, as they were asked for.
        names: Of packages that were asked for; references in their metadata, and below, count too.
        before: The snapshot before the installer ran.
        tokens: One per server.
        timeout_s: Seconds that each server may take.

    Raises:
        InstallError: A server refuses.
    """
    fresh = set(installed.changed(before))
    asked = [one for one in references if _is_outdated(one, fresh, tokens, timeout_s, asked=True)]
    if not installed.from_git(set(before) - fresh):
        return asked
    found = [installed.find(*_place(one), fresh) for one in references]
    every = [*names, *(installed.describe(info).name for info in found if info)]
    below = [one for one in references_below(every) if _is_outdated(one, fresh, tokens, timeout_s)]
    return [*asked, *below]


def _is_outdated(
    reference: Reference,
    fresh: set[str],
    tokens: Sequence[Token],
    timeout_s: float,
    asked: bool = False,
) -> bool:
    """What was not found may be left out by a marker, unless the user asked for it, and a namesake is installed."""
    info = installed.find(*_place(reference), fresh)
    if info is None:
        return asked and _has_namesake(reference)
    if info in fresh:
        return False
    commit = installed.describe(info).commit or ""
    version = version_on_server(_with_port(reference, tokens), tokens, timeout_s)
    return version is not None and not commit.startswith(version.commit)


def _with_port(reference: Reference, tokens: Sequence[Token]) -> Requirement:
    """An address over ssh does not tell the port of https; the token does."""
    wanted = reference.requirement
    if not is_ssh(reference.text):
        return wanted
    servers = [token.server for token in tokens if token.server.name == wanted.server.name]
    return wanted._replace(server=servers[0]) if servers else wanted


def _place(reference: Reference) -> tuple[str, str | None]:
    return reference.requirement.url, reference.requirement.subdirectory


def _has_namesake(reference: Reference) -> bool:
    """Whether a package of the same name came from elsewhere; without a name, that is what pip must have kept."""
    name = reference.requirement.name
    return name is None or installed.normal(name) in installed.requirements_by_name()


def version_on_server(
    requirement: Requirement, tokens: Sequence[Token], timeout_s: float
) -> Version | None:
    """Return the version that a requirement names; None if the repository is empty.

    Args:
        requirement: Its ref is a branch, tag or commit; the default branch if None.
        tokens: One per server.
        timeout_s: Seconds that the server may take.

    Raises:
        InstallError: The server refuses, or has no such version.
    """
    ref = requirement.ref or ""
    if len(ref) in (40, 64) and not set(ref) - set("0123456789abcdef"):
        return Version(None, ref)
    with clone_at(
        folder_for_programs() or os.getcwd(), requirement, tokens, timeout_s, quiet=True
    ) as clone:
        return find_version(clone)
