"""The guard of IPython's shell: loaded once per kernel, and taken out again."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from colab_safe.guard.guard import Guard
from colab_safe.guard.replaced import Replaced, is_replaced, replace
from colab_safe.typed import Any, NamedTuple

_ATTRIBUTE = "_colab_safe_guard"


class Loaded(NamedTuple):
    """A guard at work, and what it replaced."""

    guard: Guard
    replaced: tuple[Replaced, ...]


def load_guard(shell: Any) -> Guard | None:
    """Let everything that a kernel sends go through a guard; return it, or None outside of a kernel.

    Args:
        shell: IPython's shell; it remembers the guard, so that one that is loaded twice is the same.
    """
    if loaded := loaded_guard(shell):
        return loaded.guard
    sessions = [each for each in _sessions(shell) if not is_replaced(each.send)]
    if not sessions:
        return None
    guard = Guard()
    guard.sources.observe(shell.kernel)
    guard.sources.refresh()
    replaced = [replace(session, "send", guard.wrapped) for session in sessions]
    setattr(shell, _ATTRIBUTE, Loaded(guard, tuple(filter(None, replaced))))
    return guard


def unload_guard(shell: Any) -> None:
    """Put everything back as it was before the guard was loaded.

    Args:
        shell: IPython's shell.
    """
    loaded = loaded_guard(shell)
    if loaded is None:
        return
    loaded.guard.end()
    for each in loaded.replaced:
        each.restore()
    delattr(shell, _ATTRIBUTE)


def loaded_guard(shell: Any) -> Loaded | None:
    """Return the guard of a shell, if it has one.

    Args:
        shell: IPython's shell.
    """
    return getattr(shell, _ATTRIBUTE, None)


def _sessions(shell: Any) -> list[Any]:
    """The sessions by which a kernel sends: mostly a single one that all parts share."""
    found = {id(each): each for each in _all_sessions(shell) if hasattr(each, "send")}
    return list(found.values())


def _all_sessions(shell: Any) -> Iterator[Any]:
    kernel = getattr(shell, "kernel", None)
    if kernel is None:
        return
    parts = (kernel, shell.display_pub, shell.displayhook, sys.stdout, sys.stderr)
    yield from (getattr(part, "session", None) for part in parts)
