"""Servers on this machine: moto's S3, an emulator of Google's storage, and an HTTP server that fails on demand."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """The environment that leads AWS' libraries to a server of moto."""
    port = _free_port()
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    log = (folder / "moto.log").open("wb")
    process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(port)
        yield {
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_CONFIG_FILE": os.devnull,
        }
    finally:
        process.terminate()
        process.wait(10)
        log.close()


@contextmanager
def google_server(files: Mapping[str, bytes]) -> Iterator[dict[str, str]]:
    """The environment that leads Google's libraries to a bucket called `team` with these files."""
    from gcp_storage_emulator.server import create_server  # type: ignore[import-untyped]

    port = _free_port()
    server = create_server("127.0.0.1", port, in_memory=True, default_bucket="team")
    server.start()
    at = f"http://127.0.0.1:{port}"
    try:
        for name, data in files.items():
            to = f"{at}/upload/storage/v1/b/team/o?uploadType=media&name={quote(name, safe='')}"
            headers = {"Content-Type": "application/octet-stream"}
            urllib.request.urlopen(urllib.request.Request(to, data, headers)).close()
        yield {"STORAGE_EMULATOR_HOST": at}
    finally:
        server.stop()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


class HttpServer:
    """Answers each path with the statuses that it was told, one after the other; the last one stays."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, bytes]]] = {}
        self.asked: list[str] = []
        self.before: Callable[[str], object] = lambda path: None  # called before each answer
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = urlsplit(self.path).path
                outer.asked.append(path)
                outer.before(path)
                answers = outer.answers.get(path, [(404, b"")])
                status, body = answers.pop(0) if len(answers) > 1 else answers[0]
                self.send_response(status)
                if status in (429, 503):
                    self.send_header("Retry-After", "0")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_HEAD = do_GET

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
