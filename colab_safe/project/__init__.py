"""The project that a command works in: its settings, engines and files."""
