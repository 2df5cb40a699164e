"""A git server by its scheme, host and port: a token is valid for one of them."""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from colab_safe.errors import InstallError

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::[0-9]{1,5})?")
_DEFAULT_PORT = {"https": ":443", "http": ":80"}


class Server(NamedTuple):
    """`host` is in lower case, with the port unless it is the default of the scheme."""

    scheme: str
    host: str

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}"

    @property
    def name(self) -> str:
        """The host without its port."""
        return re.sub(r":[0-9]+$", "", self.host)


def parse_server(text: str) -> Server:
    """Return the server of a host name or URL.

    Args:
        text: `github.com`, `git.example.com:8443`, or `https://host[:port]`, with or without a path.

    Raises:
        InstallError: The URL contains credentials, the host is not plain ASCII, or http would send the token in clear
            text to another machine.
    """
    if not text.isprintable() or " " in text:  # urlsplit would drop line breaks without a word
        raise InstallError("the address of the git server has blanks or line breaks in it")
    url = urlsplit(text if "://" in text else f"https://{text}")
    if "@" in url.netloc:
        raise InstallError(
            "the URL contains credentials: remove everything before '@'; colab-safe adds the token"
        )
    host = url.netloc.lower()
    if url.scheme not in _DEFAULT_PORT or not _HOST.fullmatch(host):
        raise InstallError(
            f"{text!r} is not the address of a git server: write it as 'github.com' or 'https://host:port'"
        )
    server = Server(url.scheme, host.removesuffix(_DEFAULT_PORT[url.scheme]))
    if server.scheme == "http" and not is_loopback(server.name):
        raise InstallError(f"{server.url} would send the token unencrypted: use https")
    return server


def is_loopback(name: str) -> bool:
    """Return whether a host is this machine.

    Args:
        name: Host name or address, without a port.
    """
    try:
        return ipaddress.ip_address(name.strip("[]")).is_loopback
    except ValueError:
        return name == "localhost"
