"""Several packages in one call: all are understood before the first is installed, and each failure is named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.packages.requirement import (
    Requirement,
    host_in,
    is_ssh,
    parse_requirement,
)
from colab_safe.install.packages.result import InstallResult
from colab_safe.install.server import Server
from colab_safe.install.tokens.token import Token


class Package(NamedTuple):
    """A package and the token of its server."""

    requirement: Requirement
    token: Token


class Wanted(NamedTuple):
    """The arguments of a call that say what to install; see `install_private_library`."""

    repos: Sequence[str]
    owner: str | None
    ref: str | None
    subdirectory: str | None
    extras: tuple[str, ...]


def packages_of(wanted: Wanted, find: Callable[[str], Token]) -> list[Package]:
    """Return what a call asks for.

    Args:
        wanted: As the user wrote it.
        find: Returns the token for a repository; called once per server.

    Raises:
        InstallError: One is not valid; for several, the message begins with its place in the list.
    """
    for name in ("ref", "subdirectory", "extras"):
        if len(wanted.repos) > 1 and getattr(wanted, name):
            raise InstallError(
                f"{name}= is for a single package: write each of several as 'owner/repo@ref' or"
                " 'name[extra] @ owner/repo@ref#subdirectory=folder'"
            )
    if not wanted.repos:
        raise InstallError("repo= is an empty list: it must name at least one repository")
    tokens: dict[tuple[Server | None, bool], Token] = {}
    found = []
    for number, repo in enumerate(wanted.repos, 1):
        try:
            server = (host_in(repo), is_ssh(repo))
            if server not in tokens:
                tokens[server] = find(repo)
            found.append(Package(_requirement(repo, tokens[server], wanted), tokens[server]))
        except InstallError as error:
            if len(wanted.repos) == 1:
                raise
            raise type(error)(f"repository {number} of {len(wanted.repos)}: {error}") from None
    return found


def _requirement(repo: str, token: Token, wanted: Wanted) -> Requirement:
    return parse_requirement(
        repo,
        token.server,
        owner=wanted.owner or token.owner or token.username,
        ref=wanted.ref,
        subdirectory=wanted.subdirectory,
        extras=wanted.extras,
    )


def for_each(
    packages: Sequence[Package], install: Callable[[Package], InstallResult]
) -> list[InstallResult]:
    """Install packages in turn, also after one that fails.

    Args:
        packages: In the order of the result.
        install: Installs one.

    Raises:
        InstallError: As `install` raises it for a single package. For several, the message names each that failed with
            the reason, and those that are installed.
    """
    if len(packages) == 1:
        return [install(packages[0])]
    results: list[InstallResult] = []
    failures: list[str] = []
    for package in packages:
        try:
            results.append(install(package))
        except InstallError as error:
            failures.append(f"{package.requirement.repository}: {error}")
    if failures:
        raise InstallError(_summary(results, len(packages)), *failures)
    return results


def _summary(results: Sequence[InstallResult], number: int) -> str:
    done = ", ".join(f"{result.name} {result.version}" for result in results)
    failed = number - len(results)
    return f"{failed} of {number} packages {'is' if failed == 1 else 'are'} not installed (installed: {done or 'none'})"
