"""Reports for people and for programs: one file per format, and the table of all formats."""

from __future__ import annotations

from colab_safe.model import Report

# Each is a module with a function `write(report, show_secrets) -> str`.
FORMATS = {
    "text": "colab_safe.report.text",
    "concise": "colab_safe.report.concise",
    "json": "colab_safe.report.json",
    "jsonl": "colab_safe.report.json_lines",
    "sarif": "colab_safe.report.sarif",
    "github": "colab_safe.report.github",
    "gitlab": "colab_safe.report.gitlab",
    "junit": "colab_safe.report.junit",
    "html": "colab_safe.report.html.page",
    "markdown": "colab_safe.report.markdown_page",
    "filter-repo": "colab_safe.report.filter_repo",
}

SHOWING = (
    "text",
    "json",
    "jsonl",
    "filter-repo",
)  # what can show secrets; the others are uploaded somewhere
FOR_PEOPLE = ("text", "concise")  # their advice and summary can be left out
WITH_CELLS = ("html",)  # they show findings in their cells, and those that are accepted
WITH_REDACTIONS = ("sarif",)  # they offer to redact what they show
# What has no place for the summary: it goes to stderr.
WITHOUT_SUMMARY = ("filter-repo",)


def without_secrets(report: Report) -> Report:
    """Return a report whose texts have all its secrets blotted out, in parts of eight characters as well.

    Tokens in the texts of settings are blotted out, too.

    Args:
        report: Of the whole scan.
    """
    if not (report.findings or report.accepted_by or report.switched_off):
        return report
    from colab_safe.report.hiding import hidden  # most scans find nothing

    return hidden(report)


def write(
    report: Report, format: str, show_secrets: bool = False, only_findings: bool = False
) -> str:
    """Return a report as text.

    Args:
        report: Of the whole scan.
        format: A key of FORMATS.
        show_secrets: Without it, the text contains no secret and no part of one.
        only_findings: Whether the report for people leaves out the advice and the summary. Reports for
            programs always contain all.

    Raises:
        UsageError: The format needs `show_secrets`.
    """
    if not (show_secrets and format in SHOWING):
        report = without_secrets(report)
    module = __import__(FORMATS[format], fromlist=["write"])
    writer = module.write_findings if only_findings and format in FOR_PEOPLE else module.write
    text: str = writer(report, show_secrets)
    return text
