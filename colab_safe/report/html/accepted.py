"""Findings that somebody accepts: where, by what, why, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from colab_safe.model import CELL, COMMENT, AcceptedFinding
from colab_safe.report.html.elements import Html, blotted, element
from colab_safe.report.html.secrets import badge, places
from colab_safe.report.notices import WORDS
from colab_safe.report.text import count

_ELSEWHERE = {COMMENT: "see the comment on the line", CELL: "see the tags of the cell"}


def accepted(findings: Iterable[AcceptedFinding]) -> list[Html]:
    """Return accepted secrets, each with what accepts it.

    Args:
        findings: Of one report.
    """
    groups: dict[object, list[AcceptedFinding]] = {}
    for each in findings:
        key = each.finding.rule, each.finding.secret, each.by[:2], each.reason, each.expires
        groups.setdefault(key, []).append(each)
    return [_secret(group) for group in groups.values()]


def _secret(group: Sequence[AcceptedFinding]) -> Html:
    finding, number = group[0].finding, len(group)
    return element(
        "article",
        element(
            "header",
            element("h2", blotted(finding.description)),
            element(
                "p",
                element("span", "accepted", class_="badge"),
                badge(finding),
                element("code", blotted(finding.rule)),
                element("span", count(number, "place")) if number > 1 else None,
                class_="facts",
            ),
            class_="head",
        ),
        _why(group[0]),
        *places([each.finding for each in group]),
        class_="secret accepted",
        data_rule=finding.rule,
        data_confidence=finding.confidence,
        data_accepted=True,
    )


def _why(each: AcceptedFinding) -> Html:
    said = WORDS.get(each.by.by, each.by.by)
    facts = [
        ("Accepted by", f"{said} {each.by.file}".strip()),
        ("Reason", each.reason or _ELSEWHERE.get(each.by.by, "none given")),
        ("Until", each.expires or "no end"),
    ]
    pairs = [
        element("div", element("dt", name), element("dd", blotted(value))) for name, value in facts
    ]
    return element("dl", *pairs, class_="why")
