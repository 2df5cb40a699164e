"""The notebook that is open in front of the user: where each front end keeps it, and what a check says of it."""
