"""The Kingfisher engine (extra `kingfisher`): its rules run on decoded text and, on request, whether a token is valid.

API: https://github.com/mongodb/kingfisher/blob/main/docs/PYPI.md. It takes a second to start, and nine the first
time, when it compiles its rules into the user's cache folder.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from colab_safe.detect.engine import Setup
from colab_safe.detect.rule import BY_ITS_ISSUER, FOREIGN, Match, Rule
from colab_safe.errors import EngineError
from colab_safe.model import CONFIDENCES
from colab_safe.typed import Any

_REFERENCE = "https://github.com/mongodb/kingfisher"
# What a service may answer; anything else (no answer, no test for this kind) says nothing.
_VERDICTS = {"verified_active": True, "verified_inactive": False}

_SEEN = re.compile(
    r"^(?:[A-Z][a-z]+ed|Found) an? (?:possible |potential |pattern that may indicate )?"
)


class KingfisherEngine:
    """Runs Kingfisher's rules on each text."""

    name = "kingfisher"

    def __init__(self, verify: bool = False, rules: Sequence[str] = (), **options: Any) -> None:
        """Keep the settings; Kingfisher itself is imported by `find`.

        Args:
            verify: Ask each token's service whether it accepts the token: only then the network is used.
            rules: YAML files with more rules.
            **options: Those of `kingfisher_sdk.Validator`.
        """
        self._verify = verify
        self._rules = tuple(rules)
        self._options = options

    def find(self, texts: Sequence[str]) -> Iterator[Match]:
        """Yield what Kingfisher finds.

        Args:
            texts: The texts to search; a match names one by its index.

        Raises:
            EngineError: Kingfisher is not installed, or fails.
        """
        for index, text in enumerate(texts):
            # Surrogates become "?": offsets are those of UTF-8, and a character stays a character.
            data = text.encode("utf-8", "replace")
            findings = self._scanner.scan(data)
            for finding, live in zip(findings, self._verdicts(findings), strict=True):
                if finding.visible:
                    start, end = _characters(data, finding)
                    rule = _rule(finding.rule_id, finding.rule_name)
                    yield Match(index, rule, start, end, live, judged=_confidence(finding))

    @cached_property
    def _scanner(self) -> Any:
        kingfisher = _imported()
        try:
            # The views are decoded already, and what is accepted is decided later, for all engines alike.
            return kingfisher.Scanner(kingfisher.Rules(self._rules), base64=False)
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(f"Kingfisher cannot load its rules: {error}") from None

    def _verdicts(self, findings: list[Any]) -> list[bool | None]:
        """For each finding of one text, whether its service accepts it; Kingfisher needs them together, for pairs."""
        if not self._verify or not findings:
            return [None] * len(findings)
        return [_VERDICTS.get(result.outcome) for result in self._validator.validate(findings)]

    @cached_property
    def _validator(self) -> Any:
        return _imported().Validator(**self._options)


def _imported() -> Any:
    try:
        import kingfisher_sdk
    except ImportError:
        raise EngineError(
            "the engine kingfisher is not installed: pip install kingfisher-secret-scanner; "
            "for a hook, add kingfisher-secret-scanner to its additional_dependencies"
        ) from None
    return kingfisher_sdk


def _characters(data: bytes, finding: Any) -> tuple[int, int]:
    """Byte offsets as offsets of characters."""
    start = len(data[: finding.location["start_offset"]].decode("utf-8", "replace"))
    return start, start + len(finding.secret)


def _confidence(finding: Any) -> str:
    return finding.confidence if finding.confidence in CONFIDENCES else ""


@cache
def _rule(rule_id: str, name: str) -> Rule:
    """The rule for one of Kingfisher's, whose names are sentences: "Uncovered a GitHub token, potentially …"."""
    id = re.sub(r"[^a-z0-9]+", "-", rule_id.lower().partition(".")[2]).strip("-")
    description = _SEEN.sub("", name).partition(",")[0]
    description = f"{description[:1].upper()}{description[1:]} (Kingfisher)"
    return Rule(f"kingfisher/{id}", description, _REFERENCE, BY_ITS_ISSUER, FOREIGN)


def engine(setup: Setup) -> KingfisherEngine:
    """Return the engine with a project's settings.

    Args:
        setup: Of it, whether services may be asked.
    """
    return KingfisherEngine(setup.verify)
