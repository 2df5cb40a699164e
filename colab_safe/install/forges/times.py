"""Times as forges write them."""

from __future__ import annotations

import re
from datetime import datetime, timezone

# 2027-10-12 09:00:00 +0200, 2027-10-12T09:00:00.000Z, 2027-10-12 09:00:00 UTC, 2027-10-12
_ISO = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T ](?P<time>\d\d:\d\d(?::\d\d)?)(?:\.\d+)?)?"
    r" ?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?",
    re.IGNORECASE,
)


def parse_time(text: str) -> datetime | None:
    """Return a time in UTC; None for an empty text, or one in no known format.

    Known are ISO 8601 with a blank or T, with an offset or without (which means UTC), a day alone (its first moment, when
    GitLab's tokens end), and RFC 5322: https://www.rfc-editor.org/rfc/rfc5322#section-3.3

    Args:
        text: As the forge writes it.
    """
    match = _ISO.fullmatch(text.strip())
    try:
        return _iso(match) if match else _rfc(text)
    except (TypeError, ValueError, OverflowError):
        return None


def _iso(match: re.Match[str]) -> datetime:
    zone = (match["zone"] or "Z").upper()
    digits = "+0000" if zone in ("Z", "UTC", "GMT") else zone.replace(":", "").ljust(5, "0")
    clock = (match["time"] or "00:00").ljust(8, "?").replace("???", ":00")
    time = datetime.strptime(f"{match['day']} {clock} {digits}", "%Y-%m-%d %H:%M:%S %z")
    return time.astimezone(timezone.utc)


def _rfc(text: str) -> datetime:
    from email.utils import parsedate_to_datetime

    time = parsedate_to_datetime(text)
    return (time if time.tzinfo else time.replace(tzinfo=timezone.utc)).astimezone(timezone.utc)
