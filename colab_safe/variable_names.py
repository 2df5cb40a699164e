"""Names of variables and of secrets in Colab, by the rule that found a credential."""

from __future__ import annotations

import re

# What the libraries of these services read by themselves, by the beginning of the rules' ids.
_USUAL = {
    "github-": "GITHUB_TOKEN",
    "gitlab-": "GITLAB_TOKEN",
    "huggingface-": "HF_TOKEN",
    "openai-": "OPENAI_API_KEY",
    "anthropic-": "ANTHROPIC_API_KEY",
    "wandb-": "WANDB_API_KEY",
    "kaggle-": "KAGGLE_KEY",
    "google-api-key": "GOOGLE_API_KEY",
    "slack-": "SLACK_TOKEN",
}
NO_VENDOR = "generic-"  # the ids of rules that do not know whose credential it is begin so
# Variables that programs, shells and Python itself read.
_TAKEN = frozenset(("EDITOR", "HOME", "LANG", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "USER"))
_READ_BY_PROGRAMS = ("DYLD_", "GIT_", "JUPYTER_", "LC_", "LD_", "PYTHON")
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,39}")


def is_allowed(name: str) -> bool:
    """Return whether a variable of this name can take a secret: it is well-formed, and no program reads it.

    Args:
        name: In capital letters.
    """
    is_free = name not in _TAKEN and not name.startswith(_READ_BY_PROGRAMS)
    return is_free and _NAME.fullmatch(name) is not None


def by_rule(rule: str) -> str:
    """Return the name under which a credential is usually read.

    Args:
        rule: The id of the rule that found it.
    """
    for beginning, name in _USUAL.items():
        if rule.startswith(beginning):
            return name
    name = re.sub("[^A-Z0-9]+", "_", rule.removeprefix(NO_VENDOR).upper()).strip("_")
    return name if is_allowed(name) else "SECRET_VALUE"
