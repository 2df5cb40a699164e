"""Which of colab-safe's checks a command line or a script calls."""

from __future__ import annotations

import re

# `colab-safe-scan`, `colab-safe scan`, `python -m colab_safe scan`, `from colab_safe_hooks.scan import run`.
_CALL = re.compile(
    r"(?<![\w/-])(?:[^\s'\"]*/)?colab[-_]safe(?:-|\.exe\s+|\s+|_hooks\.)(?P<verb>scan|push|paths|redact)\b"
)
_PASSES_ALWAYS = re.compile(r"\|\|\s*(?:true|:|exit\s+0)(?![\w.])")


def verbs_called(text: str) -> frozenset[str]:
    """Return the checks that a text calls, such as "scan" and "push".

    A call whose failure is ignored (`|| true`) does not count.

    Args:
        text: A command line, or a script; lines that are comments are passed over.
    """
    return frozenset(
        found["verb"]
        for line in text.replace("\\\n", " ").splitlines()
        if not line.lstrip().startswith("#")
        for found in _CALL.finditer(line)
        if not _PASSES_ALWAYS.search(line, found.end())
    )
