"""`python -m colab_safe` is the command `colab-safe`."""

from colab_safe.command_line.main import run

run()
