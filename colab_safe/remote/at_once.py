"""How many requests a run has open at one server, of all its processes and workers together: one line per kind of server."""

from __future__ import annotations

# They answer thousands a second: https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html
OBJECT_STORE = 1024
WEB_SERVER = 32
# OpenSSH refuses some of more than ten that sign in together: `MaxStartups` in https://man.openbsd.org/sshd_config
CONNECTIONS = 8
# A download takes 200 of the 325,000 units that a user has per minute: eight at a time, of 0.3 s each, stay just below.
# https://developers.google.com/workspace/drive/api/guides/limits
DRIVE = 8
# Repositories that are cloned at the same time, unless `--jobs` says more. GitHub wants requests to be made one after the
# other, and refuses more than a hundred: https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
FORGE = 16

# Of one process, for the files of one task.
OF_ONE_READ = 32
