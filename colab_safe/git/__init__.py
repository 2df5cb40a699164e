"""The only place that knows git's command line: one file per kind of question."""
