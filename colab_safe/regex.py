"""Regular expressions that are compiled when they are first used: at start-up the forty of them would take 9 ms."""

from __future__ import annotations

import re

from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from re import compile as Regex
else:

    class Regex:
        """Stands for `re.compile(pattern, flags)`."""

        def __init__(self, pattern: Any, flags: int = 0) -> None:
            self.pattern = pattern
            self.flags = flags

        def __getattr__(self, name: str) -> Any:
            """Called for what is not there yet: from then on the methods are those of the compiled pattern."""
            compiled = re.compile(self.pattern, self.flags)
            for method in ("search", "match", "fullmatch", "finditer", "findall", "sub", "split"):
                setattr(self, method, getattr(compiled, method))
            return getattr(compiled, name)


__all__ = ["Regex"]
