"""Private keys of every kind, and signed tokens of no particular vendor."""

from __future__ import annotations

from colab_safe.detect.checks import genuine, key_block
from colab_safe.detect.json_tokens import jwt
from colab_safe.detect.pattern_rule import rule
from colab_safe.detect.patterns import bounded
from colab_safe.detect.rule import ALONE, CONTEXT
from colab_safe.detect.tokens import signed_token

_NEW_PAIR = "Generate a new key pair, and remove the old public key wherever it is authorised"
# Up to the END line; of a block that was cut off, the lines of base64 that are left.
_BODY = r"(?:(?:[^-]|-(?!----)){20,12000}?-----END {kind}-----|(?:[\s\"'+\\]{1,8}n?[A-Za-z0-9+/=]{20,}){1,200})"


def _block(kind: str) -> str:
    return rf"(?P<secret>-----BEGIN {kind}-----{_BODY.replace('{kind}', kind)})"


RULES = (
    rule("google-service-account", "Private key of a Google service account (JSON key file)",
         rf'"type"\s{{0,4}}:\s{{0,4}}"service_account"[^{{}}]{{0,400}}?"private_key"\s{{0,4}}:\s{{0,4}}"{_block("PRIVATE KEY")}',
         ("service_account",), "https://cloud.google.com/iam/docs/keys-create-delete",
         "https://console.cloud.google.com/iam-admin/serviceaccounts", key_block, ALONE, 4096),
    rule("private-key", "Private key (PEM)", _block(r"(?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY"), ("private key-----",),
         "https://www.rfc-editor.org/rfc/rfc7468", _NEW_PAIR, key_block, ALONE, 16384),
    rule("pgp-private-key", "PGP private key", _block("PGP PRIVATE KEY BLOCK"), ("private key block-----",),
         "https://www.rfc-editor.org/rfc/rfc9580#section-6.2", "Publish the key's revocation certificate", key_block,
         ALONE, 16384),
    rule("putty-private-key", "PuTTY private key",
         r"(?P<secret>PuTTY-User-Key-File-[23]: [\s\S]{1,4000}?Private-Lines: \d+\s{1,4}(?:[A-Za-z0-9+/=]{1,64}[\s\\n]{1,4}){1,60})",
         ("putty-user-key-file-",), "https://tartarus.org/~simon/putty-snapshots/htmldoc/AppendixC.html", _NEW_PAIR,
         key_block, ALONE, 8192),
    rule("age-secret-key", "age encryption identity",
         bounded(r"AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}"), ("age-secret-key-1",),
         "https://github.com/C2SP/C2SP/blob/main/age.md", _NEW_PAIR, genuine),
    rule("jwt", "JSON Web Token",
         bounded(r"ey[A-Za-z0-9_-]{15,}\.ey[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]*", "-"), ("eyj", "ewog"),
         "https://www.rfc-editor.org/rfc/rfc7519", "Sign out, or rotate the signing key of the service that issued it",
         jwt, CONTEXT, 8192, whole=signed_token, needs=".ey"),
)  # fmt: skip
