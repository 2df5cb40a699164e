"""Values of password fields, which are hidden however short they are.

https://ipywidgets.readthedocs.io/en/stable/examples/Widget%20List.html#password
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from colab_safe.spellings import MASK
from colab_safe.typed import Any

NAME = "the value of a password field"
_MODEL = "PasswordModel"


class PasswordFields:
    """The password fields of a session."""

    def __init__(self, learn: Callable[[object, str], None]) -> None:
        """Start without any.

        Args:
            learn: Called with each value, and its name for people.
        """
        self._learn = learn
        self._ids: set[str] = set()

    def hidden(self, content: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the content of a widget's message without the value of a password field, which is watched from now on.

        Args:
            content: Of a `comm_open` or `comm_msg` message.
        """
        data = content.get("data")
        state = data.get("state") if isinstance(data, Mapping) else None
        if not isinstance(state, Mapping):
            return content
        if state.get("_model_name") == _MODEL:
            self._ids.add(content.get("comm_id", ""))
        if content.get("comm_id") not in self._ids or not state.get("value"):
            return content
        self._learn(state["value"], NAME)
        return {**content, "data": {**(data or {}), "state": {**state, "value": MASK}}}

    def refresh(self) -> None:
        """Learn what was typed into the fields since."""
        if not self._ids:
            return
        for id in self._ids:
            if widget := _instances().get(id):
                self._learn(widget.value, NAME)


def _instances() -> Mapping[str, Any]:
    """ipywidgets' own table of widgets, by the ids of their comms: version 8 and version 7."""
    module: Any = sys.modules.get("ipywidgets.widgets.widget")
    widgets: Mapping[str, Any] | None = getattr(module, "_instances", None)
    return getattr(module.Widget, "widgets", {}) if module and widgets is None else widgets or {}
