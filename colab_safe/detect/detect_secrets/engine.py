"""The detect-secrets engine: its detectors on our views, with the exact span of what they find.

detect-secrets is imported when something is searched for, not before: that takes 0.3 s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from colab_safe.detect.detect_secrets.exclusions import Exclusions, unsearched
from colab_safe.detect.detect_secrets.settings import configured
from colab_safe.detect.engine import Setup
from colab_safe.detect.patterns import START
from colab_safe.detect.rule import BY_ITS_ISSUER, FOREIGN, Match, Rule, compiled
from colab_safe.limits import Limit
from colab_safe.typed import Any

# The detectors read lines, and some take quadratic time; longer ones are read in pieces that overlap.
_LONGEST, _OVERLAP = 4096, 1024
# Without these words the patterns take quadratic time to find nothing.
_NEEDED = {"NpmDetector": "_authToken", "OpenAIDetector": "T3BlbkFJ"}
Line = tuple[int, str]  # with its offset in the text
_WORD = r"[A-Za-z0-9_-]"
_LONGEST_KEY = 20_000  # characters
_PEM = rf"(?:-----)?BEGIN (?P<kind>[A-Z0-9 ]{{0,40}}PRIVATE KEY(?: BLOCK)?)-----[\s\S]{{0,{_LONGEST_KEY}}}?-----END (?P=kind)-----"


class DetectSecretsEngine:
    """Runs detect-secrets' detectors on each text, and finds the exact span of what they report."""

    name = "detect-secrets"

    def __init__(self, settings: Mapping[str, Any] | None = None) -> None:
        """Keep the settings; detect-secrets itself is imported by `find`.

        Args:
            settings: `plugins_used` and `filters_used` as in a `.secrets.baseline`. If None or empty,
                detect-secrets' defaults without the noisy detectors (`settings.NOISY`).
        """
        self._settings = dict(settings or {})
        self._exclusions: Exclusions | None = None
        self.cut_off: dict[int, Limit] = {}  # of the last search: a pattern that took too long

    def find(self, texts: Sequence[str]) -> list[Match]:
        """Return what detect-secrets finds, without what its filters drop.

        Args:
            texts: The texts to search; a match names one by its index.

        Raises:
            EngineError: detect-secrets is missing, or refuses its settings.
        """
        exclusions = self._exclusions = self._exclusions or Exclusions(self._settings)
        exclusions.is_cut_off = False
        found = self._found(texts, exclusions)
        self.cut_off = {0: unsearched()} if exclusions.is_cut_off else {}
        return found

    def _found(self, texts: Sequence[str], exclusions: Exclusions) -> list[Match]:
        with configured(self._settings) as detectors:
            return [
                Match(index, _rule(detector.secret_type, hasattr(detector, "denylist")), start, end)
                for index, text in enumerate(texts)
                for lines in [list(_lines(text))]
                for detector, filters in detectors
                for start, end in _found(detector, filters, text, lines, exclusions)
            ]


def _found(
    detector: Any, filters: list[Any], text: str, lines: list[Line], exclusions: Exclusions
) -> Iterator[tuple[int, int]]:
    may_hold = _sign(detector)
    is_cut = len(lines) > text.count("\n") + 1
    if not is_cut and not may_hold(text):
        return
    seen = set()
    for offset, line in lines:
        for start, end in _reported(detector, line) if may_hold(line) else ():
            span = (offset + start, offset + end)
            span = _whole(text, *span) if hasattr(detector, "denylist") else span
            if (
                span not in seen
                and _is_bounded(text, *span)
                and _is_kept(detector, filters, text[slice(*span)], line)
                and not exclusions.exclude(text[slice(*span)], line)
            ):
                seen.add(span)
                yield span


