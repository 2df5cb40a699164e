"""git's protocol for a filter that runs as long as one git command, for all its files.

https://git-scm.com/docs/gitattributes#_long_running_filter_process
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from colab_safe.errors import ColabSafeError, GitError, for_one_file
from colab_safe.typed import BinaryIO

# From a file's content and its path (POSIX style, from the top folder) to its new content.
Filter = Callable[[bytes, str], bytes]
# Bytes in one packet: https://git-scm.com/docs/protocol-common#_pkt_line_format
_LARGEST = 65_516


def serve(
    receive: BinaryIO,
    send: BinaryIO,
    filters: Mapping[str, Filter],
    complain: Callable[[str], None],
) -> None:
    """Answer git's requests until it closes the stream; refuse files on which a filter fails.

    Args:
        receive: What git writes; stdin of the filter.
        send: What git reads; stdout of the filter.
        filters: The functions by git's name for them: "clean" and "smudge".
        complain: Called with the path and the reason when a filter fails.

    Raises:
        GitError: The other side is not git, or speaks another version of the protocol.
    """
    if _lines(receive) != ["git-filter-client", "version=2"]:
        raise GitError("this is for git to call; `colab-safe filter install` arranges it")
    _send_lines(send, ["git-filter-server", "version=2"])
    offered = _lines(receive)
    _send_lines(send, [f"capability={name}" for name in filters if f"capability={name}" in offered])
    while headers := dict(line.partition("=")[::2] for line in _lines(receive)):
        data = b"".join(_packets(receive))
        try:
            filter = filters[headers["command"]]
            result = for_one_file(partial(filter, data, headers["pathname"]))
        except ColabSafeError as error:
            complain(f"{headers['pathname']}: {error}")
            _send_lines(send, ["status=error"])
            continue
        _send_lines(send, ["status=success"])
        _send(send, result)
        _send_lines(send, [])  # the status has not changed since


def _packets(receive: BinaryIO) -> Iterator[bytes]:
    """Up to the next flush packet, or the end."""
    while size := int(receive.read(4) or b"0", 16):
        yield receive.read(size - 4)


def _lines(receive: BinaryIO) -> list[str]:
    return [packet.decode("utf-8", "surrogateescape").rstrip("\n") for packet in _packets(receive)]


def _send_lines(send: BinaryIO, lines: list[str]) -> None:
    for line in lines:
        send.write(_packet(f"{line}\n".encode("utf-8", "surrogateescape")))
    send.write(b"0000")
    send.flush()


def _send(send: BinaryIO, data: bytes) -> None:
    for start in range(0, len(data), _LARGEST):
        send.write(_packet(data[start : start + _LARGEST]))
    send.write(b"0000")
    send.flush()


def _packet(data: bytes) -> bytes:
    return b"%04x%b" % (len(data) + 4, data)
