"""What the output of a failed install means: what happened, why probably, what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from colab_safe.install.forges import forge_of
from colab_safe.install.origin import Origin
from colab_safe.install.requirement import Requirement
from colab_safe.install.token import Token


class Failure(NamedTuple):
    requirement: Requirement
    token: Token | None
    output: str  # redacted

    @property
    def origin(self) -> Origin:
        return self.requirement.origin

    def refusal(self, status: int) -> str:
        return forge_of(self.origin, self.token).refusals[status]


def _unauthorised(failure: Failure, match: re.Match[str]) -> str:
    source = failure.token.source if failure.token else "no token"
    page = forge_of(failure.origin, failure.token).tokens_page
    return f"{failure.origin.host} did not accept the token ({source}). Probably {failure.refusal(401)} ({page})"


def _forbidden(failure: Failure, match: re.Match[str]) -> str:
    return f"{failure.origin.host} forbids it (403). Probably {failure.refusal(403)}"


def _not_found(failure: Failure, match: re.Match[str]) -> str:
    repository = failure.requirement.repository
    return f"{failure.origin.host} does not show the repository {repository!r} (404). Probably {failure.refusal(404)}"


def _other_server(failure: Failure, match: re.Match[str]) -> str:
    host = match["url"].partition("://")[2].partition("/")[0]
    if match["url"].rstrip("/").startswith(failure.origin.url) and failure.origin.host == host:
        return _unauthorised(failure, match)
    return (
        f"something is fetched from {host}, which wants a token, and the token at hand is for {failure.origin.host}"
        f" only: give it one with extra_hosts={{{host!r}: token}}"
    )


def _no_ref(failure: Failure, match: re.Match[str]) -> str:
    return f"the repository {failure.requirement.repository!r} has no branch, tag or commit {failure.requirement.ref!r}"


def _no_network(failure: Failure, match: re.Match[str]) -> str:
    return f"{failure.origin.host} cannot be reached: is the network up, and the host's name right?"


def _certificate(failure: Failure, match: re.Match[str]) -> str:
    return f"the certificate of {failure.origin.host} cannot be verified: tell git your authority's (http.sslCAInfo)"


def _other_name(failure: Failure, match: re.Match[str]) -> str:
    return f"the package has another name than the repository: write 'NAME[extra] @ {failure.requirement.repository}'"


def _no_package(failure: Failure, match: re.Match[str]) -> str:
    where = failure.requirement.subdirectory or "the top folder"
    return f"there is no package in {where} of the repository (no pyproject.toml, no setup.py): give subdirectory=…"


def _no_dependency(failure: Failure, match: re.Match[str]) -> str:
    return f"no version of {match['name']!r}, which the package needs, can be had from the package index"


def _no_build(failure: Failure, match: re.Match[str]) -> str:
    return "the package was fetched, but building it failed; its last words are above"


def _no_git(failure: Failure, match: re.Match[str]) -> str:
    return "git is not installed, or not on PATH"


# (what the output says, what it means), looked at in this order: git's refusals come before what pip makes of them.
_MEANINGS: tuple[tuple[str, Callable[[Failure, re.Match[str]], str]], ...] = (
    (r"could not read (?:Username|Password) for '(?P<url>[^']+)'", _other_server),
    (r"Authentication failed for '|credential helper .* told us to quit|HTTP Basic: Access denied", _unauthorised),
    (r"returned error: 403|HTTP 403", _forbidden),
    (r"repository '[^']*' not found|Repository not found|returned error: 404", _not_found),
    (r"did not match any file|couldn't find remote ref|Remote branch .* not found|unadvertised object", _no_ref),
    (r"not our ref|failed to find branch", _no_ref),
    (r"Could not resolve host|Failed to connect|Connection (?:refused|timed out)|Network is unreachable", _no_network),
    (r"server certificate verification failed|SSL certificate problem", _certificate),
    (r"inconsistent name|has inconsistent|metadata name .* does not match", _other_name),
    (r"neither 'setup.py' nor 'pyproject.toml' found|does not appear to be a Python project", _no_package),
    (r"No matching distribution found for (?P<name>[A-Za-z0-9._-]+)", _no_dependency),
    (r"Cannot find command 'git'|Git executable not found", _no_git),
    (r"subprocess-exited-with-error|Failed to build|Failed building|metadata-generation-failed", _no_build),
)  # fmt: skip


def explain(failure: Failure) -> str:
    for pattern, meaning in _MEANINGS:
        if match := re.search(pattern, failure.output):
            return meaning(failure, match)
    return "the install failed; what it said last is above"
