"""Repositories that a forge or a file lists: each is cloned in part, and its whole history is scanned. Imported only when asked for."""
