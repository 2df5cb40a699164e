"""Clones on disk: look at the state they are in, and bring them to a version without losing anybody's work."""
