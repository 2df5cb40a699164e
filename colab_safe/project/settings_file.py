"""Where settings are: `[tool.colab-safe]` in pyproject.toml, or .colab-safe.toml."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from colab_safe.errors import UsageError
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.settings import OWN_FILE, SHARED_FILE, TABLE, Settings, checked_settings
from colab_safe.typed import Any

# Without one of them, a shared file has no settings, also not in a table with a mistyped name.
_WORDS = (TABLE.encode(), b"[tool.colab_safe", b"[colab_safe")


def named_settings(config: str) -> Settings:
    """Return the settings of a file or folder from elsewhere.

    CI uses the base branch's, so that a pull request cannot accept its own findings.

    Args:
        config: A settings file, or a folder with or without one. Files that it names, and the default
            baseline, are looked for beside it.

    Raises:
        UsageError: The file has no settings, or they are wrong.
        FileError: It cannot be read.
    """
    if os.path.isdir(config):
        folder = os.path.abspath(config)
        return settings_in(folder) or Settings(root=folder)
    table = _table(config, SHARED_FILE if os.path.basename(config) == SHARED_FILE else OWN_FILE)
    if table is None:
        raise UsageError(f"{shown(config)} has no [tool.{TABLE}] table")
    root = os.path.dirname(os.path.abspath(config))
    return checked_settings(table, shown(config))._replace(root=root)


def settings_in(folder: str) -> Settings | None:
    """Return the settings that a file in a folder has; None without such a file.

    Args:
        folder: An absolute path.

    Raises:
        UsageError: The file is not valid TOML, or a setting in it is unknown or has a wrong value.
        FileError: The file cannot be read.
    """
    for name in (OWN_FILE, SHARED_FILE):
        file = os.path.join(folder, name)
        table = _table(file, name) if _is_there(file) else None
        if table is not None:
            return checked_settings(table, shown(os.path.relpath(file)))._replace(root=folder)
    return None


def _is_there(file: str) -> bool:
    """Whether there is such a file. A link to nothing is an error: the settings in it are missed by nobody else."""
    if os.path.isfile(file):
        return True
    if os.path.lexists(file):
        raise UsageError(
            f"{shown(os.path.relpath(file))}: its settings cannot be read: it is a folder, a device or a link to nothing"
        )
    return False


def _table(file: str, name: str) -> Mapping[str, Any] | None:
    """colab-safe's table; a shared file that does not name it is not even parsed (17 ms)."""
    data = read_bytes(file)
    if name == SHARED_FILE and not any(word in data for word in _WORDS):
        return None
    document = parse_toml(data, shown(os.path.relpath(file)))
    tools = document.get("tool", {})
    if name == OWN_FILE and not (isinstance(tools, dict) and TABLE in tools):
        return document
    if name == OWN_FILE:
        raise _misplaced(
            file, "write them without the line [tool.colab-safe], which is for pyproject.toml"
        )
    if not isinstance(tools, dict):
        raise UsageError(f"{shown(os.path.relpath(file))}: 'tool' must be a table")
    others = (tools.get("colab_safe"), document.get(TABLE), document.get("colab_safe"))
    if TABLE not in tools and any(isinstance(each, dict) for each in others):
        raise _misplaced(file, "name their table [tool.colab-safe]")
    return tools.get(TABLE)


def _misplaced(file: str, remedy: str) -> UsageError:
    return UsageError(f"{shown(os.path.relpath(file))}: the settings do not apply: {remedy}")


def parse_toml(data: bytes, name: str) -> dict[str, Any]:
    """Return a TOML document as a dictionary.

    Args:
        data: The file's bytes, UTF-8 with or without a byte-order mark.
        name: What error messages call the file.

    Raises:
        UsageError: The document is not valid TOML; the message gives the line and column.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError(f"{name}: invalid TOML: it is not UTF-8") from None
    except RecursionError:
        raise UsageError(f"{name}: invalid TOML: it is nested too deeply") from None
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: invalid TOML: {error}") from None
