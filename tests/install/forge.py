"""A git server over HTTP for tests: private repositories behind basic authentication, and a log of who sent which credentials where."""

from __future__ import annotations

import base64
import json
import os
import random
import ssl
import string
import subprocess
import threading
from collections.abc import Callable
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

GIT_ENV = {
    "PATH": os.environ["PATH"],
    "SYSTEMROOT": os.environ.get("SYSTEMROOT", ""),
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{
        f"GIT_{who}_{what}": f"{who}@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    },
}


def made_up_token(seed: int = 0) -> str:
    """In the form of GitHub's classic tokens (https://github.blog/2021-04-05-behind-githubs-new-authentication-token-formats/)."""
    letters = random.Random(f"installer {seed}").choices(string.ascii_letters + string.digits, k=36)
    return "gh" + "p_" + "".join(letters)


class Request(NamedTuple):
    path: str
    login: str | None  # user name and password that came with it
    password: str | None


class Forge:
    """A context manager. `tokens` are the passwords it takes; `redirects` maps the start of a path to another URL."""

    def __init__(
        self, root: Path, *tokens: str, address: str = "127.0.0.1", certificate: Path | None = None
    ) -> None:
        self.root, self.tokens, self.address = root, set(tokens), address
        self.redirects: dict[str, str] = {}
        self.files: dict[str, bytes] = {}  # path → content, for package indexes and APIs
        self.lfs: dict[str, bytes] = {}  # object id → content, served by itself or by `lfs_store`
        self.lfs_store = ""  # URL
        self.apis: dict[
            str, tuple[int, dict[str, str], object]
        ] = {}  # "METHOD /path" → status, headers, JSON
        # An API that computes its answers: (path with query, headers) → status, headers, JSON; None for another path.
        self.api: Callable[[str, Message], tuple[int, dict[str, str], object] | None] | None = None
        self.bodies: list[object] = []  # JSON that came with requests to an API
        self.public: set[str] = set()  # starts of paths
        self.forbidden: set[str] = set()  # starts of paths that are answered with 403
        self.hangs_up: set[str] = set()  # starts of paths where the connection is closed
        self.wrong_is_403 = False  # whether a wrong password is answered with 403, as by pypiserver
        self.only: dict[str, str] = {}  # start of a path → the one token that may see it
        self.log: list[Request] = []
        self.sent = 0  # bytes of all answers
        self._server = ThreadingHTTPServer((address, 0), _Handler)
        self._server.forge = self  # type: ignore[attr-defined]
        self._scheme = "https" if certificate else "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def __enter__(self) -> Forge:
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"{self.address}:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self._scheme}://{self.host}"

    def add(
        self,
        path: str,
        files: dict[str, str | bytes],
        branches: tuple[str, ...] = (),
        tags: tuple[str, ...] = (),
    ) -> str:
        """A new commit with exactly these files on `main` of the repository, which is made when it is not there; its hash."""
        bare, work = self.root / f"{path}.git", self.root / "work" / path
        if not bare.exists():
            git("init", "-q", "--bare", "-b", "main", str(bare))
            for key in ("uploadpack.allowFilter", "uploadpack.allowAnySHA1InWant"):
                git("config", key, "true", cwd=bare)
            git("clone", "-q", str(bare), str(work))
            git("checkout", "-q", "-B", "main", cwd=work)
        for name, content in files.items():
            target = work / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.encode() if isinstance(content, str) else content)
        git("add", "-A", cwd=work)
        git("commit", "-q", "--allow-empty", "-m", "work", cwd=work)
        for branch in branches:
            git("branch", "-f", branch, cwd=work)
        for tag in tags:
            git("tag", "-f", tag, cwd=work)
        git("push", "-q", "--all", cwd=work)
        git("push", "-q", "--tags", "--force", cwd=work)
        return git("rev-parse", "HEAD", cwd=work).strip()

    def add_with_submodule(
        self, path: str, files: dict[str, str | bytes], place: str, other: str
    ) -> None:
        """As `add`, and the newest commit of the repository `other` as a submodule at `place`; `.gitmodules` is in `files`."""
        self.add(path, files)
        commit = git("rev-parse", "main", cwd=self.root / f"{other}.git").strip()
        work = self.root / "work" / path
        git("update-index", "--add", "--cacheinfo", f"160000,{commit},{place}", cwd=work)
        git("commit", "-q", "-m", "submodule", cwd=work)
        git("push", "-q", "--all", cwd=work)

    def logins_seen(self) -> set[str | None]:
        """User names that came with a password."""
        return {request.login for request in self.log if request.password}

    def credentials_seen(self) -> set[str]:
        return {request.password for request in self.log if request.password}


