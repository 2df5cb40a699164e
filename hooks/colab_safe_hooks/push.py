"""colab-safe-push: blocks a push of notebook versions with a token or a Drive token path."""

from __future__ import annotations

from colab_safe_hooks import hook

main, run = hook("colab-safe-push", "push")
