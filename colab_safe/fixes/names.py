"""The names under which secrets are read: by the variable that they were assigned to, or by their rule."""

from __future__ import annotations

import re

from colab_safe.model import Secret

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
_NO_VENDOR = "generic-"
# Names that do not say whose secret it is, or that are no names of secrets.
_VAGUE = frozenset(
    ("ACCESS_KEY", "ACCESS_TOKEN", "API_KEY", "API_TOKEN", "APIKEY", "AUTH", "AUTHORIZATION", "AUTH_TOKEN", "CREDENTIALS",
     "DATA", "HEADER", "HEADERS", "KEY", "MY_KEY", "MY_TOKEN", "PASS", "PASSWD", "PASSWORD", "PAT", "PRIVATE_KEY", "PWD",
     "SECRET", "SECRET_KEY", "TOKEN", "URI", "URL", "VALUE")
)  # fmt: skip
# Variables that programs, shells and Python itself read.
_TAKEN = frozenset(("EDITOR", "HOME", "LANG", "PATH", "PWD", "SHELL", "TERM", "TMPDIR", "USER"))
_READ_BY_PROGRAMS = ("DYLD_", "GIT_", "JUPYTER_", "LC_", "LD_", "PYTHON")
_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,39}")
_CAPITAL_INSIDE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Names:
    """Gives each secret one name, and no two secrets the same."""

    def __init__(self, taken: dict[str, Secret] | None = None) -> None:
        """Remember what is taken.

        Args:
            taken: Names that have a value already, such as those of a `.env` file.
        """
        self._of_name = dict(taken or {})
        self._of_secret = {secret: name for name, secret in self._of_name.items()}

    def name(self, secret: Secret, target: str, rule: str) -> str:
        """Return the name of a secret, the same one each time.

        Args:
            secret: Its value.
            target: The variable, argument or key that the code gives it to; empty if there is none.
            rule: The id of the rule that found it.
        """
        if secret not in self._of_secret:
            name = self._free(_wanted(secret, target, rule))
            self._of_name[name], self._of_secret[secret] = secret, name
        return self._of_secret[secret]

    def _free(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._of_name:
            number += 1
            name = f"{wanted}_{number}"
        return name


def _wanted(secret: Secret, target: str, rule: str) -> str:
    name = _CAPITAL_INSIDE.sub("_", target).upper().strip("_")
    is_vague = name in _VAGUE and not rule.startswith(_NO_VENDOR)
    if not _is_allowed(name) or is_vague or secret.reveal().upper() in name:
        return _by_rule(rule)
    return name


def _is_allowed(name: str) -> bool:
    is_free = name not in _TAKEN and not name.startswith(_READ_BY_PROGRAMS)
    return is_free and _NAME.fullmatch(name) is not None


def _by_rule(rule: str) -> str:
    for beginning, name in _USUAL.items():
        if rule.startswith(beginning):
            return name
    name = re.sub("[^A-Z0-9]+", "_", rule.removeprefix(_NO_VENDOR).upper()).strip("_")
    return name if _is_allowed(name) else "SECRET_VALUE"
