from __future__ import annotations

from google.colab import errors
from google.colab._settings import settings

authenticated = False


def authenticate_user(clear_output: bool = True, project_id: str | None = None) -> None:
    global authenticated  # noqa: PLW0603 - what a test looks at
    if settings().get("auth") == "refused":
        raise errors.AuthorizationError("Failed to fetch user credentials")
    authenticated = True
