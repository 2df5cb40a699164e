"""The commands, one file each; only they and the hooks print and choose exit codes."""

from __future__ import annotations

# How the help of colab-safe lists them.
GROUPS = {
    "Find and remove secrets": ("scan", "redact", "fix", "baseline", "rules", "token", "suggest"),
    "Hide Drive paths": ("paths", "filter"),
    "Set up a repository": ("init", "doctor", "install-hook", "agent-hook"),
    "Get to know it": ("demo", "completion"),
}
# Each is a module of this package with `add_arguments(parser)` and `run(arguments) -> exit code`.
# Its docstring is the description in its help.
COMMANDS = {
    "scan": "find secrets in notebooks",
    "redact": "replace secrets in outputs and metadata with [REDACTED:…]",
    "fix": "read the tokens of code cells at run time: userdata.get, os.environ",
    "paths": "hide, restore, check and list the Drive paths of token files",
    "filter": "let git hide and restore these paths automatically",
    "baseline": "manage accepted findings (create, update, audit)",
    "rules": "list the detection rules, show one, try them on a text",
    "token": "check, encrypt or revoke the token in a file",
    "suggest": "comment a pull request on GitHub, with suggested changes",
    "init": "set up a repository: hooks, baseline, CI",
    "doctor": "check the setup and suggest fixes",
    "install-hook": "install git hooks directly, without pre-commit",
    "agent-hook": "keep coding agents from writing and reading secrets in notebooks",
    "demo": "see a leaking notebook get blocked and fixed, in a temporary folder",
    "completion": "print a script that completes commands and options in your shell",
}
