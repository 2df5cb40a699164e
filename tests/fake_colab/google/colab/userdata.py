from __future__ import annotations

from google.colab import errors
from google.colab._settings import settings


class NotebookAccessError(Exception):
    pass


class SecretNotFoundError(errors.Error):
    pass


class TimeoutException(errors.Error):
    pass


asked: list[str] = []  # so that tests see who was asked, and how often


def get(key: str) -> str:
    asked.append(key)
    found = settings().get("secrets", {}).get(key, {"fails": "missing"})
    if isinstance(found, str):
        return found
    if found["fails"] == "missing":
        raise SecretNotFoundError(f"Secret {key} does not exist.")
    if found["fails"] == "access":
        raise NotebookAccessError(f"Notebook does not have access to secret {key}")
    if found["fails"] == "timeout":
        raise TimeoutException(
            f"Requesting secret {key} timed out. Secrets can only be fetched when running from the Colab UI."
        )
    raise AttributeError("'NoneType' object has no attribute 'kernel'")
