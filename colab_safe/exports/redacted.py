"""A notebook as other programs hand it on, redacted as a whole: what they write is read, and not run again."""

from __future__ import annotations

from typing import Any

import nbformat

from colab_safe.errors import ColabSafeError
from colab_safe.model import Report
from colab_safe.notebook.json_bytes import json_bytes, tree_of
from colab_safe.project.project import Projects
from colab_safe.report import without_secrets
from colab_safe.report.text import where


class StillSecret(ColabSafeError):
    """A notebook contains a secret that cannot be redacted, so it may not leave."""


def redacted_notebook(notebook: Any, path: str) -> Any:
    """Return a notebook, as nbformat has it, in which each secret is `[REDACTED:rule-id]`, in source, outputs, attachments and metadata.

    What the settings nearest above the notebook accept stays.

    Args:
        notebook: As nbformat reads it: dictionaries and lists.
        path: Where it is, or would be: it decides which settings apply, and errors name it.

    Raises:
        StillSecret: A secret is where no text can be replaced, such as in a picture; or the notebook cannot be read.
        UsageError: The settings are wrong.
    """
    result = Projects().of(path).redact(json_bytes(notebook), path, source=True)
    problem = result.problem or result.unread
    left = without_secrets(Report(tuple(each for each in result.left if each.is_value))).findings
    if problem or left:
        found = (f"{where(each.location)}: {each.description}" for each in left)
        words = problem or f"what cannot be redacted is left: {'; '.join(found)}"
        raise StillSecret(f"{path}: not written: {words}. Remove it from the notebook first")
    return nbformat.from_dict(tree_of(result.data))  # type: ignore[no-untyped-call, unused-ignore]
