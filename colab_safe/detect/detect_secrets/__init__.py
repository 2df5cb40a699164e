"""The engine detect-secrets: its detectors run on decoded text, configured by a team's `.secrets.baseline` says."""
