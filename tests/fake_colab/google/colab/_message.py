from __future__ import annotations

import os
from pathlib import Path

from google.colab import errors
from google.colab._settings import settings


class MessageError(errors.Error):
    pass


asked: list[tuple[str, float | None]] = []


def blocking_request(
    request_type: str, request: object = "", timeout_sec: float | None = 5, parent: object = None
) -> object:
    """The page answers with the open notebook, with None after the time, or with an error."""
    import json

    asked.append((request_type, timeout_sec))
    answer = settings().get("page", "silent")
    if answer == "silent":
        return None
    if answer == "error":
        return {"error": {"type": "Error", "description": "no notebook"}}
    if answer == "raises":
        raise MessageError("Error: the front end is gone")
    return {"ipynb": json.loads(Path(os.fspath(answer)).read_text("utf-8"))}
