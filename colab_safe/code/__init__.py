"""What code cells say, as far as that can be told without running them: texts that are put together, and where from."""
