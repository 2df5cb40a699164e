"""colab-safe-paths: hides Drive paths of token files, then fails so that you stage the result."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-paths", "paths", "hide", "--force-exclude")
