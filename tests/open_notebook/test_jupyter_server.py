"""The open notebook of a real Jupyter server: its kernel asks for it, before and after a rename, and when it is behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from jupyter_client import BlockingKernelClient

from tests.jupyter import KEY, Server, running_server
from tests.tokens import github_token

TOKEN = github_token()
CHECK = (
    "from colab_safe import check_notebook\nprint(result := check_notebook())\nprint(bool(result))"
)


def run(client: BlockingKernelClient, source: str) -> str:
    """Run a cell, and return what it prints."""
    printed: list[str] = []

    def keep(message: dict[str, Any]) -> None:
        content = message["content"]
        printed.append(content.get("text") or "\n".join(content.get("traceback", ())))

    client.execute_interactive(source, output_hook=keep, timeout=60)
    return "".join(printed)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running_server(tmp_path_factory.mktemp("server")) as server:
        yield server


def test_the_saved_notebook_is_found_and_followed(server: Server) -> None:
    server.save("a.ipynb", ("1 + 1", None), (CHECK, None))
    session, client = server.open("a.ipynb")
    try:
        run(client, "1 + 1")
        assert "the cell before this one ran: save it, and check again" in run(client, CHECK)

        server.save("a.ipynb", ("1 + 1", 1), (CHECK, 2))
        printed = run(client, CHECK)
        assert "nothing found" in printed and "True" in printed

        server.request("PATCH", "contents/a.ipynb", {"path": "b.ipynb"})
        server.request("PATCH", f"sessions/{session}", {"path": "b.ipynb", "name": "b.ipynb"})
        server.save("a.ipynb", (CHECK, 3))  # another one, under the name at the kernel's start
        server.save("b.ipynb", (f"t = '{TOKEN}'", 1), (CHECK, 3))
        printed = run(client, CHECK)
        assert "GitHub personal access token" in printed and "cell 1" in printed
        assert TOKEN not in printed and KEY not in printed

        # With jupyter-collaboration; what the file holds is now behind.
        server.request("PATCH", f"sessions/{session}", {"path": "RTC:b.ipynb"})
        assert "GitHub personal access token" in run(client, CHECK)
    finally:
        client.stop_channels()
