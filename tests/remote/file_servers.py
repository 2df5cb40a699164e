"""Servers of files on this machine: asyncssh's SFTP and pyftpdlib's FTP."""

from __future__ import annotations

import asyncio
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncssh

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # until Python 3.12 it imports asyncore
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import FTPHandler
    from pyftpdlib.servers import FTPServer


class SftpServer:
    """Serves a folder to whoever has the key in the `home`."""

    def __init__(self, folder: Path, home: Path) -> None:
        self._folder, self._ssh = folder, home / ".ssh"
        self._ssh.mkdir(parents=True)
        self._loop = asyncio.new_event_loop()
        self._key = asyncssh.generate_private_key("ssh-ed25519")
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server: Any = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(30)
        self.host = f"127.0.0.1:{self._server.get_port()}"
        self.known_hosts = self._ssh / "known_hosts"
        self.know(self._key)

    async def _listen(self) -> Any:
        mine = asyncssh.generate_private_key("ssh-ed25519")
        mine.write_private_key(self._ssh / "id_ed25519")
        mine.write_public_key(self._ssh / "authorized_keys")
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[self._key],
            authorized_client_keys=str(self._ssh / "authorized_keys"),
            sftp_factory=lambda chan: asyncssh.SFTPServer(chan, chroot=str(self._folder).encode()),
        )

    def know(self, key: Any) -> None:
        """Make `key` the one that the user has accepted."""
        name, _, port = self.host.partition(":")
        public = key.export_public_key().decode()
        self.known_hosts.write_text(f"[{name}]:{port} {public}")

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(30)
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        await self._server.wait_closed()
        await asyncio.sleep(0.1)  # transports end in the round after


@contextmanager
def ftp_server(folder: Path, hidden: Path) -> Iterator[str]:
    """The host and port of a server; nobody may list `hidden`, a folder in `folder`."""
    allowing: Any = DummyAuthorizer()
    allowing.add_anonymous(str(folder), perm="elr")
    allowing.override_perm("anonymous", str(hidden), perm="e", recursive=True)

    class Handler(FTPHandler):  # type: ignore[misc]
        authorizer = allowing

        def log(self, *_: object, **__: object) -> None:
            pass

    server = FTPServer(("127.0.0.1", 0), Handler)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            server.ioloop.loop(0.05, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.address[1]}"
    ended.set()
    thread.join(30)
