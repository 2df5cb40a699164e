"""The commands of the command line, one file each; only they and the hooks print and choose exit codes."""

from __future__ import annotations

# Each is a module of this package with `add_arguments(parser)` and `run(arguments) -> exit code`.
COMMANDS = {
    "baseline": "accept what is known: write the file of it, bring it up to date, go through it",
    "demo": "watch a commit being stopped and fixed, in a throw-away folder",
    "doctor": "tell what protects this repository, and what does not",
    "filter": "let git hide and restore the paths of token files",
    "init": "set a repository up: hooks, what is known, the check in CI",
    "install-hook": "check commits and pushes by git's own hooks, without pre-commit",
    "paths": "hide the Drive paths of token files, and bring them back",
    "redact": "replace the secrets in outputs and metadata",
    "rules": "list the rules, show one, try them on a text",
    "scan": "find secrets in notebooks",
    "token": "check, encrypt or revoke the token in a file",
}
