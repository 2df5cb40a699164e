"""What a team accepts: a comment on the line, a cell's tags and metadata, the configuration, the baseline."""
