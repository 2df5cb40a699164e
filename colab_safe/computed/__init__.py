"""Credentials that code computes from its own literals, in whichever cells these are; no code runs."""
