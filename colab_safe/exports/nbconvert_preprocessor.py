"""`RedactPreprocessor`: what nbconvert exports has no secret in it.

https://nbconvert.readthedocs.io/en/latest/api/preprocessors.html
"""

from __future__ import annotations

import os
from typing import Any

from nbconvert.preprocessors import Preprocessor
from traitlets import Bool

from colab_safe.exports.redacted import redacted_notebook


class RedactPreprocessor(Preprocessor):
    """Redact a notebook before nbconvert exports it, to HTML, PDF, a script or any other format.

    Switch it on with `--Exporter.preprocessors=colab_safe.RedactPreprocessor`, or in `jupyter_nbconvert_config.py` with
    `c.Exporter.preprocessors = ["colab_safe.RedactPreprocessor"]`. It runs after a preprocessor that executes the notebook.
    An export whose secrets cannot be redacted fails.
    """

    enabled = Bool(True).tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """Return the notebook with its secrets redacted in source, outputs, attachments and metadata.

        Args:
            nb: The notebook, as nbformat reads it.
            resources: What nbconvert knows of it; its metadata name the notebook and its folder.

        Raises:
            StillSecret: A secret cannot be redacted.
        """
        about = resources.get("metadata", {}) if resources else {}
        name = f"{about.get('name') or 'notebook'}.ipynb"
        path = os.path.join(about.get("path") or "", name)
        return redacted_notebook(nb, path), resources
