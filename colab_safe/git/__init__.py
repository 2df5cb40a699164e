"""The only place that knows git's command line: one file per kind of question."""

from __future__ import annotations

from colab_safe.git.files import notebooks_below
from colab_safe.git.process import git

__all__ = ["git", "notebooks_below"]
