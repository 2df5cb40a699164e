"""Tokens: where they come from, what they may do, and the files that contain them."""
