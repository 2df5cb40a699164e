"""What git starts when it needs a credential: asks the broker, and prints its answer.

Runs by its path under `python -IS` (30 ms), outside the package. https://git-scm.com/docs/gitcredentials#_custom_helpers
"""

from __future__ import annotations

import os
import socket
import sys


def connect(address: str) -> socket.socket:
    """The broker's Unix socket, or, where there are none, the port and ticket in the file of that name."""
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


def main() -> int:
    address, action = sys.argv[1], sys.argv[2]
    asked = [line for line in sys.stdin.read().splitlines() if line.startswith(("protocol=", "host="))]
    with connect(address) as line:
        line.sendall("\n".join([action, *asked, ""]).encode())
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while chunk := line.recv(4096):
            answer += chunk
    sys.stdout.write(answer.decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
