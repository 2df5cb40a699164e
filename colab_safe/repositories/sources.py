"""What can list repositories: one entry per kind, with the forge's addresses for it."""

from __future__ import annotations

import re

from colab_safe.errors import UsageError, closest
from colab_safe.token_words import without_token_words
from colab_safe.typed import NamedTuple

# A kind of two letters at least: `C:` is a drive of Windows. Two slashes follow in an address of fsspec.
_ASKED = re.compile(r"(?P<kind>[A-Za-z]{2,}):(?!//)(?P<rest>.*)", re.DOTALL)
# The API of a forge on a server of this machine is for tests and tunnels; elsewhere, tokens need https.
_OWNER = re.compile(r"[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")
_HOST = re.compile(r"(?P<host>(?:https?://)?[^/]*)/(?P<owner>.+)", re.DOTALL)


class Way(NamedTuple):
    """A path of an API that lists the repositories of an owner, in pages."""

    path: str  # with {} for the owner
    lacks: str = ""  # what it leaves out, in words
    about: str = (
        ""  # the path of the owner itself, where that says how many repositories there are …
    )
    counts: tuple[str, ...] = ()  # … in these fields, which are added


class Source(NamedTuple):
    """A kind of source."""

    kind: str  # before the colon
    example: str
    forge: str = ""  # the name of the forge in `FORGES`; empty for a file
    host: str = ""  # of its public server
    nested: bool = False  # whether owners may be in others, as GitLab's groups are
    ways: tuple[Way, ...] = ()  # tried in this order, until the server knows the owner
    key: str = ""  # which field of a repository has its path
    needs: str = ""  # what a token needs so that it sees every repository


SOURCES = {
    each.kind: each
    for each in (
        # https://docs.github.com/rest/repos/repos#list-organization-repositories
        Source(
            kind="github",
            example="github:ORGANISATION",
            forge="GitHub",
            host="github.com",
            ways=(
                # https://docs.github.com/rest/orgs/orgs#get-an-organization
                Way(
                    "/orgs/{}/repos?type=all&per_page=100",
                    about="/orgs/{}",
                    counts=("public_repos", "total_private_repos"),
                ),
                Way("/users/{}/repos?type=all&per_page=100", "private repositories of a user"),
            ),
            key="full_name",
            needs="'Contents: read' for all repositories, or the scope 'repo'",
        ),
        # https://docs.gitlab.com/api/groups/#list-projects
        Source(
            kind="gitlab",
            example="gitlab:GROUP",
            forge="GitLab",
            host="gitlab.com",
            nested=True,
            ways=(
                Way(
                    "/groups/{}/projects?include_subgroups=true&simple=true&order_by=id&sort=asc&per_page=100"
                ),
                Way("/users/{}/projects?simple=true&order_by=id&sort=asc&per_page=100"),
            ),
            key="path_with_namespace",
            needs="the scopes 'read_api' and 'read_repository'",
        ),
        Source(kind="repositories", example="repositories:FILE"),
    )
}


class Asked(NamedTuple):
    """A source that a user named."""

    source: Source
    server: str  # as a host name or URL
    owner: str  # or the path of a file

    @property
    def name(self) -> str:
        """What reports call it."""
        return without_token_words(f"{self.source.kind}:{self.owner}")


def asked(text: str) -> Asked | None:
    """Return the source that a text names; None for an address of another kind.

    Args:
        text: Such as `github:ORGANISATION`, `github:OWNER/NAME` or `github:HOST/ORGANISATION`; not the path of a file.

    Raises:
        UsageError: What follows the colon is not a name, or missing, or what is before it is mistyped.
    """
    found = _ASKED.fullmatch(text)
    if found is None:
        return None
    source = source_of(text)
    if source is None:
        _refuse_mistyped(found["kind"])
        return None
    if not source.forge and found["rest"]:
        return Asked(source, "", found["rest"])
    server, owner = _parts(found["rest"], source)
    if not _OWNER.fullmatch(owner) or (owner.count("/") > 1 and not source.nested):
        or_host = f", or {source.kind}:HOST/NAME" if source.forge else ""
        raise UsageError(
            f"{source.kind}: is not followed by a name: write {source.example}{or_host}"
        )
    return Asked(source, server, owner)


def source_of(text: str) -> Source | None:
    """Return the kind of source that a text names, whatever follows the colon; None for another text.

    Args:
        text: What the user gave.
    """
    found = _ASKED.fullmatch(text)
    return SOURCES.get(found["kind"].lower()) if found else None


def _refuse_mistyped(kind: str) -> None:
    meant = closest(kind.lower(), SOURCES, 0.75)
    if meant:
        raise UsageError(f"there is no such file: do you mean {SOURCES[meant].example}?")


def _parts(rest: str, source: Source) -> tuple[str, str]:
    """The server and the owner. Of several parts, the first is a host if it has a dot, a port or a scheme."""
    host = _HOST.fullmatch(rest)
    if host and any(sign in host["host"] for sign in ".:"):
        return host["host"], host["owner"].strip("/")
    return source.host, rest.strip("/")
