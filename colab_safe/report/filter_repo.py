"""Input for `git filter-repo --replace-text`: a redaction for each spelling of each secret.

It contains the secrets in clear text, so it is written only with --show-secrets.
Format: "Content based filtering" in
https://htmlpreview.github.io/?https://github.com/newren/git-filter-repo/blob/docs/html/git-filter-repo.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from urllib.parse import quote

from colab_safe.blots import marker
from colab_safe.errors import UsageError
from colab_safe.model import Finding, Report


def write(report: Report, show_secrets: bool = False) -> str:
    """Return one replacement per line, longer ones first; findings that do not block are left as they are.

    Args:
        report: Of the whole scan.
        show_secrets: Required.

    Raises:
        UsageError: Without `show_secrets`.
    """
    if not show_secrets:
        raise UsageError(
            "--format filter-repo contains the secrets in clear text:"
            " pass --show-secrets as well, and delete the file soon"
        )
    lines = {line for finding in report.blocking for line in _replacements(finding)}
    return "".join(f"{line}\n" for line in sorted(lines, key=lambda line: (-len(line), line)))


def _replacements(finding: Finding) -> Iterator[str]:
    secret = finding.secret.reveal()
    in_json = json.dumps(secret, ensure_ascii=False)[1:-1]
    for spelling in (
        secret,
        in_json,
        json.dumps(in_json, ensure_ascii=False)[1:-1],
        escape(secret),
        quote(secret, safe=""),
    ):
        if "\n" not in spelling:  # a line break ends the entry
            yield f"literal:{spelling}==>{marker(finding.rule)}"
