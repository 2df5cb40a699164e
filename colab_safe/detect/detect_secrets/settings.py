"""detect-secrets' detectors and filters: those of a project's `.secrets.baseline`, or the defaults."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from colab_safe.detect.detect_secrets.exclusions import is_by_pattern
from colab_safe.errors import EngineError
from colab_safe.typed import Any

# In notebooks these report ids, hashes and addresses: only a team's `.secrets.baseline` switches them on.
NOISY = frozenset(("Base64HighEntropyString", "HexHighEntropyString", "IPPublicDetector"))
# Not left to detect-secrets: pragmas apply to every engine, and a scan uses no network.
_PRAGMAS = "detect_secrets.filters.allowlist.is_line_allowlisted"
_VERIFICATION = "detect_secrets.filters.common.is_ignored_due_to_verification_policies"


@contextmanager
def configured(settings: dict[str, Any]) -> Iterator[list[tuple[Any, list[Any]]]]:
    """Provide each detector with its filters; detect-secrets' global state is restored afterwards.

    Args:
        settings: `plugins_used` and `filters_used` as in a `.secrets.baseline`; defaults for what is missing.

    Raises:
        EngineError: detect-secrets is not installed, or refuses the settings.
    """
    with _silenced():
        try:
            from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class
            from detect_secrets.settings import get_filters, get_plugins, transient_settings
        except ImportError as error:
            raise EngineError(f"the engine detect-secrets cannot be loaded: {error}") from None
        known: dict[str, Any] = get_mapping_from_secret_type_to_class()
        names = sorted(plugin.__name__ for plugin in known.values())
        defaults = {"plugins_used": [{"name": name} for name in names if name not in NOISY]}
        with transient_settings(defaults | _without_network(settings)):
            get_mapping_from_secret_type_to_class.cache_clear()  # a team's own detectors come with the settings
            try:
                detectors = get_plugins()
            except (TypeError, ValueError, OSError) as error:
                raise EngineError(
                    f"detect-secrets refuses the detectors in `plugins_used`: {error}"
                ) from None
            chosen = "filters_used" in settings
            yield [
                (one, [test for test in get_filters() if _applies(test, one, chosen)])
                for one in detectors
            ]


@contextmanager
def _silenced() -> Iterator[None]:
    """detect-secrets logs the secrets that its filters drop, and turns all warnings of the process into log lines."""
    import logging

    logger = logging.getLogger("detect-secrets")
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before
        logging.captureWarnings(False)


def _without_network(settings: dict[str, Any]) -> dict[str, Any]:
    """With the filter on verified secrets, which is in most baselines, each detector would ask its service.

    `Exclusions` does the work of the filters by patterns.
    """
    if "filters_used" not in settings:
        return settings
    return settings | {
        "filters_used": [
            one
            for one in settings["filters_used"]
            if one["path"] != _VERIFICATION and not is_by_pattern(one["path"])
        ]
    }


def _applies(test: Any, detector: Any, chosen: bool) -> bool:
    """Some filters drop lines such as `login(token="…")`, a notebook's usual leak: never a token's, unless a team chose them."""
    loose = chosen or not hasattr(detector, "denylist")
    return test.path != _PRAGMAS and bool(
        test.injectable_variables & ({"secret", "line"} if loose else {"secret"})
    )
