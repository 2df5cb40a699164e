"""See a leaking notebook get blocked and fixed, in a temporary repository with the real hooks."""

from __future__ import annotations

import os
import sys

from colab_safe.command_line.colour import wants_colour
from colab_safe.command_line.messages import say, say_diff, write_report
from colab_safe.commands.demo.leaky_notebook import (
    DRIVE_PATH,
    NOTEBOOK_NAME,
    leaky_notebook,
    without_outputs,
)
from colab_safe.errors import ColabSafeError, GitError
from colab_safe.project.files import read_bytes, write_bytes
from colab_safe.published import PLEASE_REPORT
from colab_safe.setup.made_up_token import made_up_token
from colab_safe.setup.own_python import EntryPoint, shell_command
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

# Like `pre-commit install`, but without a download: the commit fails if one of the two hooks does.
_HOOK = """\
#!/bin/sh
{paths} -- {notebook}; paths=$?
echo
{scan} -- {notebook}; scan=$?
exit $((paths | scan))
"""


EXAMPLES = ("colab-safe demo",)


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes none."""


def run(arguments: Namespace) -> int:
    """Play the demo in a temporary folder. Raise ColabSafeError if a step goes wrong."""
    import tempfile

    with tempfile.TemporaryDirectory(prefix="colab-safe-demo-") as folder:
        _play(folder, made_up_token())
    say("The temporary folder is gone. To protect your own repository, see Hooks in the README.")
    return 0


def _play(folder: str, token: str) -> None:
    notebook = os.path.join(folder, NOTEBOOK_NAME)
    write_bytes(notebook, leaky_notebook(token))
    _prepare(folder)

    _narrate(
        f"{NOTEBOOK_NAME} comes from Colab. Cell 1 contains the Drive path of a token file,"
        " the output of cell 2 the token itself."
    )
    _show_git(folder, "add", NOTEBOOK_NAME)
    code = _show_git(folder, "commit", "-m", "Add analysis")
    _require(
        code != 0 and not _succeeds(folder, "rev-parse", "--verify", "HEAD"),
        "the commit was not blocked",
    )

    _narrate(
        "The commit is blocked. The path is already hidden;"
        " clear the output with the token, and revoke the token."
    )
    _show_git(folder, "diff", "--unified=0")
    _narrate("Clear the outputs, as with Colab's Edit menu, and try again:")
    write_bytes(notebook, without_outputs(read_bytes(notebook)))
    _show_git(folder, "add", NOTEBOOK_NAME)
    _require(
        _show_git(folder, "commit", "-m", "Add analysis") == 0,
        "the fixed notebook was not committed",
    )

    _show_git(folder, "grep", "token_json =", "HEAD")
    committed = _git(folder, "cat-file", "blob", f"HEAD:{NOTEBOOK_NAME}")[1]
    _require(
        token not in committed and DRIVE_PATH not in committed, "the committed notebook still leaks"
    )
    _narrate(
        "Committed without the token and the path."
        " When the notebook runs, the placeholder is resolved."
    )


def _prepare(folder: str) -> None:
    """Create a repository with the hooks installed as git's own."""
    _git(folder, "init", "--quiet")
    paths, scan = (
        shell_command(EntryPoint(f"colab_safe_hooks.{name}", "run")) for name in ("paths", "scan")
    )
    hook = _HOOK.format(paths=paths, scan=scan, notebook=NOTEBOOK_NAME)
    path = os.path.join(folder, ".git", "hooks", "pre-commit")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write_bytes(path, hook.encode())
    os.chmod(path, 0o700)


def _show_git(folder: str, *arguments: str) -> int:
    """Run git, print the command and its output as on a terminal, and return the exit code."""
    say(" ".join(("$ git", *(f'"{word}"' if " " in word else word for word in arguments))))
    code, output = _git(folder, *arguments)
    lines = [f"  {line}" if line else "" for line in output.splitlines()]
    if arguments[0] == "diff":
        say_diff(*lines, "")
    else:  # as it is: the hooks have coloured it
        write_report("".join(f"{line}\n" for line in (*lines, "")))
    return code


def _succeeds(folder: str, *arguments: str) -> bool:
    return _git(folder, *arguments)[0] == 0


def _git(folder: str, *arguments: str) -> tuple[int, str]:
    """Run git, and return the exit code and the output of both streams."""
    import subprocess

    command = ["git", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=_environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        raise GitError(
            f"git cannot be started ({error.strerror}): install it, or check PATH"
        ) from None
    return done.returncode, done.stdout.decode(errors="replace")


def _environment(folder: str) -> dict[str, str]:
    """The user's environment without settings of git."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    person = {
        f"GIT_{role}_{field}": "demo"
        for role in ("AUTHOR", "COMMITTER")
        for field in ("NOTEBOOK_NAME", "EMAIL")
    }
    no_settings = {
        "GIT_CONFIG_GLOBAL": os.path.join(folder, ".git", "no-config"),
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    colours = {"FORCE_COLOR": "1"} if wants_colour(sys.stdout) else {"NO_COLOR": "1"}
    return inherited | person | no_settings | colours | {"PYTHONIOENCODING": "utf-8"}


def _narrate(text: str) -> None:
    say(f"# {text}", "")


def _require(is_met: bool, problem: str) -> None:
    if not is_met:
        raise ColabSafeError(f"the demo failed: {problem}. {PLEASE_REPORT}, with the output above")
