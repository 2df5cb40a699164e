"""Files that set a repository up: hook configuration and CI."""
