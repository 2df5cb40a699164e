"""Hashes in baselines from which a password is found by trying a dictionary."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.accept import SECRETS_BASELINE, baseline
from colab_safe.accept.fingerprints import salt_of
from colab_safe.errors import ColabSafeError
from colab_safe.project.baselines import baseline_files, is_of_detect_secrets
from colab_safe.project.files import read_bytes, shown
from colab_safe.project.nearest import find_settings
from colab_safe.report.text import count
from colab_safe.setup.checks.results import NOTE, CheckResult, RepositoryState


def baseline_hashes(state: RepositoryState) -> Iterator[CheckResult]:
    """Baselines of earlier versions, which hash passwords without salt, and those of detect-secrets, which always do.

    Args:
        state: The repository.
    """
    try:
        for file in baseline_files(find_settings(), ["detect-secrets"]):
            yield from _of_file(read_bytes(file), shown(file))
    except ColabSafeError as error:
        yield CheckResult(f"the baseline cannot be read: {error}", "correct that file")


def _of_file(data: bytes, file: str) -> Iterator[CheckResult]:
    if is_of_detect_secrets(data):
        if b'"hashed_secret"' in data:
            yield CheckResult(
                f"{file} has unsalted hashes: a dictionary finds the passwords among them",
                f"colab-safe baseline create --import {SECRETS_BASELINE}, and remove that file",
                kind=NOTE,
            )
        return
    plain = [each for each in baseline.parse(data, file) if not salt_of(each.fingerprint)]
    issued = _issued() if plain else set()
    weak = sum(each.rule not in issued for each in plain)
    if weak:
        yield CheckResult(
            f"{file} has {count(weak, 'unsalted hash')} of passwords: a dictionary finds them",
            "colab-safe baseline update; then change the passwords that are still in use",
        )


def _issued() -> set[str]:
    """The rules of tokens that vendors issue: a plain hash of such a token is safe."""
    from colab_safe.detect.rule import ALONE
    from colab_safe.detect.rules import RULES

    return {row.rule.id for row in RULES if row.rule.strength == ALONE}
