"""Notebooks on their way out through other programs: nbconvert's exports, papermill's results."""
