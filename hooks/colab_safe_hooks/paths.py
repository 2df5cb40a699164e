"""colab-safe-paths: hides the Drive paths of token files, then fails so that the result is reviewed and staged."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-paths", "paths", "hide")