def git(*arguments: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=cwd, env=GIT_ENV, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._serve(b"")

    def do_POST(self) -> None:
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    do_HEAD = do_GET
    do_PUT = do_POST
    do_DELETE = do_GET

    def _serve(self, body: bytes) -> None:
        forge: Forge = self.server.forge  # type: ignore[attr-defined]
        login, password = self._credentials()
        forge.log.append(Request(self.path, login, password))
        if any(self.path.startswith(start) for start in forge.hangs_up):
            self.close_connection = True
            return
        moved = next((start for start in forge.redirects if self.path.startswith(start)), None)
        if moved:
            self._reply(
                301, b"", {"Location": forge.redirects[moved] + self.path.removeprefix(moved)}
            )
        elif forge.api and (answer := forge.api(self.path, self.headers)):
            self._reply(answer[0], json.dumps(answer[2]).encode(), answer[1])
        elif f"{self.command} {self.path}" in forge.apis:
            self._api(forge, body)
        elif {login, password} & forge.tokens or any(
            self.path.startswith(start) for start in forge.public
        ):
            self._serve_known(forge, urlsplit(self.path).path, password, body)
        elif forge.wrong_is_403 and password is not None:
            self._reply(403, b"Forbidden", {})
        else:
            self._reply(
                401, b"Invalid username or token.", {"WWW-Authenticate": 'Basic realm="forge"'}
            )

    def _serve_known(self, forge: Forge, path: str, password: str | None, body: bytes) -> None:
        forbidden = any(
            path.startswith(start) and password != token for start, token in forge.only.items()
        )
        if any(path.startswith(start) for start in forge.forbidden):
            self._reply(403, b"Forbidden", {})
        elif path in forge.files:
            kind = "text/html" if path.endswith("/") else "application/octet-stream"
            self._reply(200, forge.files[path], {"Content-Type": kind})
        elif path.endswith("/info/lfs/objects/batch"):
            self._lfs(forge, json.loads(body))
        elif (
            forbidden
            or not (forge.root / path.strip("/").partition(".git/")[0]).with_suffix(".git").is_dir()
        ):
            self._reply(404, b"Repository not found.", {})
        else:
            self._backend(forge, body)

    def _api(self, forge: Forge, body: bytes) -> None:
        status, headers, content = forge.apis[f"{self.command} {self.path}"]
        forge.bodies.append(json.loads(body) if body else None)
        self._reply(status, json.dumps(content).encode(), headers)

    def _lfs(self, forge: Forge, asked: dict[str, list[dict[str, object]]]) -> None:
        """https://github.com/git-lfs/git-lfs/blob/main/docs/api/batch.md"""
        store = forge.lfs_store or forge.url
        objects = [
            {**one, "actions": {"download": {"href": f"{store}/objects/{one['oid']}"}}}
            for one in asked["objects"]
        ]
        headers = {"Content-Type": "application/vnd.git-lfs+json"}
        self._reply(200, json.dumps({"transfer": "basic", "objects": objects}).encode(), headers)

    def _credentials(self) -> tuple[str | None, str | None]:
        scheme, _, coded = self.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None, coded or None
        login, _, password = base64.b64decode(coded).decode().partition(":")
        return login, password

    def _backend(self, forge: Forge, body: bytes) -> None:
        """CGI: https://git-scm.com/docs/git-http-backend"""
        url = urlsplit(self.path)
        environ = GIT_ENV | {
            "GIT_PROJECT_ROOT": str(forge.root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": url.path,
            "QUERY_STRING": url.query,
            "REQUEST_METHOD": self.command,
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "REMOTE_USER": "forge",
        }
        done = subprocess.run(
            ["git", "http-backend"], env=environ, input=body, capture_output=True, check=False
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self._reply(int(headers.pop("Status", "200").split()[0]), content, headers)

    def _reply(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.server.forge.sent += len(content)  # type: ignore[attr-defined]
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        pass
