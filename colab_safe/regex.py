"""Regular expressions that are compiled on first use: compiling all forty at start-up would take 9 ms."""

from __future__ import annotations

import re

from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as Regex
else:

    class Regex:
        """The methods of `re.compile(pattern, flags)`, which is called when the first of them is needed."""

        def __init__(self, pattern: Any, flags: int = 0) -> None:
            self.pattern = pattern
            self.flags = flags

        def __getattr__(self, name: str) -> Any:
            """Compile the pattern and keep its methods, so that this is called once."""
            compiled = re.compile(self.pattern, self.flags)
            for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


__all__ = ["Regex"]
