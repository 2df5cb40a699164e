"""What an engine is, and the table of all of them; one is imported when it is asked for by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from types import MappingProxyType

from colab_safe.detect.rule import Match
from colab_safe.errors import UsageError
from colab_safe.typed import Any, NamedTuple, Protocol

# A module of this package each, with a function `engine(setup: Setup) -> Engine`.
ENGINES = {
    "builtin": "colab_safe.detect.builtin",
    "detect-secrets": "colab_safe.detect.detect_secrets",
    "kingfisher": "colab_safe.detect.kingfisher",
}


class Setup(NamedTuple):
    """What a project brings for its engines; each takes what concerns it."""

    secrets_baseline: Mapping[str, Any] = MappingProxyType(
        {}
    )  # `plugins_used` and `filters_used` of detect-secrets
    verify: bool = False  # whether services may be asked if they take a token


class Engine(Protocol):
    """Finds candidate secrets in decoded texts; one call for all texts of a file."""

    name: str

    def find(self, texts: Sequence[str]) -> Iterable[Match]: ...


def load(name: str, setup: Setup | None = None) -> Engine:
    """The engine of this name. Raises UsageError for an unknown one, EngineError for one that is not installed."""
    if name not in ENGINES:
        raise UsageError(f"there is no engine {name!r}; there are: {', '.join(ENGINES)}")
    engine: Engine = import_module(ENGINES[name]).engine(setup or Setup())
    return engine
