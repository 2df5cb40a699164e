"""How git, pip and uv get the token while a program runs, and how it stays out of their output."""
