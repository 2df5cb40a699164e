"""What to install, how, and what came of it."""
