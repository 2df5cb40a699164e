"""A real Jupyter server in a folder of its own, for tests."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client import BlockingKernelClient

from tests.notebooks import code, dump, notebook
from tests.tools import PROJECT

KEY = "test-server-key"


@contextmanager
def running_server(root: Path, enabled: str = "") -> Iterator[Server]:
    """A server that answers, until the end of the block.

    Args:
        root: It gets the server's folders.
        enabled: An extension of the server.
    """
    server = Server(root, enabled)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


class Server:
    """A Jupyter server, from its start until `stop`."""

    def __init__(self, root: Path, enabled: str = "") -> None:
        self.root, self.runtime, self.log = (
            root / "notebooks",
            root / "runtime",
            root / "server.log",
        )
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
        environ = {**os.environ, **own}
        options = (
            f"--ServerApp.port={self.port}", f"--ServerApp.root_dir={self.root}",
            "--ServerApp.open_browser=False", f"--IdentityProvider.token={KEY}", "--allow-root",
            *([f"--ServerApp.jpserver_extensions={enabled}=True"] if enabled else ()),
        )  # fmt: skip
        with open(self.log, "wb") as log:
            command = [sys.executable, "-m", "jupyter_server", *options]
            self.process = subprocess.Popen(command, stdout=log, stderr=log, env=environ)

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

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)

    def refusal(self, path: str, model: dict[str, Any]) -> str:
        """Save, and return why it was refused, as the front end shows it; empty if it was not."""
        try:
            self.request("PUT", f"contents/{path}", model)
        except urllib.error.HTTPError as error:
            with error:
                return str(json.loads(error.read())["message"])
        return ""

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
        client.hb_channel.time_to_dead = 30  # after 1 s, a kernel on a busy machine counts as dead
        client.start_channels()
        client.wait_for_ready(timeout=60)
        return session["id"], client
