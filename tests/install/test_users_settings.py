"""What the user has set up for git stays as it was, is obeyed, and neither asks nor shows nor stores anything."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from .forge import Forge
from .lab import Lab
from .test_private_install import INSTALL, fails, install, succeeds

STORES = {
    "generic": '[user]\n\tname = alice\n[credential]\n\thelper = store\n',
    "for the server": '[credential "{url}"]\n\thelper = store\n',
    "for the repository": '[credential "{url}/alice/privpkg.git"]\n\thelper = store\n',
    "cache": "[credential]\n\thelper = cache\n",
}  # fmt: skip


@pytest.mark.parametrize("config", STORES.values(), ids=STORES)
def test_the_users_helper_does_not_get_the_token(lab: Lab, forge: Forge, config: str) -> None:
    file = lab.home / ".gitconfig"
    file.write_text(config.format(url=forge.url))
    before = file.read_bytes()
    same = "import os; env, cwd = dict(os.environ), os.getcwd()\n"
    run = install(lab, before=same, after="assert (env, cwd) == (dict(os.environ), os.getcwd())")
    succeeds(lab, run, "RESULT privpkg")
    assert file.read_bytes() == before
    assert not (lab.home / ".git-credentials").exists()
    assert lab.leaking_files() == []


def test_the_users_configuration_is_obeyed(lab: Lab, forge: Forge) -> None:
    (lab.home / ".config" / "git").mkdir(parents=True)
    rewrite = f'[url "{forge.url}/alice/"]\n\tinsteadOf = http://localhost:1/short/\n'
    (lab.home / ".config" / "git" / "config").write_text(rewrite)
    settings = {
        "GIT_CONFIG_COUNT": "2",
        "GIT_CONFIG_KEY_0": "user.name",
        "GIT_CONFIG_VALUE_0": "alice",
    }
    settings |= {"GIT_CONFIG_KEY_1": "credential.helper", "GIT_CONFIG_VALUE_1": "store"}
    lab.write_token_file(forge.url)
    code = "import colab_safe, subprocess\nwith colab_safe.git_credentials({0!r}) as env:\n    {1}"
    listing = 'subprocess.run(["git", "ls-remote", "http://localhost:1/short/privpkg.git"], env=env, check=True)'
    succeeds(
        lab, lab.python(code.format(str(lab.token_file), listing), **settings), "refs/heads/main"
    )
    assert lab.leaking_files() == []


def test_settings_in_the_environment_outrank_files_but_do_not_get_the_token(
    lab: Lab, forge: Forge
) -> None:
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "credential.helper",
        "GIT_CONFIG_VALUE_0": "store",
    }
    succeeds(lab, install(lab, environ=settings), "RESULT privpkg")
    assert lab.leaking_files() == []


def test_a_configuration_named_in_the_environment_is_included(lab: Lab, forge: Forge) -> None:
    named = lab.root / "named config"
    named.write_text(
        f'[url "{forge.url}/alice/privpkg.git"]\n\tinsteadOf = {forge.url}/alice/other.git\n'
    )
    succeeds(
        lab,
        install(lab, "other", environ={"GIT_CONFIG_GLOBAL": str(named)}),
        "Successfully installed privpkg",
    )


def test_traces_show_nothing(lab: Lab, forge: Forge) -> None:
    traces = {
        "GIT_TRACE": "1",
        "GIT_TRACE_CURL": "1",
        "GIT_TRACE_REDACT": "0",
        "GIT_CURL_VERBOSE": "1",
        "GIT_TRACE2": "1",
    }
    run = install(lab, environ=traces)
    succeeds(lab, run, "RESULT privpkg")
    assert "trace: " not in run.output and "Authorization" not in run.output


def test_a_token_in_the_environment_goes_no_further(lab: Lab, forge: Forge) -> None:
    run = install(
        lab,
        watch=True,
        environ={"MY_SECRET": lab.token, "GITHUB_TOKEN": lab.token, "DEPLOY": f"x {lab.token}"},
    )
    succeeds(lab, run, "RESULT privpkg")
    started_by_us = [
        program
        for program in run.processes
        if "colab_safe.install_private_library" not in program.argv
    ]
    assert len(started_by_us) > 3
    assert not any(lab.leaks_in(program.argv + program.environ) for program in started_by_us)


def test_programs_that_ask_are_not_run(lab: Lab, forge: Forge) -> None:
    marker = lab.root / "asked"
    script = lab.root / "ask.sh"
    script.write_text(f"#!/bin/sh\ntouch {marker}\necho secret\n")
    script.chmod(0o700)
    lab.token = lab.token[:-1] + "_"
    lab.write_token_file(forge.url)
    environ = {"GIT_ASKPASS": str(script), "SSH_ASKPASS": str(script), "DISPLAY": ":0"}
    fails(lab, install(lab, environ=environ), "did not accept the token")
    assert not marker.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    "repo", ["privpkg", "{other}/alice/privpkg.git"], ids=["refused token", "no token"]
)
def test_on_a_terminal_nobody_is_asked(lab: Lab, forge: Forge, tmp_path: Path, repo: str) -> None:
    """On a terminal, git would ask for a user name and wait for ever."""
    lab.token = lab.token[:-1] + "_"
    lab.write_token_file(forge.url)
    what = repo.format(other=forge.url.replace("127.0.0.1", "localhost"))
    if "localhost" in what:
        lab.write_token_file(forge.url.replace("127.0.0.1", "localhost"))
    import pty

    code = INSTALL.format(
        function="install_private_library",
        config=str(lab.token_file),
        what=what,
        options={"timeout": 30},
    )
    environ = lab.environ()
    start = time.monotonic()
    child, terminal = pty.fork()
    if child == 0:
        os.execve(lab.python_program, [str(lab.python_program), "-c", code], environ)
    shown = b""
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
    os.waitpid(child, 0)
    os.close(terminal)
    assert time.monotonic() - start < 20
    assert b"did not accept the token" in shown
    assert b"Username for" not in shown and b"Password for" not in shown
    assert not lab.leaks_in(shown)
