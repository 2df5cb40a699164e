"""A real kernel, and all that it sends to the front end."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from queue import Empty
from typing import Any, NamedTuple

from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from tests.tools import PROJECT


class Sent(NamedTuple):
    """A message of the kernel."""

    kind: str
    content: dict[str, Any]
    at: float  # seconds, on the clock of `time.monotonic`


class RunningKernel:
    """Runs cells, one after the other."""

    def __init__(self, python: Path | str, folder: Path, **environ: str) -> None:
        self._manager = KernelManager()
        command = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec = KernelSpec(argv=command, display_name="tested", language="python")
        self._manager._kernel_spec = spec
        kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
        paths = os.pathsep.join([str(PROJECT), str(PROJECT / "tests/fake_colab")])
        own = {"HOME": str(folder), "IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": paths}
        self.log = folder / "kernel.log"
        with self.log.open("wb") as log:
            self._manager.start_kernel(
                env={**kept, **own, **environ}, cwd=str(folder), stdout=log, stderr=log
            )
        self._client: BlockingKernelClient = self._manager.blocking_client()
        self._client.start_channels()
        self._client.wait_for_ready(timeout=60)
        self.sent: list[Sent] = []  # so far

    def run(
        self, code: str, typed: str = "", until: Callable[[str], bool] = lambda text: True
    ) -> list[Sent]:
        """Run a cell; return what came from then until it was done, and until a condition is met or 15 s are over.

        Args:
            code: Of the cell.
            typed: What the user answers when the cell asks.
            until: Whether a text, of all messages, is complete: what programs write may come after the end of a cell.
        """
        start = len(self.sent)
        # After an error, ipykernel 6 refuses what comes in the next moment.
        request = self._client.execute(code, allow_stdin=bool(typed), stop_on_error=False)
        if typed:
            self._client.get_stdin_msg(timeout=30)
            self._client.input(typed)
        while not self._keep(self._client.get_iopub_msg(timeout=30), request):
            pass
        while not self._keep(self._client.get_shell_msg(timeout=30), request):
            pass
        late = time.monotonic() + 15
        while not until(text_of(self.sent[start:])) and time.monotonic() < late:
            try:
                self._keep(self._client.get_iopub_msg(timeout=0.1), request)
            except Empty:
                continue
        return self.sent[start:]

    def run_each(
        self, cells: Iterable[str], until: Callable[[str], bool] = lambda text: True
    ) -> list[list[Sent]]:
        """Run cells in a thread of their own; return what came of each."""
        try:
            return [self.run(cell, until=until) for cell in cells]
        finally:
            close_loop()

    def run_in_subshells(self, cells: Sequence[str]) -> dict[int, list[Sent]]:
        """Run cells at once, each in a subshell; return by its number what came of each, nothing if the kernel is too old."""
        if "kernel subshells" not in self._client.kernel_info(reply=True)["content"].get(
            "supported_features", ()
        ):
            return {}
        numbers = {self._begin(code): number for number, code in enumerate(cells)}
        found: dict[int, list[Sent]] = {number: [] for number in numbers.values()}
        missing = len(cells)
        while missing:
            message = self._client.get_iopub_msg(timeout=30)
            request = message["parent_header"].get("msg_id")
            if request in numbers:
                missing -= self._keep(message, request)
                found[numbers[request]].append(self.sent[-1])
        return found

    def _begin(self, code: str) -> str:
        """Begin to run a cell in a new subshell: https://github.com/jupyter/enhancement-proposals/pull/91"""
        asked = self._client.session.msg("create_subshell_request")
        self._client.control_channel.send(asked)
        subshell = self._client.get_control_msg(timeout=30)["content"]["subshell_id"]
        content = {"code": code, "silent": False, "allow_stdin": False, "stop_on_error": False}
        request = self._client.session.msg("execute_request", content)
        request["header"]["subshell_id"] = subshell
        self._client.shell_channel.send(request)
        return str(request["header"]["msg_id"])

    def _keep(self, message: dict[str, Any], request: str) -> bool:
        """Keep a message; return whether it is the last one of the cell on its channel."""
        content = message["content"]
        self.sent.append(Sent(message["msg_type"], content, time.monotonic()))
        is_own = message["parent_header"].get("msg_id") == request
        is_reply = message["msg_type"] == "execute_reply"
        return is_own and (is_reply or content.get("execution_state") == "idle")

    def stop(self) -> None:
        self._client.stop_channels()
        self._manager.shutdown_kernel(now=True)
        self._manager.cleanup_resources()
        close_loop()


def close_loop() -> None:
    """Close the loop that jupyter_client made for this thread, which would warn when it is collected."""
    loop = asyncio.get_event_loop_policy().get_event_loop()
    if not loop.is_running():
        loop.close()


def text_of(sent: list[Sent]) -> str:
    """All that the front end gets but the echo of the source; streams also as they look when they are joined."""
    messages = [
        json.dumps(each.content, default=str) for each in sent if each.kind != "execute_input"
    ]
    return "\n".join([*messages, printed(sent), printed(sent, "stderr")])


def printed(sent: list[Sent], name: str = "stdout") -> str:
    """The text of a stream."""
    return "".join(
        each.content["text"]
        for each in sent
        if each.kind == "stream" and each.content["name"] == name
    )
