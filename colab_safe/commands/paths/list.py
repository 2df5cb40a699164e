"""`colab-safe paths list`: show the placeholders and paths that this clone remembers."""

from __future__ import annotations

from colab_safe.command_line.messages import say
from colab_safe.git.folders import clone
from colab_safe.placeholders.names import variable
from colab_safe.placeholders.store import load
from colab_safe.typed import TYPE_CHECKING

if TYPE_CHECKING:
    from argparse import Namespace


def run(arguments: Namespace) -> int:
    store = load(clone().common)
    for name, paths in store.paths.items():
        elsewhere = f"elsewhere: environment variable or Colab secret {variable(name)}"
        say(f"{name}  {paths[0]}  ({elsewhere})")
    if not store.paths:
        say(
            "colab-safe: this clone remembers no paths. `colab-safe paths hide` stores what it hides;"
            " `colab-safe paths restore --path keys/github.json` stores yours for a teammate's notebook"
        )
    return 0
