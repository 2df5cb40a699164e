"""colab-safe-redact: redacts tokens in outputs, then fails so that you stage the result."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-redact", "redact", "--force-exclude")
