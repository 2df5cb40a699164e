"""Notebooks kept as text: one module per kind of format, one table of formats."""
