"""Attributes of other people's objects that are replaced while the guard is loaded, and put back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from colab_safe.typed import Any, NamedTuple

_MARK = "__colab_safe_guard__"


class Replaced(NamedTuple):
    """An attribute that has a function of the guard."""

    owner: Any
    name: str
    original: Any
    ours: Any
    is_inherited: bool  # whether the object had it from its class

    def restore(self) -> bool:
        """Put the original back, unless somebody else replaced the attribute since; return whether that was done."""
        if vars(self.owner).get(self.name) is not self.ours:
            return False
        if self.is_inherited:
            delattr(self.owner, self.name)
        else:
            setattr(self.owner, self.name, self.original)
        return True


def replace(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Replaced | None:
    """Replace a function of an object by one that calls it; None if the guard did so already.

    Args:
        owner: A module, a class or an object.
        name: Of the function.
        wrap: Makes the new function from the original one.
    """
    original = getattr(owner, name)
    if is_replaced(original):
        return None
    is_inherited = name not in vars(owner)
    ours = wraps(original)(wrap(original))
    setattr(ours, _MARK, True)
    setattr(owner, name, ours)
    return Replaced(owner, name, original, ours, is_inherited)


def is_replaced(function: object) -> bool:
    """Return whether a function is one of the guard's.

    Args:
        function: Any object.
    """
    return hasattr(function, _MARK)
