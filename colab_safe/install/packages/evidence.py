"""What the program that failed says itself, without the text of build scripts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from colab_safe.install.credentials.event_listener import GitCommand, PipEvent
from colab_safe.install.credentials.git_headers import Header
from colab_safe.install.process import Outcome
from colab_safe.install.ssh_addresses import over_https

_COLOURS = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_GITS_LINE = re.compile(r"^\W*(?:fatal|error|warning): (.*)", re.MULTILINE)
# Whose login git wanted, and got none or a wrong one.
ASKED_IN_VAIN = re.compile(r"(?:could not read \w+ for|Authentication failed for) '([^']+)'")
_OVER_SSH = re.compile(r"Could not read from remote|Host key|cannot run ssh|unable to fork")
_PIPS_LINE = re.compile(
    r"^(?: *[Ee]rror: |ERROR: |  [×x] |[×x] |(?=.*(?:no such option|option requires|No module named pip)))(.*)",
    re.MULTILINE,
)
_UVS_BUILD = "build backend returned an error"
_UVS_ERROR = re.compile(r"^(?:error: |  × )", re.MULTILINE)
# uv names the git command that failed; older versions after another mark.
_UVS_GIT = re.compile(
    r"(?:cause: |[├╰]─▶ |error: ).*exit successfully: `([^`]*git(?:\.exe)? [^`]*)`"
)
# Where the output of a build script begins: pip tells its number of lines, uv indents it.
_PIPS_BLOCK = re.compile(r"\[(\d+) lines? of output\]$")
_UVS_BLOCK = re.compile(r"( *)(?:\[(?:stdout|stderr)\]|--- (?:stdout|stderr))$")


class Evidence(NamedTuple):
    """Which program failed ("git", "pip" or "uv"; the names of the table's columns), and what it reports."""

    program: str
    words: str


def evidence(outcome: Outcome) -> Evidence:
    """Return which program failed in the end, and its own words.

    Args:
        outcome: Of git, pip or uv, with an exit code other than 0.
    """
    program = outcome.program
    output = _COLOURS.sub("", outcome.output)
    words, command = _OWN[program](outcome, output)
    if command is not None:
        program, words = "git", _gits_words(outcome.events.git, command, output)
    notes = [
        f"note: header {header.name} {header.file}"
        for header in outcome.headers
        if program == "git" and _concerns(header, words)
    ]
    if program == "git" and _OVER_SSH.search(words):
        notes += _address_notes(outcome.events.git)
    if outcome.status < 0:
        notes.append(f"note: killed by signal {-outcome.status}")
    return Evidence(program, "\n".join([words, *notes]))


def _address_notes(commands: Iterable[GitCommand]) -> list[str]:
    """The addresses of the git commands that failed, by their protocol."""
    failed = [word for command in commands if command.status != 0 for word in command.argv]
    ssh = [f"note: ssh {word}" for word in failed if over_https(word)]
    return ssh or [
        f"note: https {word}" for word in failed if word.startswith(("https://", "http://"))
    ]


def _concerns(header: Header, words: str) -> bool:
    """Whether git would send a header to an address in its words: `http.extraheader`, or `http.URL.extraheader`."""
    url = header.name.removeprefix("http.").removesuffix("extraheader").rstrip(".")
    return url.rstrip("/") in words


def _git(outcome: Outcome, output: str) -> tuple[str, Sequence[str] | None]:
    return "", ()


def _pip(outcome: Outcome, output: str) -> tuple[str, Sequence[str] | None]:
    events = outcome.events.pip
    failed = [event for event in events if event.command]
    if failed and failed[-1].command.startswith("git "):
        return "", _words(failed[-1].command)
    if not events:
        return _pips_lines(output)
    return "\n".join(_told(event) for event in events), None


def _told(event: PipEvent) -> str:
    """The output of pip itself, which installs what is needed to build, is indented where a build script wrote it."""
    about = f"{event.kind}: {event.message}" if event.kind else event.message
    inner = _PIPS_LINE.findall(event.output) if "build dependencies" in event.command else []
    return "\n".join([about, *inner])


def _uv(outcome: Outcome, output: str) -> tuple[str, Sequence[str] | None]:
    starts = [match.start() for match in _UVS_ERROR.finditer(output)]
    words = "\n".join(_without_blocks(output[starts[-1] :] if starts else output))
    if _UVS_BUILD in words:  # uv's hints are then guesses from what the build script printed
        words = words.partition("\nhint:")[0]
    command = _UVS_GIT.search(words)
    return words, _words(command[1]) if command else None


_OWN = {"git": _git, "pip": _pip, "uv": _uv}


def _words(command: str) -> Sequence[str]:
    try:
        return shlex.split(command)
    except ValueError:
        return ()


def _gits_words(commands: Sequence[GitCommand], wanted: Sequence[str], output: str) -> str:
    """Of the last command that failed, the one that the installer names if it names one.

    git reports nothing before it has read its settings: what is wrong with them is a line of its output.
    """
    failed = [command for command in commands if command.status != 0]
    named = [command for command in failed if command.argv[1:] == tuple(wanted[1:])]
    command = (named or failed or [GitCommand((), None)])[-1]
    if not command.errors:
        return "\n".join(_GITS_LINE.findall(output))
    asked = [url for error in command.errors for url in ASKED_IN_VAIN.findall(error)]
    notes = [
        f"note: redirected to {url}"
        for url in asked
        if not any(address.startswith(url.rstrip("/")) for address in command.addresses)
    ]
    return "\n".join([*command.errors, *notes])


def _pips_lines(output: str) -> tuple[str, Sequence[str] | None]:
    """pip's own lines, where it could not report events: on Windows, or because it did not start."""
    lines = _PIPS_LINE.findall("\n".join(_without_blocks(output)))
    ran = [line.partition(" did not run successfully")[0] for line in lines]
    git = next((line for line in ran if line.startswith("git ")), None)
    return "\n".join(f"note: {line}" for line in lines), _words(git) if git else None


def _without_blocks(output: str) -> Iterable[str]:
    lines = iter(output.split("\n"))
    indent: int | None = None
    for line in lines:
        depth = len(line) - len(line.lstrip(" "))
        if indent is not None and (not line.strip() or depth >= indent):
            continue
        block = _UVS_BLOCK.match(line)
        indent = len(block[1]) if block else None
        counted = _PIPS_BLOCK.search(line)
        for _ in range(int(counted[1]) if counted else 0):
            next(lines, None)
        if not block:
            yield line
