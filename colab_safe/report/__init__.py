"""A report as text for people and for machines: one file a format, and the table of all formats."""

from __future__ import annotations

from importlib import import_module

from colab_safe.model import Report

# Each module has a function `write(report, show_secrets) -> str`.
FORMATS = {
    "text": "colab_safe.report.text",
    "json": "colab_safe.report.json",
    "sarif": "colab_safe.report.sarif",
    "github": "colab_safe.report.github",
    "gitlab": "colab_safe.report.gitlab",
    "junit": "colab_safe.report.junit",
    "filter-repo": "colab_safe.report.filter_repo",
}


def write(report: Report, format: str, show_secrets: bool = False) -> str:
    """The report in one of `FORMATS`; without `show_secrets` no secret, and no part of one, is in it."""
    text: str = import_module(FORMATS[format]).write(report, show_secrets)
    return text
