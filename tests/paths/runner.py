"""Runs notebooks in IPython with a fake Drive, one JSON list of cells a line; answers with what each saw, or its error."""

from __future__ import annotations

import builtins
import io
import json
import os
import sys
from contextlib import redirect_stderr, redirect_stdout
from types import SimpleNamespace
from typing import Any


def run(shell: Any, cells: list[str], home: str) -> dict[str, Any]:
    seen: list[Any] = []
    os.chdir(home)
    shell.reset(new_session=False)

    def read(path: Any, *_: Any, **named: Any) -> None:
        with open(path or named["dotenv_path"]) as file:
            seen.append(file.read())

    account = SimpleNamespace(Credentials=SimpleNamespace(from_service_account_file=read))
    shell.push({"see": seen.append, "install_private_library": read, "service_account": account})
    shell.push({"load_dotenv": lambda path=None, dotenv_path=None: read(path or dotenv_path)})
    shell.push(
        {"input_name": lambda: "gh", "input_folder": lambda: f"{home}/content/drive/MyDrive"}
    )
    said = io.StringIO()
    with redirect_stdout(said), redirect_stderr(said):
        results = [shell.run_cell(cell) for cell in cells]
    failed = next((result for result in results if not result.success), None)
    return {"seen": seen, "failed": bool(failed), "said": said.getvalue()[-2000:]}


def main() -> None:
    from IPython.core.interactiveshell import InteractiveShell

    from colab_safe.install import drive
    from colab_safe.placeholders import resolve
    from colab_safe.placeholders.patching import open_placeholders

    home = sys.argv[1]
    drive.MOUNT_POINT = resolve.MOUNT_POINT = f"{home}/content/drive"
    shell = InteractiveShell.instance()
    builtins.get_ipython = lambda: shell  # type: ignore[attr-defined]
    os.environ["HOME"] = home
    open_placeholders()
    answer = sys.stdout
    for line in sys.stdin:
        job = json.loads(line)
        os.environ.update(job["own"])
        print(json.dumps(run(shell, job["cells"], home)), file=answer, flush=True)


if __name__ == "__main__":
    main()
