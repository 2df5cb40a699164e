"""From argv to a call of a command, and from its errors to an exit code."""
