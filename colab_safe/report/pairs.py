"""Credentials that work only together, such as a key's id and the key: reported as one."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.model import Finding

# Rule ids: one secret of each kind in a row makes up a credential.
PAIRS = (
    ("aws-access-key-id", "aws-secret-access-key", "aws-session-token"),
    ("alibaba-access-key-id", "alibaba-access-key-secret"),
    ("tencent-secret-id", "tencent-secret-key"),
    ("twilio-api-key", "twilio-auth-token"),
    ("modal-token-id", "modal-token-secret"),
    ("alpaca-key-id", "alpaca-secret"),
    ("datadog-api-key", "datadog-app-key"),
    ("razorpay-key", "razorpay-secret"),
    ("x-consumer-secret", "x-access-token"),
)
_NEAR = 10  # lines of the cell, at most, between the first and the last
_PAIR_OF = {rule: pair for pair in PAIRS for rule in pair}

Credential = tuple[Finding, ...]


def credentials(findings: Iterable[Finding]) -> list[Credential]:
    """Return the findings in their order, those of a pair together if they are near each other.

    Args:
        findings: In the order of the report.
    """
    found: list[Credential] = []
    open_pairs: dict[tuple[str, ...], int] = {}  # where the last credential of each pair is
    for finding in findings:
        pair = _PAIR_OF.get(finding.rule, ())
        number = open_pairs.get(pair)
        if number is not None and _belongs(finding, found[number]):
            found[number] += (finding,)
        else:
            open_pairs |= {pair: len(found)} if pair else {}
            found.append((finding,))
    return found


def _belongs(finding: Finding, credential: Credential) -> bool:
    """Whether a finding is another part of a credential, in the same place and near."""
    first, own = credential[0].location, finding.location
    return (
        all(finding.rule != part.rule for part in credential)
        and (first.path, first.commit, first.place) == (own.path, own.commit, own.place)
        and abs(own.line - first.line) <= _NEAR
    )
