"""What a cell accepts in its source and outputs, by its tags or its metadata."""

from __future__ import annotations

from collections.abc import Iterator

from colab_safe.typed import Any

EVERY = "*"
_TAG = "allow-secret"
_KEY = "colab-safe"


def accepts(metadata: Any, rule: str) -> bool:
    """Return whether a cell accepts the findings of a rule.

    The tag `allow-secret` accepts every rule, `allow-secret:rule-id` one. In the metadata,
    `{"colab-safe": {"allow": true}}` and `{"colab-safe": {"allow": ["rule-id"]}}` do the same, and
    may have a `"reason": "…"`.

    Args:
        metadata: The cell's metadata as parsed from JSON; in a broken notebook, any value.
        rule: The rule's id.
    """
    return not {EVERY, rule}.isdisjoint(allowed_rules(metadata))


def names_rule(metadata: Any, rule: str) -> bool:
    """Return whether the cell with this metadata accepts the rule by its id, not all rules at once.

    Args:
        metadata: The metadata of the cell, as JSON gives it.
        rule: The id of the rule.
    """
    return rule in allowed_rules(metadata)


def allowed_rules(metadata: Any) -> frozenset[str]:
    """Return the ids of the rules that a cell accepts; `EVERY` stands for all of them.

    Args:
        metadata: The cell's metadata as parsed from JSON; in a broken notebook, any value.
    """
    listed = [*_by_tags(metadata), *_by_metadata(metadata)]
    return frozenset([rule for rule in listed if isinstance(rule, str)])


def _by_tags(metadata: Any) -> Iterator[str]:
    for tag in _listed(_member(metadata, "tags")):
        name, colon, rule = tag.partition(":") if isinstance(tag, str) else ("", "", "")
        if name == _TAG:
            yield rule.strip() if colon else EVERY


def _by_metadata(metadata: Any) -> list[Any]:
    allowed = _member(_member(metadata, _KEY), "allow")
    if allowed is True:
        return [EVERY]
    return [allowed] if isinstance(allowed, str) else _listed(allowed)


def _member(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else None


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
