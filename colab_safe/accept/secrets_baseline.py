"""detect-secrets' `.secrets.baseline`: settings for its engine, and accepted secrets.

Format: https://github.com/Yelp/detect-secrets/blob/master/docs/design.md, and detect-secrets'
core/baseline.py.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from hashlib import sha1

from colab_safe.errors import UsageError
from colab_safe.model import Finding
from colab_safe.timed_regex import TimedPattern, checked
from colab_safe.typed import Any, NamedTuple

# detect-secrets' filters: https://github.com/Yelp/detect-secrets/tree/master/detect_secrets/filters
OWN_FILTERS = frozenset(
    f"detect_secrets.filters.{name}"
    for name in (
        "allowlist.is_line_allowlisted", "common.is_baseline_file", "common.is_ignored_due_to_verification_policies",
        "common.is_invalid_file", "gibberish.should_exclude_secret", "heuristic.is_indirect_reference",
        "heuristic.is_likely_id_string", "heuristic.is_lock_file", "heuristic.is_non_text_file",
        "heuristic.is_not_alphanumeric_string", "heuristic.is_potential_uuid", "heuristic.is_prefixed_with_dollar_sign",
        "heuristic.is_sequential_string", "heuristic.is_swagger_file", "heuristic.is_templated_secret",
        "regex.should_exclude_file", "regex.should_exclude_line", "regex.should_exclude_secret",
        "wordlist.should_exclude_secret",
    )
)  # fmt: skip
_EXCLUDED_FILES = "detect_secrets.filters.regex.should_exclude_file"
# From this length on a hash stands for one secret; detect-secrets also hashes `ghp` and `BEGIN
# PRIVATE KEY`.
_TELLING = 20


class SecretsBaseline(NamedTuple):
    """The content of a `.secrets.baseline`; entries audited as real secrets accept nothing."""

    settings: Mapping[str, Any]  # `plugins_used` and `filters_used`, as far as they are given
    excluded: tuple[TimedPattern, ...] = ()  # paths that its engine leaves out
    known: frozenset[tuple[str, str]] = frozenset()  # path, hash
    lines: frozenset[tuple[str, str, int]] = frozenset()  # path, hash, line of the file
    # The plugins and filters that are not detect-secrets' own: it would import and run them.
    programs: tuple[str, ...] = ()
    file: str = ""  # as the user named it

    def accepts(self, finding: Finding, path: str) -> bool:
        """Return whether the baseline accepts a finding.

        It has the hash of what detect-secrets takes for the secret. That is often only its
        beginning, so beginnings are hashed, too.

        Args:
            finding: What was found, by any engine.
            path: The finding's path from the root of the project, POSIX style.
        """
        if finding.engine == "detect-secrets" and any(
            pattern.fits(path) for pattern in self.excluded
        ):
            return True
        line = finding.location.file_line
        if (path, finding.hashed_secret) in self.known:
            return True
        return any(
            (
                (path, hashed) in self.known
                if _is_telling(part)
                else (path, hashed, line) in self.lines
            )
            for part in (_parts(finding.secret.reveal()) if self.known else ())
            for hashed in (_hash(part),)
        )


def _parts(secret: str) -> Iterator[str]:
    """What detect-secrets may report: beginnings, a key's first line without dashes, a setting."""
    bare = secret.lstrip("-")
    yield from (bare[:length] for length in range(3, min(len(bare), 2000)))
    yield f"AccountKey={secret}"


def _is_telling(part: str) -> bool:
    return len(part) >= _TELLING and " " not in part


def _hash(secret: str) -> str:
    return sha1(secret.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def parse(data: bytes, name: str) -> SecretsBaseline:
    """Return the content of a `.secrets.baseline`.

    Args:
        data: The file's bytes.
        name: What error messages call the file.

    Raises:
        UsageError: The file is not a baseline of detect-secrets 1.0 or later.
    """
    try:
        document = json.loads(data)
        settings = {
            key: document[key] for key in ("plugins_used", "filters_used") if key in document
        }
        entries = [
            entry
            for entry in _entries(document["results"])
            if entry[2].get("is_secret") is not True
        ]
        known = frozenset((path, hashed) for path, hashed, _ in entries)
        lines = frozenset(
            (path, hashed, int(entry.get("line_number", 0))) for path, hashed, entry in entries
        )
        programs = tuple(_programs(settings))
        return SecretsBaseline(settings, tuple(_excluded(settings)), known, lines, programs, name)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, re.error):
        raise UsageError(f"{name}: not a baseline of detect-secrets 1.0 or later") from None


def _entries(results: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    for path, entries in results.items():
        for entry in entries:
            yield path.replace("\\", "/").removeprefix("./"), entry["hashed_secret"], entry


def _programs(settings: Mapping[str, Any]) -> Iterator[str]:
    """What is not on the list; that a name *looks* harmless proves nothing.

    A plugin without `path` is looked up by name among detect-secrets' own. Any path makes it import
    a file, whatever the scheme; the path of a filter is imported as a module or as a file.
    """
    for plugin in settings.get("plugins_used", ()):
        if "path" in plugin:
            yield str(plugin["path"])
    for entry in settings.get("filters_used", ()):
        if entry["path"] not in OWN_FILTERS:
            yield str(entry["path"])


def _excluded(settings: Mapping[str, Any]) -> Iterator[TimedPattern]:
    for entry in settings.get("filters_used", ()):
        if entry["path"] == _EXCLUDED_FILES:
            patterns = entry["pattern"]
            yield from map(checked, [patterns] if isinstance(patterns, str) else patterns)
