"""Scans of the git history: every notebook version that the commits of a range wrote."""
