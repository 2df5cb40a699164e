"""Credentials that no pattern can see, but the cell's own source says that its output is one: `print(os.environ["API_KEY"])`."""
