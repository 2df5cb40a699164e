"""Where addresses lead to: one entry per scheme, with the package that reads it and how its library is signed in."""

from __future__ import annotations

import re

from colab_safe.remote.at_once import CONNECTIONS, DRIVE, OBJECT_STORE, OF_ONE_READ, WEB_SERVER
from colab_safe.typed import NamedTuple

# A scheme has two letters at least: `C:` is a drive of Windows.
_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]+):(?P<mark>//)?(?P<rest>.*)", re.DOTALL)
# What browsers show of Google Drive: pages without a notebook in them, whose addresses have the id of one.
_OF_DRIVE = re.compile(r"https?://(?:drive|colab\.research)\.google\.com(?:[/?#]|$).*", re.DOTALL)
_ID = re.compile(r"(?:/(?:drive|folders|d)/|[?&]id=)([\w-]{10,})(?=[/?&#]|$)", re.ASCII)
_PYTHONS_OWN = ""
_SERVER = re.compile(
    r"(?:(?P<user>[^@/]*)@)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^@:/]+)(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII,
)
# https://learn.microsoft.com/azure/storage/blobs/data-lake-storage-introduction-abfs-uri
_OF_ACCOUNT = re.compile(
    r"(?P<container>\$?[a-z0-9-]{3,63})@(?P<account>[a-z0-9]{3,24})\.(?:dfs|blob)\.core\.windows\.net",
    re.ASCII,
)
_HIGHEST_PORT = 65_535
_FSSPEC, _DRIVE = (
    "colab_safe.remote.file_system.FileSystem",
    "colab_safe.remote.drive.files.DriveFiles",
)


class Scheme(NamedTuple):
    """One kind of address."""

    name: str
    package: str  # what pip installs beside fsspec to read it; empty where fsspec suffices
    sign_in: str  # how the user signs in with the library's own tools
    lists: bool = True  # whether a folder can be listed
    reader: str = _FSSPEC  # the class that reads it
    has_host: bool = True  # whether `//` and a host or bucket come after it
    has_history: bool = False  # whether older versions of files can be read
    connects: str = ""  # the class that connects to the host, which is not a part of the path then
    options: tuple[tuple[str, object], ...] = ()  # for the class of fsspec
    at_once: int = OBJECT_STORE  # requests that a run has open at its server
    takes_user: bool = False  # whether a user may be named before the host, without a password
    has_accounts: bool = (
        False  # whether CONTAINER@ACCOUNT.dfs.core.windows.net may stand for a container
    )


_AWS = "run `aws configure`, or set AWS_PROFILE"
_GOOGLE = "run `gcloud auth application-default login`"
_GOOGLE_DRIVE = "in Colab, run `from google.colab import auth; auth.authenticate_user()` in a cell first; elsewhere, see docs/drive.md"
_AZURE = "run `az login`, and set AZURE_STORAGE_ACCOUNT_NAME"
_BY_PAGE = "an address that everybody may read, or a signed one"

# With more, s3fs asks for the size of each file before it reads it, which is as dear as reading.
_IN_ONE_PIECE = (("max_concurrency", 1),)

SCHEMES = {
    each.name: each
    for each in (
        Scheme("s3", "s3fs", _AWS, options=_IN_ONE_PIECE),
        Scheme("s3a", "s3fs", _AWS, options=_IN_ONE_PIECE),
        Scheme("gs", "gcsfs", _GOOGLE),
        Scheme("gcs", "gcsfs", _GOOGLE),
        Scheme("az", "adlfs", _AZURE, has_accounts=True),
        Scheme("abfs", "adlfs", _AZURE, has_accounts=True),
        Scheme("abfss", "adlfs", _AZURE, has_accounts=True),
        Scheme("hf", "huggingface_hub", "run `hf auth login`"),
        Scheme("https", "aiohttp", _BY_PAGE, lists=False, at_once=WEB_SERVER),
        Scheme("http", "aiohttp", _BY_PAGE, lists=False, at_once=WEB_SERVER),
        Scheme(
            "sftp",
            "paramiko",
            "use an ssh agent or a key in ~/.ssh, and name the user in ~/.ssh/config or as sftp://USER@HOST/…",
            connects="colab_safe.remote.ssh.Sftp",
            at_once=CONNECTIONS,
            takes_user=True,
        ),
        Scheme(
            "ftp",
            _PYTHONS_OWN,
            "use a server without a password",
            connects="colab_safe.remote.ftp.Ftp",
            at_once=CONNECTIONS,
        ),
        Scheme("memory", _PYTHONS_OWN, "nothing is needed"),
        Scheme(
            "drive",
            "google-auth requests",
            _GOOGLE_DRIVE,
            reader=_DRIVE,
            at_once=DRIVE,
            has_host=False,
            has_history=True,
        ),
    )
}


class Host(NamedTuple):
    """A server that is part of an address."""

    user: str  # empty: as the settings of ssh, or of the system, say
    name: str
    port: int | None  # None: the usual one

    @property
    def shown(self) -> str:
        """The server as in an address, without the user."""
        name = f"[{self.name}]" if ":" in self.name else self.name
        return name if self.port is None else f"{name}:{self.port}"


class Address(NamedTuple):
    """An address that a user gave. Its query may be a signature, so only `shown` goes into reports."""

    scheme: str
    rest: str  # after "://", or after ":"

    @property
    def shown(self) -> str:
        """The address without its query, its fragment and a user."""
        if self.connects:
            return f"{self.scheme}://{_public(self._before.rpartition('@')[2] + self.path)}"
        mark = "://" if _has_host(self.scheme) else ":"
        return f"{self.scheme}{mark}{_public(self.rest)}"

    @property
    def has_user(self) -> bool:
        """Whether it has what may be a password or token before its host."""
        user, mark, _ = self._before.rpartition("@")
        known = SCHEMES.get(self.scheme)
        may_be = bool(self.account) or (known and known.takes_user and ":" not in user)
        return bool(mark) and not may_be

    @property
    def connects(self) -> bool:
        """Whether a connection to a server comes before all else: its name is not part of any path."""
        return self.scheme in SCHEMES and bool(SCHEMES[self.scheme].connects)

    @property
    def account(self) -> str:
        """The account of Azure in it; empty if there is none."""
        known = SCHEMES.get(self.scheme)
        found = _OF_ACCOUNT.fullmatch(self._before) if known and known.has_accounts else None
        return found["account"] if found else ""

    @property
    def host(self) -> Host | None:
        """The server to connect to; None if it is not written as one."""
        found = _SERVER.fullmatch(self._before)
        if not found or int(found["port"] or 0) > _HIGHEST_PORT:
            return None
        port = int(found["port"]) if found["port"] else None
        return Host(found["user"] or "", found["host"].strip("[]"), port)

    @property
    def path(self) -> str:
        """The path on the server, which may contain any sign."""
        return self.rest[len(self._before) :] or "/"

    @property
    def root(self) -> Address:
        """Where all that shares a connection with this begins, for workers: without a path, and without a query."""
        has_server = self.connects or self.account
        return Address(self.scheme, f"{self._before}/" if has_server else "")

    @property
    def is_private(self) -> bool:
        """Whether a part of it is shown to nobody: a query, which may be a signature, or a user."""
        has_user = "@" in self._before and not self.account
        return any(sign in self.rest for sign in "?#") or has_user

    def name_of(self, path: str) -> str:
        """Return what reports call a file or a folder.

        Args:
            path: As the library of the scheme calls it; the name of a bucket or container comes first.
        """
        rest = path.lstrip("/")
        if self.connects and self.host:
            rest = f"{self.host.shown}/{rest}"
        elif self.account:
            rest = f"{self._before}/{rest.partition('/')[2]}"
        return f"{self.scheme}://{rest}"

    @property
    def _before(self) -> str:
        return self.rest.split("/", 1)[0]

    @property
    def requests(self) -> int:
        """How many requests for the files of one task are open together."""
        known = SCHEMES[self.scheme]
        return OF_ONE_READ if known.lists and not known.connects else 1

    @property
    def readers(self) -> int:
        """How many tasks of a run may read from its server at the same time."""
        return SCHEMES[self.scheme].at_once // self.requests

    def __repr__(self) -> str:
        return f"Address({self.scheme}://…)"


def address(text: str) -> Address | None:
    """Return an address; None for the path of a file or folder.

    Args:
        text: What the user gave.
    """
    if _OF_DRIVE.fullmatch(text):
        shown = _ID.search(text)
        return Address("drive", shown[1] if shown else text)
    found = _ADDRESS.fullmatch(text)
    if not found:
        return None
    scheme = found["scheme"].lower()
    if not found["mark"] and _has_host(scheme):
        return None
    return Address(scheme, found["rest"])


def _public(rest: str) -> str:
    return re.split("[?#]", rest, maxsplit=1)[0]


def _has_host(scheme: str) -> bool:
    return scheme not in SCHEMES or SCHEMES[scheme].has_host


def is_of_fsspec(scheme: str) -> bool:
    """Return whether fsspec reads addresses of a scheme, which then needs nothing of this process.

    Args:
        scheme: Such as "s3", known or not.
    """
    return scheme not in SCHEMES or SCHEMES[scheme].reader == _FSSPEC
