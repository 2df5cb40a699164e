"""The report as one HTML file: nothing in it comes from elsewhere, and no text of a notebook can act in it."""
