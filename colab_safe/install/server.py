"""Where a token is valid: the scheme, host and port of one git server."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from colab_safe.errors import InstallError

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_DEFAULT_PORT = {"https": ":443", "http": ":80"}


class Origin(NamedTuple):
    """`host` is in lower case and holds the port only where it is not the default of the scheme."""

    scheme: str
    host: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def name(self) -> str:
        """The host without its port."""
        return re.sub(r":[0-9]+$", "", self.host)


def parse_origin(text: str) -> Origin:
    """The origin in `github.com`, `git.example.com:8443` or `https://host[:port]`, with or without a path.

    Raises InstallError for credentials in the URL, for a host that is not plain ASCII, and for
    http, which would send the token in clear, unless the server is on this machine.
    """
    if not text.isprintable() or " " in text:  # urlsplit would drop line breaks without a word
        raise InstallError("the address of the git server has blanks or line breaks in it")
    url = urlsplit(text if "://" in text else f"https://{text}")
    if "@" in url.netloc:
        raise InstallError(
            "the URL holds credentials: leave out everything before '@', the token is added by colab-safe"
        )
    host = url.netloc.lower()
    if url.scheme not in _DEFAULT_PORT or not _HOST.fullmatch(host):
        raise InstallError(
            f"{text!r} is not the address of a git server: write it as 'github.com' or 'https://host:port'"
        )
    origin = Origin(url.scheme, host.removesuffix(_DEFAULT_PORT[url.scheme]))
    if origin.scheme == "http" and not is_loopback(origin.name):
        raise InstallError(
            f"{origin.url} is not encrypted, the token would travel in clear: use https"
        )
    return origin


def is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
