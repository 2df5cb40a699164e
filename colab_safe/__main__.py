"""`python -m colab_safe` is the command `colab-safe`."""

from colab_safe.commands import run

run()
