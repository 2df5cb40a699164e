from __future__ import annotations

import json
import os


def settings() -> dict:
    return json.loads(os.environ.get("FAKE_COLAB") or "{}")
