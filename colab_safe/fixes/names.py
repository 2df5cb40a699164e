"""The names under which secrets are read: by the variable that they were assigned to, or by their rule."""

from __future__ import annotations

import re

from colab_safe.model import Secret
from colab_safe.variable_names import NO_VENDOR, by_rule, is_allowed

# Names that do not say whose secret it is, or that are no names of secrets.
_VAGUE = frozenset(
    ("ACCESS_KEY", "ACCESS_TOKEN", "API_KEY", "API_TOKEN", "APIKEY", "AUTH", "AUTHORIZATION", "AUTH_TOKEN", "CREDENTIALS",
     "DATA", "HEADER", "HEADERS", "KEY", "MY_KEY", "MY_TOKEN", "PASS", "PASSWD", "PASSWORD", "PAT", "PRIVATE_KEY", "PWD",
     "SECRET", "SECRET_KEY", "TOKEN", "URI", "URL", "VALUE")
)  # fmt: skip
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
    is_vague = name in _VAGUE and not rule.startswith(NO_VENDOR)
    if not is_allowed(name) or is_vague or secret.reveal().upper() in name:
        return by_rule(rule)
    return name
