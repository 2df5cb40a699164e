"""What the settings in a `.secrets.baseline` keep detect-secrets from finding.

Format: https://github.com/Yelp/detect-secrets/blob/master/docs/design.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from colab_safe.accept.breadth import fit_all, sample_lines, sample_paths, sample_secrets
from colab_safe.accept.secrets_baseline import OWN_FILTERS
from colab_safe.errors import UsageError
from colab_safe.timed_regex import TimedPattern, checked
from colab_safe.typed import Any

# All of its detectors but those that it only uses if a baseline names them.
DETECTORS = frozenset((
    "AWSKeyDetector", "ArtifactoryDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "CloudantDetector",
    "DiscordBotTokenDetector", "GitHubTokenDetector", "GitLabTokenDetector", "IbmCloudIamDetector", "IbmCosHmacDetector",
    "JwtTokenDetector", "KeywordDetector", "MailchimpDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector",
    "PypiTokenDetector", "SendGridDetector", "SlackDetector", "SoftlayerDetector", "SquareOAuthDetector", "StripeDetector",
    "TelegramBotTokenDetector", "TwilioKeyDetector",
))  # fmt: skip
# Options of detectors: the value from which on they find less than by default.
LIMITS = {"Base64HighEntropyString": 4.5, "HexHighEntropyString": 3.0}
_FILTERS = "detect_secrets.filters."
PATTERN_FILTERS = {
    f"{_FILTERS}regex.should_exclude_line": sample_lines,
    f"{_FILTERS}regex.should_exclude_file": sample_paths,
    f"{_FILTERS}regex.should_exclude_secret": sample_secrets,
}
# These look at names of files, or colab-safe does their work; all others drop secrets.
_HARMLESS = frozenset(
    f"{_FILTERS}{name}"
    for name in (
        "allowlist.is_line_allowlisted", "common.is_baseline_file", "common.is_ignored_due_to_verification_policies",
        "common.is_invalid_file", "heuristic.is_lock_file", "heuristic.is_non_text_file", "heuristic.is_swagger_file",
    )
)  # fmt: skip
OTHER_FILTERS = OWN_FILTERS - PATTERN_FILTERS.keys() - _HARMLESS


def narrowings(settings: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield one sentence for each setting by which detect-secrets finds less.

    Args:
        settings: `plugins_used` and `filters_used`, as far as they are given.
        name: What messages call the file.

    Raises:
        UsageError: A filter leaves nothing to find, or is not what detect-secrets expects.
    """
    try:
        yield from _fewer_detectors(settings, name)
        yield from _weaker_detectors(settings.get("plugins_used", ()), name)
        yield from _filters(settings.get("filters_used", ()), name)
    except (TypeError, ValueError, KeyError, AttributeError, re.error):
        raise UsageError(
            f"{name}: `plugins_used` or `filters_used` is not what detect-secrets writes"
        ) from None


def uses_no_detector(settings: Mapping[str, Any]) -> bool:
    """Return whether the settings leave detect-secrets without any detector.

    Args:
        settings: `plugins_used` and `filters_used`, as far as they are given.
    """
    return "plugins_used" in settings and not settings["plugins_used"]


def _fewer_detectors(settings: Mapping[str, Any], name: str) -> Iterator[str]:
    if uses_no_detector(settings):
        yield f"{name}: `plugins_used` is empty, so detect-secrets looks for nothing"
    elif "plugins_used" in settings:
        missing = sorted(DETECTORS - {plugin["name"] for plugin in settings["plugins_used"]})
        if missing:
            yield f"{name}: `plugins_used` leaves out {', '.join(missing)} of detect-secrets"


def _weaker_detectors(plugins: Any, name: str) -> Iterator[str]:
    for plugin in plugins:
        detector = plugin["name"]
        if detector in LIMITS and float(plugin.get("limit", 0)) > LIMITS[detector]:
            yield f"{name}: `plugins_used` raises the limit of {detector} above {LIMITS[detector]}"
        if plugin.get("keyword_exclude"):
            yield f"{name}: `plugins_used` has lines that KeywordDetector ignores (keyword_exclude)"


def _filters(filters: Any, name: str) -> Iterator[str]:
    for entry in filters:
        if entry["path"] in PATTERN_FILTERS:
            yield _by_patterns(entry, name)
    others = [_short(entry["path"]) for entry in filters if entry["path"] in OTHER_FILTERS]
    if others:
        yield f"{name}: `filters_used` drops what detect-secrets finds by {', '.join(others)}"


def _by_patterns(entry: Mapping[str, Any], name: str) -> str:
    setting, given = _short(entry["path"]), entry["pattern"]
    # To detect-secrets, each character of a string is a pattern; colab-safe itself excludes files.
    is_one = isinstance(given, str) and setting == "regex.should_exclude_file"
    patterns: list[TimedPattern] = [checked(pattern) for pattern in ([given] if is_one else given)]
    if fit_all(patterns, PATTERN_FILTERS[entry["path"]]()):
        raise UsageError(
            f"{name}: the patterns of {setting} match everything, so detect-secrets would find nothing. "
            "Narrow them, or remove the filter."
        )
    return (
        f"{name}: `filters_used` excludes what matches the patterns of {setting} ({len(patterns)})"
    )


def _short(path: str) -> str:
    return path.removeprefix(_FILTERS)
