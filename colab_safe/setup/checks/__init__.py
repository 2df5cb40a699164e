"""What `colab-safe doctor` checks: one function per check, one table of them. Nothing of the repository runs."""
