"""Finding candidate secrets in decoded text: the rules, the checks on what they match, and the engines."""
