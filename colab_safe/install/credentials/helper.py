"""What git starts when it needs a credential, and pip and uv as `keyring`: asks the broker, and prints its answer.

Runs by its path under `python -IS` (30 ms), outside the package. https://git-scm.com/docs/gitcredentials#_custom_helpers
"""

from __future__ import annotations

import json
import os
import socket
import sys


def main() -> int:
    address, *arguments = sys.argv[1:]
    if arguments:
        return keyring(address, arguments)
    asked = [
        line for line in sys.stdin.read().splitlines() if line.startswith(("protocol=", "host="))
    ]
    sys.stdout.write(ask(address, asked))
    return 0


def keyring(address: str, arguments: list[str]) -> int:
    """Act as `keyring [--mode creds] [--output json] get URL [USER]`, and return the exit code.

    Args:
        address: Of the broker's socket.
        arguments: Of the command line.
    """
    service, *user = arguments[arguments.index("get") + 1 :] if "get" in arguments else [""]
    scheme, _, rest = service.rpartition("://")
    host = rest.partition("/")[0].rpartition("@")[2]
    schemes = (scheme,) if scheme else ("https", "http")
    answers = [ask(address, [f"protocol={scheme}", f"host={host}"]) for scheme in schemes]
    found = dict(line.split("=", 1) for answer in answers for line in answer.splitlines())
    if "password" not in found:
        return 1
    sys.stdout.write(
        written(user[0] if user else found["username"], found["password"], arguments) + "\n"
    )
    return 0


def written(username: str, password: str, arguments: list[str]) -> str:
    """Return a credential as `keyring` prints it: the password, or lines or JSON with both.

    Args:
        username: Of the credential.
        password: Of the credential.
        arguments: Of the command line.
    """
    if any("json" in argument for argument in arguments):
        return json.dumps({"username": username, "password": password})
    return (
        f"{username}\n{password}"
        if any("creds" in argument for argument in arguments)
        else password
    )


def ask(address: str, lines: list[str]) -> str:
    """Return the broker's answer to a question.

    Args:
        address: Of the broker's socket.
        lines: Attributes, see https://git-scm.com/docs/git-credential#IOFMT
    """
    with connect(address) as line:
        line.sendall("\n".join([*lines, ""]).encode())
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := line.recv(4096):
            answer += chunk
    return answer.decode()


def connect(address: str) -> socket.socket:
    """Return a connection to the broker.

    Args:
        address: Its Unix socket or, where Python has none, a file with a port and a ticket.
    """
    if hasattr(socket, "AF_UNIX") and not os.path.isfile(address):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(20)
        line.connect(address)
        return line
    with open(address, encoding="ascii") as file:
        port, ticket = file.read().split()
    line = socket.create_connection(("127.0.0.1", int(port)), timeout=20)
    line.sendall(ticket.encode() + b"\n")
    return line


if __name__ == "__main__":
    sys.exit(main())
