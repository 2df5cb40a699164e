"""Live redaction: no output of a running notebook shows a secret of its session."""
