"""The code of a notebook: which of its literals make up the path of a token file."""
