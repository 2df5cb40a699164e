"""The user's own credentials, read from the places where tools keep them; nothing of them is kept."""
