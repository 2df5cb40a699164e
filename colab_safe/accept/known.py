"""The findings that one baseline accepts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from colab_safe.accept.baseline import Entry
from colab_safe.accept.fingerprints import Fingerprints, salt_of
from colab_safe.blots import BLOT
from colab_safe.limits import SLOW_HASHES
from colab_safe.model import Finding


class Known:
    """The entries of a baseline, by the secrets that they are about.

    Attributes:
        slow: How many entries are about weak secrets, each of which takes a fifth of a second to compare.
        salts: How many salts the entries have, each of which takes as long again.
        has_skipped: Whether weak secrets were not compared with the baseline, because of `SLOW_HASHES`.
    """

    def __init__(
        self,
        entries: Sequence[Entry],
        extra: int = SLOW_HASHES.most,
        made: dict[str, Fingerprints] | None = None,
    ) -> None:
        """Sort the entries by path and rule.

        Args:
            entries: Of the baseline.
            extra: How many weak secrets are hashed beyond the number of the entries for such secrets.
            made: Fingerprints made before, by their salt; those that are made now are added.
        """
        self.has_skipped = False
        self._made = {} if made is None else made
        self._entries: dict[tuple[str, str], dict[str, Entry]] = {}
        for each in entries:
            self._entries.setdefault((each.path, each.rule), {})[each.fingerprint] = each
        self.slow = sum(bool(salt_of(each.fingerprint)) for each in entries)
        self.salts = len({salt_of(each.fingerprint) for each in entries} - {""})
        self._left = extra + self.slow
        self._blotted = sorted({each.path for each in entries if BLOT in each.path})

    def accepts(self, finding: Finding, path: str) -> bool:
        """Return whether an entry accepts a finding.

        Args:
            finding: What was found.
            path: Its path from the root of the project, POSIX style.

        Raises:
            EngineError: This Python cannot compare weak secrets.
        """
        return any(True for _ in self.entries_for(finding, path))

    def entries_for(self, finding: Finding, path: str) -> Iterator[Entry]:
        """Yield the entries that accept a finding; the slow ones last.

        Args:
            finding: What was found.
            path: Its path from the root of the project, POSIX style.

        Raises:
            EngineError: This Python cannot compare weak secrets.
        """
        paths = [path, *(each for each in self._blotted if each != path and fits(each, path))]
        for entries in [self._entries.get((each, finding.rule), {}) for each in paths]:
            # Versions before this one wrote a plain hash of any secret.
            if finding.secret_hash in entries:
                yield entries[finding.secret_hash]
            for salt in {salt_of(print) for print in entries} - {""}:
                made = self._slow(finding, salt)
                if made in entries:
                    yield entries[made]

    def _slow(self, finding: Finding, salt: str) -> str:
        """The slow fingerprint; empty for a finding that has none, or beyond the limit."""
        fingerprints = self._made.setdefault(salt, Fingerprints(salt))
        if finding.is_random:
            return ""
        if not fingerprints.is_quick(finding):
            self.has_skipped = self.has_skipped or not self._left
            if not self._left:
                return ""
            self._left -= 1
        return fingerprints.of(finding)


def fits(blotted: str, path: str) -> bool:
    """Return whether a path may be the one that secrets were blotted out of.

    Args:
        blotted: A path of a baseline: any characters may be where it has a blot.
        path: From the root of the project, POSIX style.
    """
    if BLOT not in blotted:
        return blotted == path
    first, *middle, last = blotted.split(BLOT)
    if not (path.startswith(first) and path.endswith(last)):
        return False
    at, end = len(first), len(path) - len(last)
    for part in middle:
        at = path.find(part, at, end) + len(part)
        if at < len(part):
            return False
    return at <= end
