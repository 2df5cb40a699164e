"""What the output of a failed command means: what happened, the likely cause, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.forges import forge_of
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.token import Token

_LAST_LINES = 30


class Failure(NamedTuple):
    """A command that failed."""

    tokens: Sequence[Token]  # that it could use
    output: str  # redacted
    requirement: Requirement | None = None  # what it was to install; None for a list of packages
    quiet: bool = False  # whether the user has not seen the output


class _Case(NamedTuple):
    """What a message is made of: the server and repository that the output names, and the token for that server."""

    server: Server | None
    repository: str
    token: Token | None
    requirement: Requirement | None
    match: re.Match[str]

    @property
    def host(self) -> str:
        return self.server.host if self.server else "the server"

    def refusal(self, status: int) -> str:
        return (
            forge_of(self.server, self.token).refusals[status]
            if self.server
            else "the token is wrong"
        )


def _not_asked(case: _Case) -> str:
    """git found no helper for this server: it is another one, or git does not know GIT_CONFIG_GLOBAL."""
    if case.token:
        return f"git did not ask for the token of {case.host}: check that git --version is 2.32 or newer"
    return (
        f"something is fetched from {case.host} (a dependency, submodule or redirect), and there is no token"
        f" for it: pass extra_hosts={{{case.host!r}: path}}"
    )


def _unauthorised(case: _Case) -> str:
    if case.token is None:
        return _not_asked(case)
    page = forge_of(case.token.server, case.token).tokens_page
    return f"{case.host} did not accept the token ({case.token.source}). Likely cause: {case.refusal(401)} ({page})"


def _forbidden(case: _Case) -> str:
    return f"{case.host} denied access (403). Likely cause: {case.refusal(403)}"


def _not_found(case: _Case) -> str:
    return f"{case.host} does not show {case.repository!r} (404). Likely cause: {case.refusal(404)}"


def _no_ref(case: _Case) -> str:
    ref = repr(case.requirement.ref) if case.requirement else "of that name"
    return f"the repository {case.repository!r} has no branch, tag or commit {ref}"


def _no_network(case: _Case) -> str:
    return f"{case.host} cannot be reached: check the network and the host name"


def _certificate(case: _Case) -> str:
    return f"the certificate of {case.host} cannot be verified: configure your certificate authority in git (http.sslCAInfo)"


def _other_name(case: _Case) -> str:
    return f"the package and the repository have different names: write 'NAME[extra] @ {case.repository}'"


def _no_package(case: _Case) -> str:
    where = (case.requirement and case.requirement.subdirectory) or "the top folder"
    return f"{where} of the repository contains no package (no pyproject.toml, no setup.py): pass subdirectory=…"


def _no_distribution(case: _Case) -> str:
    return f"the package index has no matching version of {case.match['name']!r}"


def _no_build(case: _Case) -> str:
    return "building the package failed: see the last lines of the output"


def _no_git(case: _Case) -> str:
    return "git is not installed or not on PATH"


# (what the output says, what it means), looked at in this order: git's refusals come before what pip makes of them.
# A `url` in the pattern names the server that the sentence is about.
_MEANINGS: tuple[tuple[str, Callable[[_Case], str]], ...] = (
    (r"could not read (?:Username|Password) for '(?P<url>[^']+)'", _not_asked),
    (r"Authentication failed for '(?P<url>[^']+)'", _unauthorised),
    (
        r"HTTP Basic: Access denied|401 (?:Client )?(?:Error|Unauthorized)",
        _unauthorised,
    ),
    (
        r"unable to access '(?P<url>[^']+)': The requested URL returned error: 403|403 (?:Client Error|Forbidden)",
        _forbidden,
    ),
    (r"repository '(?P<url>[^']*)' not found|Repository not found|returned error: 404", _not_found),
    (
        r"did not match any file|invalid reference: |couldn't find remote ref|Remote branch .* not found|unadvertised object",
        _no_ref,
    ),
    (
        r"not our ref|failed to find branch|failed to (?:find|resolve).*\b(?:branch|tag|commit|ref)",
        _no_ref,
    ),
    (
        r"unable to access '(?P<url>[^']+)': .*(?:resolve host|onnect to|refused|timed out)",
        _no_network,
    ),
    (
        r"Could not resolve host|Failed to connect|Connection (?:refused|timed out)|Network is unreachable",
        _no_network,
    ),
    (r"unable to access '(?P<url>[^']+)': .*certificate|SSL certificate problem", _certificate),
    (
        r"inconsistent name|has inconsistent|[Mm]etadata name .* does not match|name mismatch",
        _other_name,
    ),
    (
        r"neither 'setup.py' nor 'pyproject.toml' found|does not appear to be a Python project",
        _no_package,
    ),
    (r"No matching distribution found for (?P<name>[A-Za-z0-9._-]+)", _no_distribution),
    (r"Because (?P<name>[A-Za-z0-9._-]+) was not found in the p", _no_distribution),
    (r"Cannot find command 'git'|Git executable not found", _no_git),
    (
        r"Failed to fetch: `?(?P<url>https?://[^`\s]+)[\s\S]*(?:\(Connect\)|dns error|timed out)",
        _no_network,
    ),
    (
        r"subprocess-exited-with-error|build backend returned an error|[Ff]ailed to build|Failed building|metadata-generation-failed",
        _no_build,
    ),
)


def explain(failure: Failure) -> str:
    """Return what a failure means: what happened, the likely cause, and what to do.

    Args:
        failure: The output of the failed command, and what it was for.
    """
    found = (meaning(case) for pattern, meaning in _MEANINGS if (case := _case(failure, pattern)))
    words = next(found, "the command failed: see the last lines of the output")
    if not failure.quiet:
        return words
    return words + "\n" + "\n".join(failure.output.splitlines()[-_LAST_LINES:])


def _case(failure: Failure, pattern: str) -> _Case | None:
    match = re.search(pattern, failure.output)
    if match is None:
        return None
    url = match.groupdict().get("url")
    named = _server(url)
    server = named or next((token.server for token in failure.tokens), None)
    token = next((token for token in failure.tokens if token.server == server), None)
    repository = failure.requirement.repository if failure.requirement else "what it asks for"
    if url and named:
        repository = (
            url.partition("://")[2].partition("/")[2].rstrip("/").removesuffix(".git") or repository
        )
    return _Case(server, repository, token, failure.requirement, match)


def _server(url: str | None) -> Server | None:
    try:
        return parse_server(url) if url else None
    except InstallError:
        return None
