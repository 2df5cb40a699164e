"""Findings by their secret, the worst first; each at its places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colab_safe.model import CONFIDENCES, Finding
from colab_safe.report.drive import narrowness
from colab_safe.report.html.advice import advice
from colab_safe.report.html.cells import place
from colab_safe.report.html.elements import Html, blotted, element, together
from colab_safe.report.pairs import Credential
from colab_safe.report.places import by_secret
from colab_safe.report.text import count

_OPEN = 3  # places of a secret that are shown at once

Group = Sequence[Credential]


def worst_first(findings: Iterable[Finding]) -> list[list[Credential]]:
    """Return findings by their secret: live ones first, then by confidence, then those that reached a remote, or
    that most people can open on Drive.

    Args:
        findings: Of one report.
    """
    return sorted(by_secret(findings), key=_harmlessness)


def _harmlessness(group: Group) -> tuple[bool, int, bool, tuple[bool, bool], int]:
    first = group[0][0]
    on_remote = any(part.history and part.history.on_remote for part in group[0])
    return (
        first.live is not True,
        -CONFIDENCES.index(first.confidence),
        not on_remote,
        min(narrowness(part) for credential in group for part in credential),
        -len(group),
    )


def secret(group: Group) -> Html:
    """Return a secret with its places and what to do about it.

    Args:
        group: Its places, or those of a credential of several parts.
    """
    first = group[0][0]
    return element(
        "article",
        _head(group),
        *places([finding for credential in group for finding in credential]),
        element("p", _meant(first), class_="meant") if first.meant_comment else None,
        *[advice(part) for part in group[0]],
        class_=f"secret {first.confidence}",
        data_rule=first.rule,
        data_confidence=first.confidence,
    )


def _head(group: Group) -> Html:
    names = [element("h2", blotted(part.description)) for part in group[0][:1]]
    return element(
        "header",
        *names,
        element("p", *_facts(group), class_="facts"),
        class_="head",
    )


def _facts(group: Group) -> Iterable[Html]:
    first = group[0][0]
    yield badge(first)
    if first.live is not None:
        yield element("span", "live" if first.live else "dead", class_="badge live")
    yield together([element("code", blotted(part.rule)) for part in group[0]])
    if len(group) > 1:
        files = len({each[0].location.path for each in group})
        yield element("span", f"{count(len(group), 'place')} in {count(files, 'file')}")


def badge(finding: Finding) -> Html:
    """Return how certain a finding is, in words.

    Args:
        finding: Any finding.
    """
    said = f"{finding.confidence} confidence"
    return element(
        "span", said if finding.blocks else f"{said}, does not block", class_="badge certain"
    )


def places(findings: Sequence[Finding]) -> list[Html]:
    """Return the places of a secret; all but the first few are folded up.

    Args:
        findings: The same secret, or parts of a credential.
    """
    shown = findings if len(findings) <= _OPEN + 1 else findings[:_OPEN]
    more = findings[len(shown) :]
    folded = element(
        "details",
        element("summary", count(len(more), "more place")),
        *map(place, more),
        class_="more",
    )
    return [*map(place, shown), *([folded] if more else [])]


def _meant(finding: Finding) -> str:
    return f"Its comment does not accept it: did you mean # {finding.meant_comment} — reason?"
