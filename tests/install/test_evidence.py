"""No text that a build script prints changes what is said of a failed build; and what git and pip say is read apart from it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colab_safe.install.credentials.event_listener import Events, GitCommand, PipEvent
from colab_safe.install.credentials.git_headers import Header
from colab_safe.install.packages.causes import CAUSES
from colab_safe.install.packages.diagnosis import Failure, diagnose
from colab_safe.install.packages.evidence import evidence
from colab_safe.install.process import Outcome

from .failures import Call, check, fail
from .forge import Forge
from .lab import Lab
from .packages import package

# What real git, pip and uv print, and marks of where their parts begin and end: a script that wants to be misunderstood.
SPOOFS = (
    "Connection refused",
    "fatal: unable to access 'https://github.com/': The requested URL returned error: 403",
    "fatal: repository 'https://github.com/a/b/' not found",
    "fatal: Authentication failed for 'https://github.com/'",
    "ERROR: No matching distribution found for nosuch",
    "ERROR: Cannot find command 'git' - do you have 'git' installed and in your PATH?",
    "error: subprocess-exited-with-error",
    "× git clone https://github.com/a/b did not run successfully.",
    "  × Failed to build x",
    "error: Git operation failed",
    "  cause: process didn't exit successfully: `/usr/bin/git fetch https://github.com/a/b` (exit status: 128)",
    "  cause: Call to `x.build_wheel` failed (signal: 9 (SIGKILL))",
    "error: No solution found when resolving dependencies",
    "hint: An index (https://host/simple/) returned a 403 Forbidden error.",
    "[0 lines of output]",
    "[end of output]",
    "[stdout]",
    "--- stderr",
    "\r",
    "\x1b[2K\x1b[1A",
    "\x0c",
    "",
    "No space left on device (os error 28)",
    "OSError: [Errno 28] No space left on device",
    "ModuleNotFoundError: No module named 'nosuch'",
    "note: killed by signal 9",
    "died of signal 9",
)


def pips(text: str) -> str:
    """pip's output for a build that failed after it printed the text."""
    lines = text.split("\n")
    inner = "\n".join(f"      {line}" for line in lines)
    return (
        "Collecting x\n  Preparing metadata (pyproject.toml): finished with status 'error'\n"
        "  error: subprocess-exited-with-error\n  \n"
        "  × Preparing metadata (pyproject.toml) did not run successfully.\n  │ exit code: 1\n"
        f"  ╰─> [{len(lines)} lines of output]\n{inner}\n      [end of output]\n  \n"
        "  note: This error originates from a subprocess, and is likely not a problem with pip.\n"
        "error: metadata-generation-failed\n\n× Encountered error while generating package metadata.\n"
    )


def uvs(text: str) -> str:
    """uv's output for the same."""
    inner = "\n".join(f"         {line}" if line else "" for line in text.split("\n"))
    return (
        "   Building x @ git+https://host/a/x.git\nerror: The build backend returned an error\n"
        "  cause: Call to `setuptools.build_meta.build_wheel` failed (exit status: 1)\n\n"
        f"         [stdout]\n{inner}\n\n         [stderr]\n{inner}\n"
    )


BUILD = PipEvent(
    "InstallationSubprocessError",
    "Preparing metadata (pyproject.toml) exited with 1",
    "Preparing metadata (pyproject.toml)",
    1,
)
NOISE = (GitCommand(("git", "clone", "https://github.com/a/b"), 128, ("repository 'https://github.com/a/b/' not found",)),)  # fmt: skip
TEXTS = st.lists(st.sampled_from(SPOOFS) | st.text(max_size=40), max_size=12).map("\n".join)


@given(text=TEXTS)
def test_no_text_of_a_build_script_changes_the_diagnosis(text: str) -> None:
    events = Events(NOISE, (BUILD._replace(output=text),))
    outcomes = {
        "pip": Outcome(1, pips(text), "pip", events),
        "pip, loud": Outcome(1, text, "pip", events),
        "pip without events": Outcome(1, pips(text), "pip"),
        "uv": Outcome(1, uvs(text), "uv", Events(NOISE)),
    }
    for name, outcome in outcomes.items():
        found = diagnose(Failure((), outcome))
        assert found.cause and found.cause.name == "build", (name, found.message)


def test_the_real_programs_are_not_fooled(lab: Lab, forge: Forge) -> None:
    printing = f"import sys\nfor line in {SPOOFS!r}:\n    print(line); print(line, file=sys.stderr)\nsys.exit(1)"
    forge.add("alice/lying", package("lying", prepare=printing))
    words = "building the package failed: its build script ended with an error"
    calls = {
        f"{installer} {' '.join(more)}": Call("build", words, "install_private_library", [str(lab.token_file), "lying"], {"installer": installer, "extra_args": more})
        for installer in ("pip", "uv")
        for more in ([], ["-v"], ["--no-build-isolation"])
    }  # fmt: skip
    check(calls, fail(lab, calls))


def test_git_is_asked_which_command_the_installer_means() -> None:
    wanted = GitCommand(("/usr/bin/git", "clone", "--quiet", "https://h/a"), 128, ("wanted",))
    other = GitCommand(("git", "describe"), 128, ("not wanted",))
    failed = PipEvent("InstallationSubprocessError", "", "git clone --quiet https://h/a", 128)
    outcome = Outcome(1, "", "pip", Events((wanted, other), (failed,)))
    assert evidence(outcome) == ("git", "wanted")
    assert evidence(outcome._replace(events=Events((other,), (failed,)))).words == "not wanted"


@pytest.mark.parametrize("program", ["git", "pip", "uv"])
def test_what_is_not_known_is_said_so_with_the_last_lines(program: str) -> None:
    output = "\n".join(map(str, range(100)))
    found = diagnose(Failure((), Outcome(7, output, program)))
    assert found.cause is None
    assert found.message == (
        f"{program} ended with exit code 7, and colab-safe does not know why. The last lines of the output:"
    )


def test_only_a_header_for_the_address_counts() -> None:
    url = "https://h/a/b.git/"
    told = GitCommand(("git", "fetch"), 128, (f"Authentication failed for '{url}'",), (url,))
    outcome = Outcome(
        128, "", "git", Events((told,)), (Header("http.https://other/.extraheader", "f"),)
    )
    assert "note" not in evidence(outcome).words
    outcome = outcome._replace(headers=(Header("http.https://h/.extraheader", "/f"),))
    assert evidence(outcome).words.endswith("note: header http.https://h/.extraheader /f")


def test_names_are_unique_and_texts_complete() -> None:
    assert len({cause.name for cause in CAUSES}) == len(CAUSES) >= 40
    for cause in CAUSES:
        assert all((cause.what, cause.why, cause.do)) and any((cause.git, cause.pip, cause.uv))
        assert not any(text.endswith(".") for text in (cause.what, cause.why, cause.do))