def _sign(detector: Any) -> Callable[[str], object]:
    """What tells quickly that a detector finds nothing in a text: most lines are passed over by it."""
    name = type(detector).__name__
    if hasattr(detector, "denylist"):
        needed = _NEEDED.get(name, "")
        return lambda text: (
            needed in text and any(pattern.search(text) for pattern in detector.denylist)
        )
    if name != "KeywordDetector":
        return lambda text: True
    from detect_secrets.plugins.keyword import DENYLIST

    words = {word.rpartition("_?")[2] for word in DENYLIST}  # "api_?key" needs "key"
    return lambda text: any(map(text.lower().__contains__, words))


def _lines(text: str) -> Iterator[Line]:
    """The lines with their offsets, long ones in pieces."""
    offset = 0
    for line in text.split("\n"):
        for start in range(0, max(1, len(line) - _OVERLAP), _LONGEST - _OVERLAP):
            yield offset + start, line[start : start + _LONGEST]
        offset += len(line) + 1


def _reported(detector: Any, line: str) -> Iterator[tuple[int, int]]:
    """The spans of a detector's secrets. It reports values only, some of them just a group of its pattern (`ghp`)."""
    values = {
        found.secret_value
        for found in detector.analyze_line(filename="cell.py", line=line, line_number=1)
    }
    if not values:
        return
    for pattern in getattr(detector, "denylist", ()):
        for match in pattern.finditer(line):
            for group in [group for group in range(1, pattern.groups + 1) if match[group]] or [0]:
                if match[group] in values or "" in values:
                    yield _token(line, match.start(), *match.span(group))
    if not hasattr(detector, "denylist"):
        for value in filter(None, values):
            yield from (
                bounded.span() for bounded in re.finditer(rf"{START}{re.escape(value)}(?!\w)", line)
            )


def _token(line: str, first: int, start: int, end: int) -> tuple[int, int]:
    """The whole token, where a pattern matched part of it: from the start of the match to the last token character."""
    value = re.compile(r"""[\s"'=:]*(?:AccountKey=)?(?P<value>BEGIN [^"'\n]*|[^\s"'`]*)""").match(
        line, start, end
    )
    start, end = value.span("value") if value else (start, end)
    before = re.search(rf"{_WORD}*\Z", line[first:start])
    after = compiled(rf"{_WORD}*").match(line, end)
    return (before.start() + first if before else start), (after.end() if after else end)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """All of a private key, of which the detector knows the first line."""
    begin = start - 5 if text[max(0, start - 5) : start] == "-----" else start
    has_end = text.find("-----END", end, end + _LONGEST_KEY) >= 0
    block = compiled(_PEM).match(text, begin) if has_end else None
    return block.span() if block else (start, end)


def _is_bounded(text: str, start: int, end: int) -> bool:
    return end > start and compiled(START).match(text, start) is not None


def _is_kept(detector: Any, filters: list[Any], secret: str, line: str) -> bool:
    from detect_secrets.util.code_snippet import get_code_snippet
    from detect_secrets.util.inject import call_function_with_arguments

    known = {
        "secret": secret,
        "line": line,
        "plugin": detector,
        "filename": "cell.py",
        "context": get_code_snippet([line], 1),
    }
    return not any(call_function_with_arguments(test, **known) for test in filters)


@cache
def _rule(secret_type: str, has_format: bool) -> Rule:
    """The rule of one of detect-secrets' secret types."""
    name = re.sub(r"[^a-z0-9]+", "-", secret_type.lower()).strip("-")
    return Rule(
        f"detect-secrets/{name}",
        f"{secret_type} (detect-secrets)",
        "https://github.com/Yelp/detect-secrets",
        BY_ITS_ISSUER,
        FOREIGN + (not has_format),
    )


def engine(setup: Setup) -> DetectSecretsEngine:
    """Return the engine with a project's settings.

    Args:
        setup: Of it, the `plugins_used` and `filters_used` of a `.secrets.baseline`.
    """
    return DetectSecretsEngine(setup.secrets_baseline)
