"""How often each rule matched, the most first: for the first look at many notebooks."""

from __future__ import annotations

from collections import Counter

from colab_safe.model import Report
from colab_safe.report.text import count, summary
from colab_safe.visible import visible


def counts(report: Report, only_findings: bool = False) -> str:
    """Return a line per rule with the numbers of findings, secrets and files; then what was covered.

    Args:
        report: Of the whole scan, without secrets in its texts.
        only_findings: Whether to leave out what settings did, and what was covered.
    """
    numbers = Counter(each.rule for each in report.findings)
    about = {each.rule: each.description for each in report.findings}
    lines = []
    for rule, number in sorted(numbers.items(), key=lambda each: (-each[1], each[0])):
        of_rule = [each for each in report.findings if each.rule == rule]
        secrets = count(len({each.secret for each in of_rule}), "secret")
        files = count(len({each.location.path for each in of_rule}), "file")
        lines.append(f"{number:>7,}  {rule}: {about[rule]} ({secrets} in {files})")
    lines += [] if only_findings else summary(report)
    return "".join(f"{visible(line)}\n" for line in lines)
