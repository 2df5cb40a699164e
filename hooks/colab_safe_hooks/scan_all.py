"""colab-safe-scan-all: blocks a commit if any staged text file, or what is in a staged archive, contains a token."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-scan-all", "scan", "--staged", "--all-files")
