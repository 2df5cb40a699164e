"""A report without its secrets: no copy of one, and no part, in any field that repeats what others wrote."""

from __future__ import annotations

from colab_safe.blots import Blotter, by_line
from colab_safe.excerpt import without_secrets
from colab_safe.lone_tokens import without_tokens
from colab_safe.model import (
    AcceptedBy,
    AcceptedFinding,
    Finding,
    History,
    OnDrive,
    Problem,
    Report,
    Surroundings,
)

_BUILTIN = "builtin"


def hidden(report: Report) -> Report:
    """Return a report whose texts have all its secrets blotted out; findings still carry theirs.

    Args:
        report: Of the whole scan.
    """
    secrets = _secrets(report)
    report = _without_tokens_in_settings(report)
    if not secrets:
        return report
    blotter = Blotter(secrets)
    return report._replace(
        findings=tuple(_finding(one, blotter) for one in report.findings),
        problems=tuple(Problem(*map(blotter.blot, problem)) for problem in report.problems),
        accepted_by=tuple(_setting(each, blotter) for each in report.accepted_by),
        switched_off=tuple(map(blotter.blot, report.switched_off)),
        accepted_findings=tuple(_accepted(each, blotter) for each in report.accepted_findings),
    )


def blotter(report: Report) -> Blotter:
    """Return what blots all secrets of a report out of texts.

    Args:
        report: Of the whole scan.
    """
    return Blotter(_secrets(report))


def _secrets(report: Report) -> set[str]:
    found = {one.secret.reveal() for one in report.findings if one.is_value}
    return found | {secret.reveal() for secret in report.accepted_secrets}


def _finding(finding: Finding, blotter: Blotter) -> Finding:
    location = finding.location
    place, path = without_secrets(location.place, blotter), blotter.blot(location.path)
    shown = finding._replace(
        location=location._replace(path=path, place=place),
        excerpt=blotter.blot(finding.excerpt),
        history=_history(finding.history, blotter) if finding.history else None,
        surroundings=_surroundings(finding.surroundings, blotter) if finding.surroundings else None,
        drive=_on_drive(finding.drive, blotter) if finding.drive else None,
        redactable=finding.redactable if path == location.path else (),
    )
    if finding.engine == _BUILTIN:
        return shown
    description, revoke = blotter.blot(finding.description), blotter.blot(finding.revoke)
    return shown._replace(description=description, revoke=revoke)


def _without_tokens_in_settings(report: Report) -> Report:
    """Settings are not scanned: a reason may name the token that it accepts, or another one."""
    by, off = report.accepted_by, report.switched_off
    listed = report.accepted_findings
    own = [text for each in by for text in (each.file, each.reason)]
    texts = [*own, *off, *[text for each in listed for text in (each.by.file, each.reason)]]
    shown = without_tokens(texts)
    named = zip(by, shown[::2], shown[1::2], strict=False)
    of_listed = shown[len(own) + len(off) :]
    return report._replace(
        accepted_by=tuple(each._replace(file=file, reason=reason) for each, file, reason in named),
        switched_off=tuple(shown[len(own) : len(own) + len(off)]),
        accepted_findings=tuple(
            each._replace(by=each.by._replace(file=file, reason=""), reason=reason)
            for each, file, reason in zip(listed, of_listed[::2], of_listed[1::2], strict=True)
        ),
    )


def _accepted(each: AcceptedFinding, blotter: Blotter) -> AcceptedFinding:
    return each._replace(
        finding=_finding(each.finding, blotter),
        by=_setting(each.by, blotter),
        reason=blotter.blot(each.reason),
    )


def _surroundings(lines: Surroundings, blotter: Blotter) -> Surroundings:
    """The lines with secrets of other files blotted out; together, since a secret may run over several."""
    text = "\n".join(lines.lines)
    blotted = by_line(text, blotter.spans(text))
    return lines._replace(lines=tuple(blotted.split("\n")))


def _setting(each: AcceptedBy, blotter: Blotter) -> AcceptedBy:
    return each._replace(file=blotter.blot(each.file), reason=blotter.blot(each.reason))


def _on_drive(drive: OnDrive, blotter: Blotter) -> OnDrive:
    names = tuple(map(blotter.blot, drive.shared_with))
    return drive._replace(link=blotter.blot(drive.link), shared_with=names)


def _history(history: History, blotter: Blotter) -> History:
    return history._replace(still_in=tuple(map(blotter.blot, history.still_in)))
