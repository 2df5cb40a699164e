"""What a team accepts: by comments, cell tags and metadata, settings, and baselines."""

BASELINE = ".colab-safe.baseline"
SECRETS_BASELINE = ".secrets.baseline"  # detect-secrets'
