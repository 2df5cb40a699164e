"""`gs://`, `az://`, `abfs://` and `hf://` against servers of this machine: the same findings everywhere, and what a busy Hub gives.

    pip install gcsfs gcp-storage-emulator adlfs huggingface_hub
    npm install azurite
    python bench/stores.py [--azurite node_modules/.bin/azurite-blob]

The test suite has `gs://` as well, and S3, HTTP, SFTP and FTP; the other two take 30 packages more, and Node.
Without `--azurite`, Azure is left out. Exit code 1 if a finding is missing, or a report or a message has the token in it.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit

sys.path.insert(0, str(Path(__file__).parents[1]))
from tests.notebooks import code, dump, notebook, stream
from tests.remote.servers import google_server
from tests.tokens import github_token

TOKEN = github_token()
LEAK = dump(notebook([code("x", [stream(f"{TOKEN}\n")])]))
CLEAN = dump(notebook([code("x = 1")]))
FILES = {"a.ipynb": LEAK, "odd/c[1]?*.ipynb": LEAK, "b/c/d e.ipynb": CLEAN, "x.csv": b"1"}
LEAKING = {"a.ipynb", "odd/c[1]?*.ipynb"}
# Azurite's own account, which is the same everywhere: https://github.com/Azure/Azurite#default-storage-account
ACCOUNT = "devstoreaccount1"
KEY = (
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1" + "OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="
)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def azure(azurite: str) -> Iterator[dict[str, str]]:
    from azure.storage.blob import BlobServiceClient  # type: ignore[import-not-found]

    port = free_port()
    options = ("--inMemoryPersistence", "--skipApiVersionCheck", "--silent", "--blobPort")
    process = subprocess.Popen([azurite, *options, str(port)])
    at = f"http://127.0.0.1:{port}/{ACCOUNT}"
    settings = (
        f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={KEY};BlobEndpoint={at};"
    )
    time.sleep(5)
    store = BlobServiceClient.from_connection_string(settings)
    store.create_container("team")
    for name, data in FILES.items():
        store.get_blob_client("team", name).upload_blob(data)
    yield {"AZURE_STORAGE_CONNECTION_STRING": settings}
    process.kill()
    process.wait()


class Hub(BaseHTTPRequestHandler):
    """As https://huggingface.co/docs/hub/api says, for one data set; `busy` requests are refused first."""

    busy = 0

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        tree, files = "/api/datasets/team/data/tree/main", "/datasets/team/data/resolve/main/"
        if Hub.busy:
            Hub.busy -= 1
            self._send(429, {"error": "busy"})
        elif path == "/api/datasets/team/data":
            self._send(200, {"id": "team/data", "sha": "a" * 40, "siblings": []})
        elif path.startswith(tree):
            self._send(200, self._below(path.removeprefix(tree).strip("/")))
        elif path.startswith(files):
            self._send(200, FILES[path.removeprefix(files)])
        else:
            self._send(404, {"error": "Repository not found"})

    def _below(self, folder: str) -> list[dict[str, object]]:
        found: dict[str, dict[str, object]] = {}
        before = f"{folder}/" if folder else ""
        for name, data in FILES.items():
            if name.startswith(before):
                first, _, deeper = name.removeprefix(before).partition("/")
                kind, size = ("directory", 0) if deeper else ("file", len(data))
                about = {"type": kind, "size": size, "oid": "a" * 40, "path": before + first}
                found[first] = about
        return [*found.values()]

    def _send(self, status: int, said: object) -> None:
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def hub(busy: int = 0) -> Iterator[dict[str, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Hub.busy = busy
    yield {"HF_ENDPOINT": f"http://127.0.0.1:{server.server_port}"}
    server.shutdown()


def is_right(at: str, environ: dict[str, str]) -> bool:
    """Whether a scan reports the two notebooks that leak, and nothing else."""
    with TemporaryDirectory() as home:
        command = [sys.executable, "-m", "colab_safe", "scan", at, "--format", "json", "--no-cache"]
        own = os.environ | {"HOME": home} | environ
        begun = time.perf_counter()
        done = subprocess.run(command, cwd=home, env=own, capture_output=True, text=True, check=False)  # fmt: skip
    report = json.loads(done.stdout or "{}")
    found = {each["path"] for each in report.get("findings", ())}
    same = found == {f"{at}/{name}" for name in LEAKING} and report["summary"]["files"] == 3
    told = TOKEN in done.stdout + done.stderr or KEY in done.stdout + done.stderr
    right = same and not told and done.returncode == 1 and not done.stderr
    print(f"{'right' if right else 'WRONG'}  {at}  {time.perf_counter() - begun:.1f} s  {done.stderr[:300]}", flush=True)  # fmt: skip
    return right


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--azurite", help="the program azurite-blob")
    azurite = parser.parse_args().azurite
    with google_server(FILES) as environ:
        right = [is_right("gs://team", environ)]
    for busy in (0, 3):
        with hub(busy) as environ:
            right.append(is_right("hf://datasets/team/data", environ))
    if azurite:
        with azure(azurite) as environ:
            of_account = f"team@{ACCOUNT}.dfs.core.windows.net"
            for at in ("az://team", f"abfs://{of_account}", f"abfss://{of_account}"):
                right.append(is_right(at, environ))
    return 0 if all(right) else 1


if __name__ == "__main__":
    sys.exit(main())
