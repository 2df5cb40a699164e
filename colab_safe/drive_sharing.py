"""Who can open a file on Google Drive, from what Drive's API says of it.

https://developers.google.com/workspace/drive/api/reference/rest/v3/permissions
"""

from __future__ import annotations

from collections.abc import Iterable

from colab_safe.typed import Any

ANYONE, SEARCHABLE = "anyone with the link", "anyone on the web"
PUBLIC = (SEARCHABLE, ANYONE)
PERMISSION_FIELDS = "type,role,emailAddress,domain,allowFileDiscovery,deleted"
# The ids of these permissions are the same for every file, and users see them who may not see the permissions:
# https://developers.google.com/workspace/drive/api/reference/rest/v3/files#File.FIELDS.permission_ids
_PUBLIC_IDS = {"anyone": SEARCHABLE, "anyoneWithLink": ANYONE}
_SHOWN = 5  # names in a sentence; the JSON report has all


def others(metadata: dict[str, Any]) -> tuple[bool, tuple[str, ...]]:
    """Return whether anybody but the user can open a file, and who, the most open first.

    Drive lists nobody where the user may not share the file, and in shared drives, where `shared` is not filled in, but
    `driveId` is: https://developers.google.com/workspace/drive/api/guides/shared-drives-diffs

    Args:
        metadata: `shared`, `ownedByMe`, `driveId`, `permissionIds` and `permissions` of the file, as far as Drive gives them.
    """
    listed = [each for each in metadata.get("permissions") or () if _counts(each)]
    public = [_PUBLIC_IDS.get(each, "") for each in metadata.get("permissionIds") or ()]
    names = sorted(filter(None, [*public, *map(_name, listed)]), key=_narrowness)
    alone = (
        metadata.get("ownedByMe", True)
        and not metadata.get("driveId")
        and not metadata.get("shared")
        and not names
    )
    return not alone, tuple(dict.fromkeys(names))


def in_words(shared: bool, names: tuple[str, ...]) -> str:
    """Return who can open a file, as a part of a sentence.

    Args:
        shared: Whether anybody but the user can.
        names: Who, as far as it is known.
    """
    if not shared:
        return "only you can open it"
    more = f" and {len(names) - _SHOWN:,} more" if len(names) > _SHOWN else ""
    return f"shared with {', '.join(names[:_SHOWN]) or 'others'}{more}"


def is_public(names: Iterable[str]) -> bool:
    """Return whether everybody is among those who can open a file.

    Args:
        names: As `others` gives them.
    """
    return any(name in PUBLIC for name in names)


def _counts(permission: dict[str, Any]) -> bool:
    return permission.get("role") != "owner" and not permission.get("deleted")


def _name(permission: dict[str, Any]) -> str:
    kind = permission.get("type")
    if kind == "anyone":
        return SEARCHABLE if permission.get("allowFileDiscovery") else ANYONE
    return str(permission.get("emailAddress") or permission.get("domain") or kind)


def _narrowness(name: str) -> tuple[int, bool]:
    """Everybody first, then domains."""
    return PUBLIC.index(name) if name in PUBLIC else len(PUBLIC), "@" in name
