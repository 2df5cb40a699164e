"""Google Drive's API on this machine, as far as a scan asks it, answering as its documentation says.

https://developers.google.com/workspace/drive/api/reference/rest/v3. No test reaches the real one.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
COLAB = "application/vnd.google.colaboratory"
OWNER = {"id": "1", "type": "user", "role": "owner", "emailAddress": "me@example.org"}
Answer = tuple[int, Any]
CUT = 0  # in the place of a status: the connection breaks before the end of the body
_IN_SHARED_DRIVES_ABSENT = {"permissions", "shared", "ownedByMe"}


def refusal(status: int, reason: str) -> Answer:
    """https://developers.google.com/workspace/drive/api/guides/handle-errors"""
    error = {"domain": "global", "reason": reason, "message": "…"}
    return status, {"error": {"code": status, "message": "…", "errors": [error]}}


class DriveServer:
    """Files with their content; what it is told to answer first; what it was asked."""

    def __init__(self) -> None:
        self.files: dict[str, dict[str, Any]] = {}
        self.drives: list[str] = []
        self.first: dict[str, list[Answer]] = {}  # by path: answers before the true one
        self.incomplete: set[str] = (
            set()
        )  # the corpora, or ids of Drives, that are not searched wholly
        self.page = 2
        self.asked: list[str] = []
        self.token = "t" * 30
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = (
                -1
            )  # head and body in one packet, or each answer waits 40 ms for an acknowledgement

            def do_GET(self) -> None:
                path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
                given = {name: values[0] for name, values in query.items()}
                signed_in = self.headers["Authorization"] == f"Bearer {outer.token}"
                self._send(outer._answer(path, given) if signed_in else refusal(401, "authError"))

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._send((200, {"access_token": outer.token, "expires_in": 3600}))

            def _send(self, answer: Answer) -> None:
                status, said = answer
                body = said if isinstance(said, bytes) else json.dumps(said).encode()
                is_cut = status == CUT
                self.send_response(200 if is_cut else status)
                self.send_header("Content-Length", str(len(body) + is_cut))
                self.close_connection = is_cut
                if status in (403, 429, 500, 503):
                    self.send_header("Retry-After", "0")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def add(self, file_id: str, data: bytes = b"", **fields: Any) -> None:
        """A notebook of the user's own that nobody else can open, unless the fields say something else."""
        about = {
            "id": file_id, "name": f"{file_id}.ipynb", "mimeType": COLAB, "parents": ["root"], "size": str(len(data)),
            "shared": False, "ownedByMe": True, "permissions": [OWNER], "sha256Checksum": sha256(data).hexdigest(),
        }  # fmt: skip
        self.files[file_id] = about | fields | {"data": data}

    def _answer(self, path: str, given: dict[str, str]) -> Answer:
        self.asked.append(path)
        if (waiting := self.first.get(path)) and (said := waiting.pop(0)):
            return said
        parts = path.removeprefix("/drive/v3/").split("/")
        if parts == ["files"]:
            return self._page("files", self._found(given), given)
        if parts == ["drives"]:
            return self._page("drives", [{"id": each} for each in self.drives], given)
        found = self.files.get(parts[1])
        if not found or (found.get("driveId") and given.get("supportsAllDrives") != "true"):
            return refusal(404, "notFound")
        return self._of_file(found, parts[2:], given)

    def _of_file(self, found: dict[str, Any], rest: list[str], given: dict[str, str]) -> Answer:
        media = given.get("alt") == "media"
        if rest == ["permissions"]:
            return self._page("permissions", found["permissions"], given)
        if rest[:1] == ["revisions"]:
            revisions = found.get("revisions", [])
            if len(rest) == 1:
                return self._page("revisions", [_without_data(each) for each in revisions], given)
            return 200, next(each["data"] for each in revisions if each["id"] == rest[1])
        return 200, found["data"] if media else _fields(found, given)

    def _page(self, kind: str, every: list[dict[str, Any]], given: dict[str, str]) -> Answer:
        start = int(given.get("pageToken", "0"))
        end = start + min(self.page, int(given["pageSize"]))
        page: dict[str, Any] = {kind: every[start:end]}
        if len(every) > end:
            page["nextPageToken"] = str(end)
        if {given.get("corpora"), given.get("driveId")} & self.incomplete:
            page["incompleteSearch"] = True
        return 200, page

    def _found(self, given: dict[str, str]) -> list[dict[str, Any]]:
        everywhere = given.get("includeItemsFromAllDrives") == "true"
        places = {"user": (None,), "drive": (given.get("driveId"),)}.get(given["corpora"])
        return [
            _fields(each, given)
            for each in self.files.values()
            if _matches(each, given["q"])
            and (places is None or each.get("driveId") in places)
            and (everywhere or not each.get("driveId"))
        ]


def _matches(found: dict[str, Any], query: str) -> bool:
    if inside := re.fullmatch(r"'([\w-]+)' in parents and trashed=false", query):
        return inside[1] in found["parents"] and not found.get("trashed")
    if "sharedWithMe=true" in query and not found.get("sharedWithMe"):
        return False
    if found.get("unopened"):  # in a shared folder: the search does not know it
        return False
    types = set(re.findall(r"mimeType='([^']+)'", query))
    named = "name contains '.ipynb'" in query and ".ipynb" in found["name"]
    return (found["mimeType"] in types or named) and not found.get("trashed")


def _fields(found: dict[str, Any], given: dict[str, str]) -> dict[str, Any]:
    """The fields that are asked for; in shared drives, and where the user may not share, some are not filled in."""
    absent = _IN_SHARED_DRIVES_ABSENT if found.get("driveId") else set()
    absent = absent | ({"permissions"} if found.get("may_share") is False else set())
    asked = set(re.findall(r"\w+", given["fields"])) - absent
    return {name: value for name, value in found.items() if name in asked}


def _without_data(revision: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in revision.items() if name != "data"}


def service_account(folder: Path, address: str) -> Path:
    """The key file of a service account whose tokens come from the server; made now, and worth nothing."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    content = {
        "type": "service_account", "client_email": "scanner@example.iam.gserviceaccount.com", "private_key_id": "1",
        "private_key": pem.decode(), "token_uri": f"{address}/token", "project_id": "example", "client_id": "1",
    }  # fmt: skip
    file = folder / "account.json"
    file.write_text(json.dumps(content))
    return file


def running() -> Iterator[DriveServer]:
    """A server for a fixture."""
    server = DriveServer()
    yield server
    server.stop()
