"""The open notebook of a real Jupyter server: its kernel asks for it, before and after a rename, and when it is behind."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient

from tests.notebooks import code, dump, notebook
from tests.tokens import github_token
from tests.tools import PROJECT

TOKEN = github_token()
KEY = "test-server-key"
CHECK = (
    "from colab_safe import check_notebook\nprint(result := check_notebook())\nprint(bool(result))"
)


class Server:
    """A Jupyter server in a folder, with one kernel."""

    def __init__(self, root: Path) -> None:
        self.root, self.runtime = root / "notebooks", root / "runtime"
        self.root.mkdir()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        own = {
            "JUPYTER_RUNTIME_DIR": str(self.runtime),
            "JUPYTER_CONFIG_DIR": str(root / "config"),
            "IPYTHONDIR": str(root / "ipython"),
            "PYTHONPATH": str(PROJECT),
        }
        options = (f"port={self.port}", f"root_dir={self.root}", "open_browser=False")
        command = [sys.executable, "-m", "jupyter_server", "--allow-root"]
        command += [f"--ServerApp.{each}" for each in options] + [f"--IdentityProvider.token={KEY}"]
        with open(root / "server.log", "wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=log, env={**os.environ, **own}
            )

    def request(self, method: str, path: str, body: object = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"token {KEY}", "Content-Type": "application/json"}
        url = f"http://127.0.0.1:{self.port}/api/{path}"
        asked = urllib.request.Request(url, data, headers, method=method)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def wait(self) -> None:
        for _ in range(300):
            try:
                self.request("GET", "status")
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server does not start")

    def save(self, name: str, *cells: tuple[str, int | None]) -> None:
        """Save a notebook as the front end does: code cells with their execution counts."""
        tree = notebook([code(text) | {"execution_count": number} for text, number in cells])
        content = json.loads(dump(tree))
        model = {"type": "notebook", "format": "json", "content": content}
        self.request("PUT", f"contents/{name}", model)

    def open(self, name: str) -> tuple[str, BlockingKernelClient]:
        """Start the kernel of a notebook; return its session's id and a client."""
        model = {"path": name, "name": name, "type": "notebook", "kernel": {"name": "python3"}}
        session = self.request("POST", "sessions", model)
        client = BlockingKernelClient()
        client.load_connection_file(str(self.runtime / f"kernel-{session['kernel']['id']}.json"))
        client.start_channels()
        client.wait_for_ready(timeout=60)
        return session["id"], client


def run(client: BlockingKernelClient, source: str) -> str:
    """Run a cell, and return what it prints."""
    printed: list[str] = []

    def keep(message: dict[str, Any]) -> None:
        content = message["content"]
        printed.append(content.get("text") or "\n".join(content.get("traceback", ())))

    client.execute_interactive(source, output_hook=keep, timeout=60)
    return "".join(printed)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("server"))
    try:
        server.wait()
        yield server
    finally:
        server.process.terminate()
        server.process.wait(30)


def test_the_saved_notebook_is_found_and_followed(server: Server) -> None:
    server.save("a.ipynb", ("1 + 1", None), (CHECK, None))
    session, client = server.open("a.ipynb")
    try:
        run(client, "1 + 1")
        assert "the cell before this one ran: save it, and check again" in run(client, CHECK)

        server.save("a.ipynb", ("1 + 1", 1), (CHECK, 2))
        printed = run(client, CHECK)
        assert "nothing found" in printed and "True" in printed

        server.request("PATCH", "contents/a.ipynb", {"path": "b.ipynb"})
        server.request("PATCH", f"sessions/{session}", {"path": "b.ipynb", "name": "b.ipynb"})
        server.save("a.ipynb", (CHECK, 3))  # another one, under the name at the kernel's start
        server.save("b.ipynb", (f"t = '{TOKEN}'", 1), (CHECK, 3))
        printed = run(client, CHECK)
        assert "GitHub personal access token" in printed and "cell 1" in printed
        assert TOKEN not in printed and KEY not in printed
    finally:
        client.stop_channels()
