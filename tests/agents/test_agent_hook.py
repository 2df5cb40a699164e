"""What agents get as an answer; the requests are laid out as their documentation says."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from colab_safe.errors import UsageError
from colab_safe.setup.agent_settings import AGENT_FILES, COMMAND, with_agent_hook
from tests.notebooks import code, dump, markdown, notebook, stream
from tests.tokens import github_token
from tests.tools import tool

TOKEN = github_token()
LEAK = f"token = '{TOKEN}'\n"


def claude(tool_name: str, **wishes: Any) -> dict[str, Any]:
    common = {"session_id": "s1", "transcript_path": "/x.jsonl", "hook_event_name": "PreToolUse"}
    return {**common, "tool_name": tool_name, "tool_input": wishes}


def cursor(event: str, **fields: Any) -> dict[str, Any]:
    return {"conversation_id": "c1", "hook_event_name": event, **fields}


def patch(path: str, line: str) -> str:
    return f"*** Begin Patch\n*** Update File: {path}\n@@\n-x\n+{line}*** End Patch\n"


# Written text: refused with a token, allowed without.
WRITES = [
    pytest.param(lambda text: claude("NotebookEdit", notebook_path="a.ipynb", cell_id="c", new_source=text), id="notebook-edit"),
    pytest.param(lambda text: claude("Write", file_path="a.ipynb", content=dump(notebook([code(text)])).decode()), id="write"),
    pytest.param(lambda text: claude("Edit", file_path="A.IPYNB", old_string="x", new_string=json.dumps(text)), id="edit"),
    pytest.param(lambda text: claude("MultiEdit", file_path="a.ipynb", edits=[{"old_string": "x", "new_string": text}]), id="multi-edit"),
    pytest.param(lambda text: claude("Bash", command=f"cat > a.ipynb <<'E'\n{text}E"), id="shell"),
    pytest.param(lambda text: claude("mcp__jupyter__insert_cell", path="a.ipynb", source=text), id="mcp"),
    pytest.param(lambda text: claude("apply_patch", command=patch("a.ipynb", text)), id="codex-patch"),
    pytest.param(lambda text: cursor("preToolUse", tool_name="Write", tool_input={"file_path": "a.ipynb", "content": text}), id="cursor"),
]  # fmt: skip
READS = [
    pytest.param(lambda path: claude("Read", file_path=path), id="claude"),
    pytest.param(lambda path: cursor("beforeReadFile", file_path=path), id="cursor"),
]


def ask(folder: Path, request: Any) -> subprocess.CompletedProcess[str]:
    """Run the program as an agent does: in another folder, with the project's in the request."""
    if isinstance(request, dict):
        where = (
            {"workspace_roots": [str(folder)]}
            if "conversation_id" in request
            else {"cwd": str(folder)}
        )
        request = json.dumps({**request, **where})
    done = subprocess.run(
        [tool("colab-safe"), "agent-hook"], input=request, cwd="/", capture_output=True, encoding="utf-8", check=False
    )  # fmt: skip
    assert TOKEN not in done.stdout + done.stderr and TOKEN[4:16] not in done.stdout + done.stderr
    return done


def is_refused(done: subprocess.CompletedProcess[str]) -> bool:
    """Cursor reads JSON, and takes exit code 2 as well."""
    assert done.returncode in (0, 2), done.stderr
    if done.stdout:
        assert json.loads(done.stdout)["permission"] == ("deny" if done.returncode else "allow")
    return done.returncode == 2


@pytest.mark.parametrize("request_with", WRITES)
def test_a_secret_is_not_written(tmp_path: Path, request_with: Any) -> None:
    refused = ask(tmp_path, request_with(LEAK))
    assert is_refused(refused)
    assert "GitHub personal access token" in refused.stderr and "userdata.get" in refused.stderr
    assert not is_refused(ask(tmp_path, request_with("x = 1\n")))


@pytest.mark.parametrize("request_for", READS)
def test_a_secret_is_not_read_and_the_redacted_text_is_offered(
    tmp_path: Path, request_for: Any
) -> None:
    tree = notebook([markdown("# Costs"), code(LEAK, [stream(TOKEN)])])
    (tmp_path / "a.ipynb").write_bytes(dump(tree))
    (tmp_path / "b.ipynb").write_bytes(dump(notebook([code("x = 1")])))
    refused = ask(tmp_path, request_for("a.ipynb"))
    assert is_refused(refused)
    assert "# Costs" in refused.stderr and refused.stderr.count("[REDACTED:github-pat]") == 2
    assert not is_refused(ask(tmp_path, request_for("b.ipynb")))
    assert not is_refused(ask(tmp_path, request_for("gone.ipynb")))


def test_a_large_notebook_is_refused_without_its_text(tmp_path: Path) -> None:
    cells = [code(LEAK), *(code(f"x{number} = {number}" * 40) for number in range(300))]
    (tmp_path / "a.ipynb").write_bytes(dump(notebook(cells)))
    refused = ask(tmp_path, claude("Read", file_path=str(tmp_path / "a.ipynb")))
    assert is_refused(refused)
    assert "too large" in refused.stderr and len(refused.stderr) < 1_000


def test_what_the_settings_accept_is_allowed(tmp_path: Path) -> None:
    (tmp_path / ".colab-safe.toml").write_text(
        '[[allow]]\nrules = ["github-pat"]\nreason = "made up"\n'
    )
    request = claude("NotebookEdit", notebook_path=str(tmp_path / "a.ipynb"), new_source=LEAK)
    assert not is_refused(ask(tmp_path, request))


@pytest.mark.parametrize(
    "request_",
    [
        claude("Read", file_path="notes.txt"),
        claude("Bash", command="ls"),
        claude("Write", file_path="a.py", content=LEAK),
        cursor("beforeReadFile", file_path="a.py"),
    ],
)
def test_other_files_are_no_business_of_this_hook(tmp_path: Path, request_: Any) -> None:
    (tmp_path / "notes.txt").write_text(LEAK)
    assert not is_refused(ask(tmp_path, request_))


@pytest.mark.parametrize("stdin", ["", "{", "[]", "null", '{"tool_name": "Read"}', f'"{TOKEN}"'])
def test_what_cannot_be_judged_is_refused(tmp_path: Path, stdin: str) -> None:
    refused = ask(tmp_path, stdin)
    assert is_refused(refused) and "hook_event_name" in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_notebook_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").write_bytes(dump(notebook([code(LEAK)]))[:-30])
    for name in ("a.ipynb", "b.ipynb"):
        assert is_refused(ask(tmp_path, claude("Read", file_path=name)))
    (tmp_path / ".colab-safe.toml").write_text("[[")
    assert is_refused(
        ask(tmp_path, claude("NotebookEdit", notebook_path="c.ipynb", new_source="x"))
    )


@pytest.mark.parametrize("file", AGENT_FILES, ids=lambda file: file.agent)
def test_the_hook_is_added_once_and_nothing_else_changes(file: Any) -> None:
    own = {"permissions": {"allow": ["é"]}, "hooks": {"Stop": [{"hooks": []}]}}
    before = json.dumps(own)
    after = with_agent_hook(before, file)
    settings = json.loads(after)
    assert COMMAND in after and with_agent_hook(after, file) == after
    for event in file.hooks:
        del settings["hooks"][event]
    assert settings == own
    assert json.loads(with_agent_hook("", file))["hooks"].keys() == file.hooks.keys()
    with pytest.raises(UsageError, match="is not JSON as"):
        with_agent_hook("// comment\n{}", file)
