"""`python -I -m colab_safe` is the command `colab-safe`, and imports nothing from the current folder."""

from colab_safe.command_line.main import run

run()
