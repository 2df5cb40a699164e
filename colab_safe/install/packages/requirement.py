"""What to install, without credentials: the repository, its version, and the folder of the package."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

from colab_safe.errors import InstallError
from colab_safe.install.forges import forge_of
from colab_safe.install.server import Server, parse_server
from colab_safe.install.ssh_addresses import over_https

_SEGMENT = re.compile(r"(?!-|\.{1,2}$)(?:[A-Za-z0-9_.~+-]|%20)+")
# https://git-scm.com/docs/git-check-ref-format; a "-" at the start would be an option of git's.
_REF = re.compile(
    r"(?![-/.])(?!.*(?:\.\.|//|/\.|@\{|\.lock(?:/|\Z)))[^\s\x00-\x1f\x7f~^:?*\[\\]{1,200}(?<![/.])"
)
_REF_IN_A_URL = re.compile(r"[A-Za-z0-9_./+=-]+")
_AFTER_THE_HASH = re.compile(r"(?:(?:subdirectory|egg)=[^&#]*(?:&|\Z))*")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_NAMED = re.compile(r"\s*([^\s@\[\]]+)\s*(?:\[([^\]]*)\])?\s+@\s+(\S+)\s*")
_FORMS = "write 'repo', 'owner/repo', 'owner/repo@ref' or 'https://host/owner/repo.git@ref'"


class Requirement(NamedTuple):
    """A package in a repository. `path` follows the host in the clone URL; `name` is the distribution's, if it is known."""

    server: Server
    path: str
    ref: str | None = None
    subdirectory: str | None = None
    name: str | None = None
    extras: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"{self.server.url}/{self.path}"

    @property
    def repository(self) -> str:
        return self.path.removesuffix(".git")

    @property
    def fits_a_url(self) -> bool:
        """Whether pip and uv understand the ref in a URL: they take its last "@", and "#" and "%" mean something else."""
        return self.ref is None or _REF_IN_A_URL.fullmatch(self.ref) is not None

    def direct_reference(self) -> str:
        """Return it as pip and uv accept it: `name[extra] @ git+https://host/owner/repo.git@ref#subdirectory=x`."""
        name = self.name or (self.repository.rpartition("/")[2] if self.extras else "")
        extras = f"[{','.join(self.extras)}]" if self.extras else ""
        at = f"@{self.ref}" if self.ref else ""
        part = f"#subdirectory={self.subdirectory}" if self.subdirectory else ""
        return f"{name}{extras} @ git+{self.url}{at}{part}" if name else f"git+{self.url}{at}{part}"


def same_repository(url: str, requirement: Requirement) -> bool:
    """Return whether a URL of git's leads to the repository of a requirement, however it is spelled.

    Args:
        url: Such as `https://host/owner/repo.git`, `ssh://git@host/owner/repo` or `git@host:owner/repo`.
        requirement: The repository.
    """
    https = over_https(url)
    wanted = requirement.server.name if https else requirement.server.host
    parts = urlsplit(https or url)
    path = parts.path.strip("/").removesuffix(".git")
    return (parts.netloc.rpartition("@")[2].lower(), path) == (wanted, requirement.repository)


def host_in(repo: str) -> Server | None:
    """Return the server that a repository names; None for its short forms.

    Args:
        repo: `repo`, `owner/repo`, or a full URL, over ssh too.
    """
    address = _bare(repo)[0]
    return parse_server(address) if "://" in address else None


def parse_requirement(
    repo: str,
    server: Server,
    *,
    owner: str | None = None,
    ref: str | None = None,
    subdirectory: str | None = None,
    extras: tuple[str, ...] = (),
) -> Requirement:
    """Return what to install.

    Args:
        repo: `repo`, `owner/repo`, `owner/repo@ref`, or a full URL; one over ssh is fetched over https.
        server: Of the short forms.
        owner: Of a repository that is named without one.
        ref: Branch, tag or commit; wins over that in `repo`.
        subdirectory: Folder of the package in the repository; wins over that in `repo`.
        extras: Extras of the package; added to those in `repo`.

    Raises:
        InstallError: `repo` has none of these forms, or the owner is missing.
    """
    address, name, more = _bare(repo)
    address, _, fragment = address.partition("#")
    path, _, at = (
        (urlsplit(address).path if "://" in address else address).strip("/").partition("@")
    )
    path = _with_owner(path, owner) if "://" not in address else path
    suffix = "" if "://" in address or path.endswith(".git") else forge_of(server).suffix
    if not _AFTER_THE_HASH.fullmatch(fragment):
        raise InstallError(
            "in repo=, '#subdirectory=folder' is all that may follow a '#': pass a branch or tag with a '#' as ref="
        )
    options = dict(item.split("=", 1) for item in fragment.split("&") if item)
    part = subdirectory or options.get("subdirectory")
    requirement = Requirement(
        server, path + suffix, ref or at or None, part, name, (*more, *extras)
    )
    _refuse_what_is_unsafe(requirement)
    return requirement


def _bare(repo: str) -> tuple[str, str | None, tuple[str, ...]]:
    """(address, name, extras) of `name[extras] @ address` or of an address alone."""
    named = _NAMED.fullmatch(repo)
    name, extras, address = named.groups() if named else (None, None, repo)
    more = tuple(extra.strip() for extra in extras.split(",")) if extras else ()
    if not address.isprintable():  # urlsplit would drop line breaks without a word
        raise InstallError(f"not a valid repository name: {_FORMS}")
    address = address.strip()
    return over_https(address) or address.removeprefix("git+"), name, more


def is_ssh(repo: str) -> bool:
    """Return whether a repository is given by its address over ssh, which says nothing about the port of https.

    Args:
        repo: As a user writes it.
    """
    named = _NAMED.fullmatch(repo)
    return over_https((named[3] if named else repo).strip()) is not None


def _with_owner(path: str, owner: str | None) -> str:
    if "/" in path:
        return path
    if not owner:
        raise InstallError(
            f"the owner of {path!r} is missing: write 'owner/{path}', or add 'username' to the token file"
        )
    return f"{owner}/{path}"


def _refuse_what_is_unsafe(requirement: Requirement) -> None:
    """Check names that end up in the command lines of pip and git, where none may look like an option."""
    segments = requirement.path.split("/")
    if len(segments) < 2 or not all(_SEGMENT.fullmatch(segment) for segment in segments):
        raise InstallError(f"not a valid repository name: {_FORMS}")
    ref = requirement.ref
    if ref is not None and (ref == "@" or not ref.isprintable() or not _REF.fullmatch(ref)):
        raise InstallError("not a valid branch, tag or commit name")
    if requirement.subdirectory and not all(
        _SEGMENT.fullmatch(s) for s in requirement.subdirectory.split("/")
    ):
        raise InstallError("the subdirectory must be a relative path inside the repository")
    names = (requirement.name, *requirement.extras)
    if not all(_NAME.fullmatch(name) for name in names if name is not None):
        raise InstallError("the name of the package or of an extra contains invalid characters")
