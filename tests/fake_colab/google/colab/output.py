from __future__ import annotations

import contextlib
from collections.abc import Iterator

cleared: list[str] = []  # "kept" for a block that raised, as Colab's own does


@contextlib.contextmanager
def temporary() -> Iterator[str]:
    cleared.append("kept")
    yield "tag"
    cleared[-1] = "cleared"
