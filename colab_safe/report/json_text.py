"""JSON as the reports write it: ASCII, and without the marks by which a CI system finds commands in a log."""

from __future__ import annotations

import json
import re

from colab_safe.typed import Any

_COMMAND = re.compile(r"#(?=#\w*\[)")  # see colab_safe/visible.py


def json_text(document: Any) -> str:
    """Return a value as JSON on several lines with a line end; whoever parses it gets the exact value.

    Args:
        document: Dictionaries, lists and plain values.
    """
    return _COMMAND.sub(r"\\u0023", json.dumps(document, indent=1)) + "\n"


def json_line(document: Any) -> str:
    """Return a value as JSON on one line with a line end: https://jsonlines.org

    Args:
        document: Dictionaries, lists and plain values.
    """
    return _COMMAND.sub(r"\\u0023", json.dumps(document)) + "\n"
