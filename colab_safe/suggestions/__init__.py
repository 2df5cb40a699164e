"""Suggested changes in a pull request: lines of its notebooks without their secrets, and comments with them on GitHub."""
