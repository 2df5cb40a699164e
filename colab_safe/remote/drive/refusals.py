"""What to do when Drive refuses: https://developers.google.com/workspace/drive/api/guides/handle-errors"""

from __future__ import annotations

from colab_safe.limits import REMOTE_FILE, sentence
from colab_safe.remote.drive.api import Incomplete, TooLarge
from colab_safe.remote.failures import in_words

_ENABLE = "https://console.cloud.google.com/apis/library/drive.googleapis.com"
_SCOPE = "your sign-in does not include reading Drive: {sign_in}"
_DISABLED = f"the Drive API is switched off in the project of your sign-in: enable it at {_ENABLE}"
_QUOTA = "the quota of the Drive API is used up: scan again tomorrow"
_LIMIT = "the limit of requests per minute is reached: scan again later"
_REASONS = {
    "rateLimitExceeded": _LIMIT,
    "userRateLimitExceeded": _LIMIT,
    "insufficientPermissions": _SCOPE,
    "ACCESS_TOKEN_SCOPE_INSUFFICIENT": _SCOPE,
    "accessNotConfigured": _DISABLED,
    "SERVICE_DISABLED": _DISABLED,
    "dailyLimitExceeded": _QUOTA,
    "downloadQuotaExceeded": _QUOTA,
    "domainPolicy": "the administrator of your Google Workspace does not let apps read Drive: ask them",
    "cannotDownloadFile": "its owner has switched off downloads for those who can only view it: ask the owner to scan it",
    "cannotDownloadAbusiveFile": "Drive takes it for malware or spam, and does not hand it out: ask its owner to look at it",
    "fileNotDownloadable": "it is a document of Google's own kinds, and no notebook",
    "insufficientFilePermissions": "you may see that it exists, but not read it: ask its owner",
}
_INCOMPLETE = (
    "Drive did not search everything (incompleteSearch): scan again, or scan folders, as in"
    " drive:FOLDER_ID"
)


def refusal_in_words(error: BaseException, sign_in: str) -> str:
    """Return what to tell the user.

    Args:
        error: As the API's module, google-auth or requests raised it. Its message is not shown.
        sign_in: How the user signs in.
    """
    if isinstance(error, Incomplete):
        return _INCOMPLETE
    if isinstance(error, TooLarge):
        return f"it was not read: {sentence(REMOTE_FILE)}"
    if isinstance(error, ConnectionResetError):
        return "Drive cannot be reached: check the connection, and scan again"
    known = _REASONS.get(getattr(error, "reason", ""))
    return known.format(sign_in=sign_in) if known else in_words(error, sign_in)
