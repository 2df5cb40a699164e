"""What a team accepts: a comment on the line, a cell's tags and metadata, the configuration, the baseline."""

BASELINE = ".colab-safe.baseline"
SECRETS_BASELINE = ".secrets.baseline"  # detect-secrets'
