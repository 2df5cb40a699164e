"""What a failed command means: what happened, the likely cause, and what to do."""

from __future__ import annotations

import platform
import re
import shutil
from collections.abc import Sequence
from typing import NamedTuple

from colab_safe.errors import InstallError
from colab_safe.install.forges import forge_of, tokens_page
from colab_safe.install.packages.causes import CAUSES, Cause
from colab_safe.install.packages.evidence import ASKED_IN_VAIN, Evidence, evidence
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.process import Outcome
from colab_safe.install.server import Server, parse_server
from colab_safe.install.tokens.token import Token

_LAST_LINES = 30
_SUBMODULE = re.compile(r"into submodule path '(?:[^']*/)?([^'/]+)' failed")
# What a name in the table means where the report does not tell it.
_UNTOLD = {
    "reason": "it does not say why",
    "versions": "other versions",
    "needs": "another version",
    "setting": "http.extraHeader",
    "file": "your git settings",
    "line": "a line",
    "actual": "NAME",
    "signal": "9",
}


class Failure(NamedTuple):
    """A command that failed."""

    tokens: Sequence[Token]  # that it could use
    outcome: Outcome
    requirement: Requirement | None = None  # what it was to install; None for a list of packages
    quiet: bool = False  # whether the user has not seen the output


class Diagnosis(NamedTuple):
    cause: Cause | None  # None: unknown
    message: str


def explain(failure: Failure) -> str:
    """Return what a failure means: what happened, the likely cause, and what to do.

    Args:
        failure: The failed command, and what it was for.
    """
    found = diagnose(failure)
    if not failure.quiet and found.cause:
        return found.message
    return "\n".join([found.message, *failure.outcome.output.splitlines()[-_LAST_LINES:]])


def diagnose(failure: Failure) -> Diagnosis:
    """Return the row of the table that a failure belongs to, and its message.

    Args:
        failure: The failed command, and what it was for.
    """
    known = _with_missing_tokens(evidence(failure.outcome), failure.tokens)
    for cause in CAUSES:
        pattern = {"git": cause.git, "pip": cause.pip, "uv": cause.uv}[known.program]
        match = re.search(pattern, known.words, re.MULTILINE) if pattern else None
        if match:
            return Diagnosis(cause, _message(cause, _facts(failure, known, match), known))
    status = failure.outcome.status
    return Diagnosis(
        None,
        f"{known.program} ended with exit code {status}, and colab-safe does not know why."
        " The last lines of the output:",
    )


def _message(cause: Cause, facts: dict[str, str], known: Evidence) -> str:
    what, why, do = (text.format_map(facts) for text in (cause.what, cause.why, cause.do))
    part = _SUBMODULE.search(known.words) if known.program == "git" else None
    return f"{f'the submodule {part[1]!r}: ' if part else ''}{what}: {why}. {do}"


def _with_missing_tokens(known: Evidence, tokens: Sequence[Token]) -> Evidence:
    """Note the servers that git wanted a token for and that none of the tokens is for."""
    servers = {token.server for token in tokens}
    asked = ASKED_IN_VAIN.findall(known.words) if known.program == "git" else []
    notes = [f"note: no token for {url}" for url in asked if _server(url) not in servers]
    return known._replace(words="\n".join([known.words, *notes]))


def _facts(failure: Failure, known: Evidence, match: re.Match[str]) -> dict[str, str]:
    """What the table's texts can name. Groups `url`, `url2` and `url3` are places for the same."""
    told = {
        name.rstrip("123"): " ".join(value.split())
        for name, value in match.groupdict().items()
        if value is not None
    }
    url = told.get("url", "")
    first = failure.tokens[0] if failure.tokens else None
    server = _server(url) or (first.server if first else None)
    requirement = failure.requirement
    return {
        **_UNTOLD,
        "program": known.program,
        "python": platform.python_version(),
        "compiler": _compiler(),
        "url": requirement.url if requirement else "the repository",
        "host": server.host if server else "the server",
        "repository": _repository(url, requirement),
        "package": requirement.repository.rpartition("/")[2] if requirement else "it",
        "ref": repr(requirement.ref) if requirement and requirement.ref else "of that name",
        "where": (requirement and requirement.subdirectory) or "the top folder",
        **_about_the_token(server, failure.tokens),
        **told,
    }


def _about_the_token(server: Server | None, tokens: Sequence[Token]) -> dict[str, str]:
    token = next((token for token in tokens if token.server == server), None)
    if server is None:
        return {"source": "the token", "page": "the server"} | {
            f"refusal_{status}": "the token is wrong" for status in (401, 403, 404)
        }
    forge = forge_of(server, token)
    refusals = {f"refusal_{status}": why for status, why in forge.refusals.items()}
    source = token.source if token else "none was sent"
    return {"source": source, "page": tokens_page(forge, server, token), **refusals}


def _repository(url: str, requirement: Requirement | None) -> str:
    path = url.partition("://")[2].partition("/")[2] if _server(url) else ""
    named = path.rstrip("/").removesuffix(".git")
    return named or (requirement.repository if requirement else "what it asks for")


def _compiler() -> str:
    """Without a compiler, C code is the likely reason. The output of the build script proves nothing: it can print anything."""
    if any(shutil.which(name) for name in ("cc", "gcc", "clang", "cl")):
        return ""
    return "; this machine has no C compiler, which packages with C code need (!apt-get install build-essential)"


def _server(url: str | None) -> Server | None:
    try:
        return parse_server(url) if url else None
    except InstallError:
        return None
