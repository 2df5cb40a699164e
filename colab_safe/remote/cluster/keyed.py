"""Reports that leave a worker: instead of each secret they have a code, made with a key that only this run has."""

from __future__ import annotations

from hashlib import blake2b

from colab_safe.model import AcceptedFinding, Finding, Report, Secret
from colab_safe.project.parallel import Packed, packed
from colab_safe.report import without_secrets

_PERSON = b"colab-safe run"


def keyed(report: Report, key: bytes) -> Packed:
    """Return a report that contains no secret, packed.

    Two secrets of a run have the same code if they are the same; without the key, no dictionary finds a weak one from it.

    Args:
        report: Of one task.
        key: At most 64 bytes: https://www.rfc-editor.org/rfc/rfc7693#section-2.1
    """
    shown = without_secrets(report)
    accepted = (
        AcceptedFinding(_keyed(one.finding, key), *one[1:]) for one in shown.accepted_findings
    )
    return packed(
        shown._replace(
            findings=tuple(_keyed(one, key) for one in shown.findings),
            accepted_secrets=tuple(_code(one, key) for one in shown.accepted_secrets),
            accepted_findings=tuple(accepted),
        )
    )


def _keyed(finding: Finding, key: bytes) -> Finding:
    """The fingerprint is made here: of a random token it is a hash of the secret."""
    told = finding.fingerprint
    return finding._replace(secret=_code(finding.secret, key), told_fingerprint=told)


def _code(secret: Secret, key: bytes) -> Secret:
    text = secret.reveal().encode("utf-8", "surrogatepass")
    return Secret(blake2b(text, key=key, person=_PERSON, digest_size=16).hexdigest())
