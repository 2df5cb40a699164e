"""Answer git's requests for a credential from memory, over a private socket, for the tokens' own servers only."""

from __future__ import annotations

import contextlib
import hmac
import os
import secrets
import socket
import socketserver
import struct
import sys
import threading
from collections.abc import Sequence
from types import TracebackType

from colab_safe.errors import InstallError
from colab_safe.install.credentials.socket_path import fits_a_socket, folder_for_sockets
from colab_safe.install.forges import login_of
from colab_safe.install.server import parse_server
from colab_safe.install.tokens.token import Token

_UNIX = hasattr(socketserver, "ThreadingUnixStreamServer")
_REFUSED = "quit=1\n"  # "stop asking": neither another helper nor a prompt comes after it
_WAIT = 10  # seconds for one exchange, which takes milliseconds
_ASKS_FOR_GIT = ("git-remote-http", "git-lfs")
_PIP = ("run_pip.py", "__pip-runner__.py")  # colab-safe's, and pip's own for build requirements
_GENERATIONS = 6
_STANDS_BETWEEN = ("git", "sh", "dash", "bash", "busybox")


class Broker:
    """A context manager; `address` is the file through which helper.py finds the broker during the block."""

    def __init__(self, folder: str, tokens: Sequence[Token], index: bool = False) -> None:
        self._tokens = {token.server: (login_of(token), token.secret) for token in tokens}
        self.index = index  # whether pip and uv may ask for a package index's password
        self.address = ""
        self.ticket = ""
        self._folder = folder_for_sockets(folder)

    def __enter__(self) -> Broker:
        self.address = os.path.join(self._folder.__enter__(), "s")
        if _UNIX and fits_a_socket(self.address):
            self._server: _Server = _UnixServer(self.address, _Exchange)
            os.chmod(self.address, 0o600)
        else:
            server = _PortServer(("127.0.0.1", 0), _Exchange)
            self.ticket = secrets.token_hex(32)
            _write_private(self.address, f"{server.server_address[1]} {self.ticket}\n")
            self._server = server
        self._server.broker = self
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        with contextlib.suppress(OSError):
            os.unlink(self.address)
        self._folder.__exit__(None, None, None)

    def answer(self, question: str) -> str:
        """Return the credential for a question of git's; empty if it is for another server or another use.

        Format of both: https://git-scm.com/docs/git-credential#IOFMT

        Args:
            question: Lines of attributes.
        """
        asked = dict(line.split("=", 1) for line in question.splitlines() if "=" in line)
        try:
            server = parse_server(f"{asked.get('protocol')}://{asked.get('host')}")
        except InstallError:
            return _REFUSED
        if server not in self._tokens:
            return _REFUSED
        login, secret = self._tokens[server]
        return f"username={login}\npassword={secret.reveal()}\n"


class _Exchange(socketserver.StreamRequestHandler):
    timeout = _WAIT

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        broker = self.server.broker
        with contextlib.suppress(OSError):  # the other side went away
            trusted = (
                self._has_ticket(broker.ticket)
                if broker.ticket
                else _is_trusted(self.connection, broker.index)
            )
            question = self.rfile.read(65_536).decode("utf-8", "replace")
            self.wfile.write((broker.answer(question) if trusted else _REFUSED).encode())

    def _has_ticket(self, ticket: str) -> bool:
        return hmac.compare_digest(self.rfile.readline(200).strip(), ticket.encode())


class _Server(socketserver.BaseServer):
    broker: Broker

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing: the default is a traceback in the notebook, and git says itself that it got no answer."""


if _UNIX:

    class _UnixServer(_Server, socketserver.ThreadingUnixStreamServer):
        daemon_threads = True


class _PortServer(_Server, socketserver.ThreadingTCPServer):
    daemon_threads = True


def _write_private(path: str, text: str) -> None:
    with open(
        os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(text)


def _is_trusted(connection: socket.socket, index: bool) -> bool:
    """Whether a git transfer asks, or an installer for its index, and not build code that runs `git credential fill`.

    This stops accidents, such as a build script that logs what git knows. Code of the same user that is out for the
    token can read the token file itself. Without Linux' /proc the private folder of the socket is the only guard.
    """
    if not sys.platform.startswith("linux") or not os.path.exists("/proc/self/exe"):
        return True
    pid, uid, _ = struct.unpack(
        "3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    )
    return uid == os.getuid() and (_is_git(pid) or (index and _is_installer(pid)))


def _is_git(pid: int) -> bool:
    for _ in range(_GENERATIONS):
        pid = _parent(pid)
        program = _program(pid)
        if program.startswith(_ASKS_FOR_GIT):
            return True
        if program not in _STANDS_BETWEEN:
            return False
    return False


def _is_installer(pid: int) -> bool:
    """Whether there are only installers between `keyring` and this process.

    pip starts another pip for what a build needs; a build script is started by pip, and is none.
    """
    pid = _parent(pid)
    for _ in range(_GENERATIONS):
        if not (_program(pid) == "uv" or _runs_pip(pid)):
            return False
        pid = _parent(pid)
        if pid == os.getpid():
            return True
    return False


def _runs_pip(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            words = file.read().split(b"\0")[1:3]
    except OSError:
        return False
    return os.path.basename(os.fsdecode(words[0])) in _PIP if words else False


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return int(file.read().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return 0


def _program(pid: int) -> str:
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe")).removesuffix(" (deleted)")
    except OSError:
        return ""
