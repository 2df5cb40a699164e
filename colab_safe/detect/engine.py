"""What an engine is, and the table of all engines; one is imported when it is asked for by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from colab_safe.detect.rule import Match
from colab_safe.errors import UsageError, unknown_name
from colab_safe.typed import Any, NamedTuple, Protocol

BUILTIN = "builtin"  # the engine with colab-safe's own rules
# Each is a module with a function `engine(setup: Setup) -> Engine`.
ENGINES = {
    BUILTIN: "colab_safe.detect.builtin",
    "detect-secrets": "colab_safe.detect.detect_secrets.engine",
    "kingfisher": "colab_safe.detect.kingfisher",
}

# The engine that searches for the user's own credentials, which a project brings with it; also the setting.
KNOWN_VALUES = "known-values"


class Setup(NamedTuple):
    """What a project brings for its engines; each uses what concerns it."""

    # `plugins_used` and `filters_used` of detect-secrets.
    secrets_baseline: Mapping[str, Any] = MappingProxyType({})
    verify: bool = False  # whether services may be asked if a token is valid


class Engine(Protocol):
    """Finds candidate secrets in decoded texts; one call for all texts of a file."""

    name: str

    def find(self, texts: Sequence[str]) -> Iterable[Match]:
        """Return all matches.

        Args:
            texts: The texts to search; a match names one by its index.

        Raises:
            EngineError: The engine is not installed, or fails.
        """


def load(name: str, setup: Setup | None = None) -> Engine:
    """Return the engine of a name.

    Args:
        name: A key of ENGINES.
        setup: What the project brings for its engines.

    Raises:
        UsageError: There is no such engine.
        EngineError: The engine is not installed.
    """
    if name not in ENGINES:
        raise UsageError(unknown_name("engine", name, ENGINES))
    engine: Engine = __import__(ENGINES[name], fromlist=["engine"]).engine(setup or Setup())
    return engine
