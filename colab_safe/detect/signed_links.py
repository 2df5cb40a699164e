"""Signed URLs: which are given to whoever downloads a public file, and when the others expire by their own words.

AWS and Google, version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
Azure: https://learn.microsoft.com/rest/api/storageservices/create-service-sas#specify-the-access-policy
"""

from __future__ import annotations

from collections.abc import Mapping

from colab_safe.detect.rule import compiled
from colab_safe.model import Span
from colab_safe.typed import NamedTuple

_FAR = 4096  # characters of a URL before and after its secret
_END = r"""[\s"'`<>]"""
_PARAMETER = r"""(?:\\u0026)?([A-Za-z][A-Za-z0-9_-]{0,40})=([^&;\s"'`<>\\]{1,4096})"""
# What is worthless when the URL has expired; a key in any other parameter is judged by itself.
_SIGNATURES = frozenset(
    (
        "x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-goog-signature", "x-goog-credential",
        "signature", "sig", "awsaccesskeyid", "ossaccesskeyid", "security-token", "policy", "jwt",
    )
)  # fmt: skip
# They redirect to such a link whoever downloads a public file: a release of GitHub, a file of Hugging Face, Kaggle, figshare.
_DOWNLOAD_HOST = (
    r"(?:release-assets|objects|objects-origin|github-releases|github-cloud)\.githubusercontent\.com/"
    r"|github-cloud\.s3\.amazonaws\.com/|cdn-lfs[a-z0-9.-]*\.(?:huggingface\.co|hf\.co)/|(?:[a-z0-9-]+\.)+(?:cdn|xethub)\.hf\.co/"
    r"|storage\.googleapis\.com(?::443)?/kaggle[a-z0-9-]*/|s3[a-z0-9.-]*\.amazonaws\.com/[a-z0-9-]*figshare[a-z0-9-]*/"
)


class _Link(NamedTuple):
    """The URL around a value: without blanks and quotes, perhaps with what is glued to it."""

    text: str
    parameters: Mapping[str, str]  # by their names in lower case


def is_for_download(text: str, secret: Span) -> bool:
    """Return whether a secret is the signature of a link that anybody is given for some minutes.

    Args:
        text: What contains the secret.
        secret: In characters.
    """
    link = _signed_link(text, secret)
    host = link.text.rfind("://") if link else -1
    return link is not None and compiled(_DOWNLOAD_HOST).match(link.text, host + 3) is not None


def expires(text: str, secret: Span) -> int | None:
    """Return the second since 1970, in UTC, when the signed URL expires that a secret is a part of; None if nothing says so.

    Args:
        text: What contains the secret.
        secret: In characters.
    """
    link = _signed_link(text, secret)
    return _end(link.parameters) if link else None


def _signed_link(text: str, secret: Span) -> _Link | None:
    """The URL that a secret signs."""
    if text[secret.start - 1 : secret.start] != "=":
        return None
    ends = compiled(_END)
    begin = max(0, secret.start - _FAR)
    for each in ends.finditer(text, begin, secret.start):
        begin = each.end()
    after = ends.search(text, secret.end, secret.end + _FAR)
    end = after.start() if after else secret.end + _FAR
    found = list(compiled(_PARAMETER).finditer(text, begin, end))
    names = [each[1].lower() for each in found if each.start(2) <= secret.start < each.end(2)]
    if _SIGNATURES.isdisjoint(names):
        return None
    return _Link(text[begin : secret.start], {each[1].lower(): each[2] for each in found})


def _end(parameters: Mapping[str, str]) -> int | None:
    for signer in ("x-amz", "x-goog"):
        begin, seconds = (parameters.get(f"{signer}-{name}", "") for name in ("date", "expires"))
        begun = _second(begin)
        if begun is not None and seconds.isdecimal():
            return begun + int(seconds)
    if parameters.get("expires", "").isdecimal():
        return int(parameters["expires"])
    return _second(parameters.get("se", ""))


def _second(written: str) -> int | None:
    """The second that `20261126T093000Z`, `2026-11-26T09:30:00Z` or `2026-11-26` names, as URLs write it."""
    from calendar import timegm

    colon = r"(?::|%3[Aa])?"
    date = r"(\d{4})-?(\d\d)-?(\d\d)"
    time = rf"(?:T(\d\d){colon}(\d\d)(?:{colon}(\d\d))?(?:\.\d{{1,9}})?Z?)?"
    found = compiled(date + time).fullmatch(written)
    try:
        return timegm(tuple(int(each or 0) for each in found.groups())) if found else None
    except ValueError:  # a 13th month
        return None
