"""The path of a token file, for code that opens it itself."""

from __future__ import annotations

from colab_safe.errors import PathError
from colab_safe.install.clean_errors import fails_cleanly
from colab_safe.placeholders.names import NAME, placeholder
from colab_safe.placeholders.resolve import resolve


@fails_cleanly
def token_path(name: str = "", path: str | None = None) -> str:
    """Return the path of a token file, for code that opens it itself.

    Looks in the environment variable and the Colab secret `DRIVE_TOKEN_PATH_<NAME>` (`DRIVE_TOKEN_PATH` without a
    name) and in the path store of the clone; then asks, once per session.

    Args:
        name: The name in the placeholder, such as "github" of `__DRIVE_TOKEN_PATH_github__`; "" for the one without.
        path: The path, if you know it; no other source is asked. None asks the sources above.

    Returns:
        An absolute path as it is stored; any other one below the mounted Drive, such as
        `/content/drive/MyDrive/keys/github.json`.

    Raises:
        PathError: `name` cannot be in a placeholder, or no source knows the placeholder; the message lists what was tried.

    Example:
        >>> fields = json.load(open(token_path("github")))
    """
    if name and not NAME.fullmatch(name):
        raise PathError(
            "name= must be letters and digits, with single underscores between them, as in __DRIVE_TOKEN_PATH_my_github__"
        )
    return resolve(placeholder(name), path)
