"""Drive paths of token files: found, hidden behind placeholders, restored to the byte, resolved at run time."""
