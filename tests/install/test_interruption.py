"""Ctrl-C and the time limit leave no process, no socket and no folder; two installs at once do not mix up their tokens."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from .forge import Forge, made_up_token
from .lab import Lab
from .packages import package
from .test_private_install import INSTALL, install, succeeds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")


def descendants_with(folder: Path) -> list[str]:
    """Command lines of living processes that have the lab's temporary folder in their environment."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "environ").read_bytes():
                found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.fixture
def slow(forge: Forge) -> None:
    forge.add(
        "alice/slow",
        package(
            "slow",
            prepare="import time, subprocess, sys\nsubprocess.run([sys.executable, '-c', 'import time; time.sleep(60)'])",
        ),
    )


@pytest.mark.parametrize("stop", ["ctrl-c", "limit"])
def test_nothing_is_left(lab: Lab, slow: None, stop: str) -> None:
    options = {"timeout": 2 if stop == "limit" else 60, "quiet": True}
    code = INSTALL.format(
        function="install_private_library", config=str(lab.token_file), what="slow", options=options
    )
    process = subprocess.Popen(
        [str(lab.python_program), "-c", code],
        env=lab.environ(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if stop == "ctrl-c":
        while not any("time.sleep(60)" in line for line in descendants_with(lab.temporary)):
            time.sleep(0.05)
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
    output, _ = process.communicate(timeout=20)
    assert b"KeyboardInterrupt" in output if stop == "ctrl-c" else b"time limit" in output
    assert b"process.py" not in output  # one frame only
    assert descendants_with(lab.temporary) == []
    assert list(lab.temporary.iterdir()) == []
    succeeds(lab, install(lab), "RESULT privpkg")


def test_two_installs_at_once(
    lab: Lab, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Two tokens for the same server, which lets each see only its own repository."""
    tokens = {name: made_up_token(number) for number, name in enumerate(("one", "two"), 10)}
    with Forge(tmp_path_factory.mktemp("shared"), *tokens.values()) as forge:
        for name, token in tokens.items():
            forge.add(f"alice/{name}", package(name))
            forge.only[f"/alice/{name}.git"] = token
            (tmp_path / f"{name}.json").write_text(
                f'{{"access_token": "{token}", "username": "alice", "host": "{forge.url}"}}'
            )
        call = "install_private_library({path!r}, {name!r}, quiet=True, extra_args=['--no-deps'])"
        lines = ["import threading", "from colab_safe import install_private_library", "done = []"]
        lines += [
            f"def {name}(): done.append({call.format(path=str(tmp_path / f'{name}.json'), name=name)})"
            for name in tokens
        ]
        lines += [f"threads = [threading.Thread(target=job) for job in ({', '.join(tokens)})]"]
        lines += [
            "[thread.start() for thread in threads]; [thread.join() for thread in threads]",
            "import one, two; print(sorted(done))",
        ]
        run = lab.python("\n".join(lines))
    assert run.status == 0, run.output
    assert "one 0.1 from" in run.output and "two 0.1 from" in run.output


def test_the_socket_is_private_and_answers_only_git(lab: Lab, forge: Forge) -> None:
    look = """
import os, stat, subprocess, sys, glob
from colab_safe import git_credentials
from colab_safe.install.credentials import helper
with git_credentials({0!r}) as env:
    folder = os.path.dirname(env["GIT_CONFIG_GLOBAL"])
    modes = [oct(stat.S_IMODE(os.stat(path).st_mode)) for path in (folder, folder + "/s")]
    print("MODES", modes, stat.S_ISSOCK(os.stat(folder + "/s").st_mode))
    asked = "protocol=http\\nhost={1}\\n"
    print("ASKED", subprocess.run([sys.executable, helper.__file__, folder + "/s"], input=asked, text=True, capture_output=True).stdout)
    print("FILL", subprocess.run(["git", "credential", "fill"], input=asked + "\\n", text=True, capture_output=True, env=env))
    print("LIST", subprocess.run(["git", "ls-remote", "{2}/alice/privpkg.git"], text=True, capture_output=True, env=env).stdout)
print("GONE", not os.path.exists(folder))
"""
    run = lab.python(look.format(str(lab.token_file), forge.host, forge.url))
    assert "MODES ['0o700', '0o600'] True" in run.output, run.output
    assert "ASKED quit=1" in run.output
    assert "told us to quit" in run.output
    assert "refs/heads/main" in run.output
    assert "GONE True" in run.output
    assert not lab.leaks_in(run.output)


def test_without_unix_sockets(lab: Lab, forge: Forge) -> None:
    """As on Windows: a port on this machine, and a ticket in the private folder."""
    before = "import colab_safe.install.credentials.broker as broker; broker._UNIX = False\n"
    run = install(lab, before=before, watch=True)
    succeeds(lab, run, "RESULT privpkg")
    assert not lab.leaks_in(run.argvs() + run.environs())
    assert lab.leaking_files() == [] and list(lab.temporary.iterdir()) == []


def test_a_temporary_folder_with_a_long_name(lab: Lab, forge: Forge) -> None:
    folder = lab.temporary / ("long" * 30)
    folder.mkdir()
    succeeds(lab, install(lab, environ={"TMPDIR": str(folder)}), "RESULT privpkg")
    assert os.listdir(folder) == []
    fill = """
import subprocess
from colab_safe import git_credentials
with git_credentials({0!r}) as env:
    asked = "protocol=http\\nhost={1}\\n\\n"
    print("FILL", subprocess.run(["git", "credential", "fill"], input=asked, text=True, capture_output=True, env=env))
    print("LIST", subprocess.run(["git", "ls-remote", "{2}/alice/privpkg.git"], text=True, capture_output=True, env=env).stdout)
"""
    run = lab.python(fill.format(str(lab.token_file), forge.host, forge.url), TMPDIR=str(folder))
    assert "told us to quit" in run.output and "refs/heads/main" in run.output, run.output
    assert not lab.leaks_in(run.output)
    assert os.listdir(folder) == []


def test_a_port_without_the_ticket(lab: Lab, forge: Forge, tmp_path: Path) -> None:
    import socket

    from colab_safe.install.credentials import broker
    from colab_safe.install.server import parse_server
    from colab_safe.install.tokens.token_file import read_token_file

    token = read_token_file(str(lab.token_file), parse_server(forge.url))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(broker, "_UNIX", False)
        with broker.Broker(str(tmp_path), [token]) as running:
            port, ticket = Path(running.address).read_text().split()
            answers = []
            for word in ("x" * 64, ticket):
                with socket.create_connection(("127.0.0.1", int(port))) as line:
                    line.sendall(f"{word}\nprotocol=http\nhost={forge.host}\n".encode())
                    line.shutdown(socket.SHUT_WR)
                    answers.append(line.makefile().read())
    assert answers == ["quit=1\n", f"username=x-access-token\npassword={lab.token}\n"]
    assert threading.active_count() < 20
