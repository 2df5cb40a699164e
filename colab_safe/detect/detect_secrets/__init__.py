"""The engine detect-secrets: its detectors on our views, set as a team's `.secrets.baseline` says."""
