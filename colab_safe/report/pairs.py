"""Credentials that work only together, such as a key's id and the key: told as one thing."""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.model import Finding

# Ids of rules; of each row one secret of a kind makes up a credential.
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
    """The findings in their order; those of a pair that stand near each other in one place come together."""
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
    """Whether it is another part of this credential, in the same place and near."""
    first, here = credential[0].location, finding.location
    return (
        all(finding.rule != part.rule for part in credential)
        and (first.path, first.commit, first.place) == (here.path, here.commit, here.place)
        and abs(here.line - first.line) <= _NEAR
    )
