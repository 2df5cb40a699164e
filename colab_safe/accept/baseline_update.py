"""What a baseline becomes after a scan: an entry for each finding, with the reason that it has already."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from colab_safe.accept.baseline import Entry, merged
from colab_safe.accept.fingerprints import Fingerprints, common_salt
from colab_safe.accept.known import Known
from colab_safe.model import Finding
from colab_safe.typed import NamedTuple


class Paths(NamedTuple):
    """How the paths of a report become those of a baseline."""

    from_root: Callable[[str], str]  # from a report's path to the path from the project's root
    blot: Callable[[str], str]  # blots the secrets out of it

    def written(self, finding: Finding) -> str:
        """Return the path that the baseline names.

        Args:
            finding: What was found.
        """
        return self.blot(self.from_root(finding.location.path))


class Update(NamedTuple):
    """A baseline that is up to date."""

    entries: tuple[Entry, ...]  # sorted
    added: tuple[Entry, ...]  # of what no old entry accepted, sorted
    new: tuple[int, ...]  # which of the findings those are
    removed: tuple[Entry, ...]  # of what is no longer found
    rewritten: int  # entries that have another fingerprint now


def updated(
    old: Sequence[Entry],
    findings: Sequence[Finding],
    paths: Paths,
    is_gone: Callable[[Entry], bool],
    made: dict[str, Fingerprints],
    reason: str = "",
) -> Update:
    """Return the entries for a scan's findings, and the old ones for files that were not scanned.

    Args:
        old: The entries so far.
        findings: What nothing but the baseline accepts.
        paths: How the findings' paths are written.
        is_gone: Whether what an old entry accepts would have been found again, or its file no longer exists.
        made: Fingerprints of earlier calls, by their salt; new ones are added.
        reason: Why new findings are accepted; empty until somebody has looked at them.

    Raises:
        EngineError: This Python cannot hash passwords.
    """
    known, salt = Known(old, len(findings), made), common_salt(entry.fingerprint for entry in old)
    fingerprints = made.setdefault(salt, Fingerprints(salt))
    entries, added, new, matched = [], [], [], set()
    for number, finding in enumerate(findings):
        before = list(known.entries_for(finding, paths.from_root(finding.location.path)))
        why = next((each.reason for each in before if each.reason), "") if before else reason
        entry = Entry(paths.written(finding), finding.rule, fingerprints.of(finding), why)
        entries.append(entry)
        matched.update(before)
        if not before:
            added.append(entry)
            new.append(number)
    left = [each for each in old if each not in matched]
    kept = [each for each in left if not is_gone(each)]
    gone = tuple(each for each in left if is_gone(each))
    rewritten = len({each[:3] for each in matched} - {each[:3] for each in entries})
    return Update(merged([*entries, *kept]), merged(added), tuple(new), gone, rewritten)


def matching(
    entries: Sequence[Entry], findings: Sequence[Finding], from_root: Callable[[str], str]
) -> dict[Entry, int]:
    """Return which finding each entry accepts, of the entries that still accept one.

    Args:
        entries: Of the baseline.
        findings: What nothing but the baseline accepts.
        from_root: From a report's path to the path from the project's root.

    Raises:
        EngineError: This Python cannot compare passwords.
    """
    known = Known(entries, len(findings))
    return {
        entry: number
        for number, finding in enumerate(findings)
        for entry in known.entries_for(finding, from_root(finding.location.path))
    }
