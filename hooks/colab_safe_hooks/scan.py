"""colab-safe-scan: blocks a commit if a staged notebook contains a token."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-scan", "scan", "--staged")
