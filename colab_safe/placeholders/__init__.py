"""Placeholders for Drive paths: their names, the path store, and how they are resolved at run time."""
