"""The files that set up a repository: hook configuration, git's own hooks, CI."""
