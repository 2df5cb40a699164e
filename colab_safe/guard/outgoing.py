"""A message that is about to be sent to the front end."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from colab_safe.typed import Any

Send = Callable[..., Any]

_MAPPINGS = (dict, Mapping)  # `Mapping` alone takes five times as long


class Outgoing:
    """A message, whichever form of `Session.send` was called. No named tuple: it would take twice as long to make."""

    __slots__ = (
        "cell", "content", "kind", "parent", "_args", "_call", "_is_whole", "_kwargs", "_message", "_send", "_socket",
    )  # fmt: skip

    def __init__(
        self, send: Send, socket: Any, message: Any, content: Any, parent: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:  # fmt: skip
        """Read the arguments of a call of `Session.send`.

        Args:
            send: The session's own.
            socket: Where to.
            message: The whole message, or its type.
            content: Of the message, if `message` is its type.
            parent: The request that it belongs to, or its header.
            args: Further arguments.
            kwargs: Further arguments by their names.
        """
        self._send, self._socket, self._message = send, socket, message
        self._call = content, parent
        self._args, self._kwargs = args, kwargs
        self._is_whole = isinstance(message, _MAPPINGS)
        if self._is_whole:
            kind = message.get("msg_type") or message.get("header", {}).get("msg_type", "")
            content = message.get("content") or {}
            header = message.get("parent_header") or {}
        else:
            kind = message if isinstance(message, str) and isinstance(content, Mapping) else ""
            header = parent or {}
            header = header.get("header", header) if isinstance(header, Mapping) else {}
        self.kind: str = kind  # empty if there is nothing to search
        self.content: Mapping[str, Any] = content
        self.parent: Mapping[str, Any] = header  # of the request that it belongs to
        self.cell: str = header.get("msg_id", "")  # the id of that request

    def sent(self, content: Mapping[str, Any]) -> Any:
        """Send the message, and return what the session returns.

        Args:
            content: Without secrets; the message's own if there were none, as in nearly all.
        """
        if content is self.content:
            return self._send(self._socket, self._message, *self._call, *self._args, **self._kwargs)
        if self._is_whole:
            changed = {**self._message, "content": content}
            return self._send(self._socket, changed, *self._call, *self._args, **self._kwargs)
        return self.sent_new(self.kind, content, *self._args, **self._kwargs)

    def sent_as_text(self, text: str) -> Any:
        """Send a new message with some text of the same stream, and return what the session returns.

        Args:
            text: Without secrets.
        """
        args = () if self._is_whole else self._args
        return self.sent_new(self.kind, {**self.content, "text": text}, *args, **self._kwargs)

    def sent_new(self, kind: str, content: Mapping[str, Any], *args: Any, **kwargs: Any) -> Any:
        """Send a message of the same request, and return what the session returns.

        Args:
            kind: Its type.
            content: Without secrets.
            args: Further arguments of `Session.send`.
            kwargs: Further arguments by their names.
        """
        return self._send(self._socket, kind, content, self.parent or None, *args, **kwargs)

    @property
    def begins_cell(self) -> bool:
        """Whether the kernel now runs a cell of the user's."""
        return self.kind == "execute_input"

    @property
    def ends_request(self) -> bool:
        """Whether the kernel has done what it was asked for."""
        return self.kind == "status" and self.content.get("execution_state") == "idle"
