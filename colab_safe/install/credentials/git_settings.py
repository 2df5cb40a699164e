"""Settings for git in GIT_CONFIG_COUNT: they outrank every file, also the `.git/config` of a clone (git ≥ 2.31).

https://git-scm.com/docs/git-config#Documentation/git-config.txt-GITCONFIGCOUNT
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from colab_safe.install.server import Server

_COUNT, _KEY, _VALUE = "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"


class Setting(NamedTuple):
    """A setting of git, such as core.hooksPath, and its value."""

    key: str
    value: str


# For the git commands that colab-safe and installers start: what a clone's configuration names is not run.
# `git gc` would run gc.recentObjectsHook.
RUN_NOTHING = (
    Setting("core.hooksPath", "/dev/null"),
    Setting("core.fsmonitor", "false"),
    Setting("gc.auto", "0"),
    Setting("maintenance.auto", "false"),
    Setting("protocol.ext.allow", "never"),
)


def credential_settings(servers: Sequence[Server], helper_line: str) -> list[Setting]:
    """Return the settings that make colab-safe's helper the only one for the tokens' servers.

    The empty helper removes all that were configured before; without it git would hand the token to the user's own helper,
    such as `store`, which writes it to a file.

    Args:
        servers: That there is a token for.
        helper_line: The helper, as a line for sh.
    """
    return [
        Setting(f"credential.{server.url}.helper", value)
        for server in servers
        for value in ("", helper_line)
    ]


def with_settings(
    environ: Mapping[str, str], settings: Iterable[Setting], keep: Callable[[str], bool]
) -> dict[str, str]:
    """Return an environment with further settings behind the user's own, because the last one wins.

    Args:
        environ: The environment to extend.
        settings: To add.
        keep: Whether a key or value of the user's may stay. Both stay or go: git fails at one without the other.
    """
    others = {name: value for name, value in environ.items() if not is_setting(name)}
    every = [*(own for own in _settings_in(environ) if all(map(keep, own))), *settings]
    for number, setting in enumerate(every):
        others[f"{_KEY}{number}"], others[f"{_VALUE}{number}"] = setting
    return {**others, _COUNT: str(len(every))}


def is_setting(name: str) -> bool:
    """Return whether a variable belongs to GIT_CONFIG_COUNT and its pairs.

    Args:
        name: Of the variable.
    """
    return name == _COUNT or name.startswith((_KEY, _VALUE))


def _settings_in(environ: Mapping[str, str]) -> list[Setting]:
    """The complete pairs: git fails at one that lacks its key or value."""
    count = environ.get(_COUNT, "")
    numbers = range(int(count) if count.isdecimal() else 0)
    pairs = [(environ.get(f"{_KEY}{n}"), environ.get(f"{_VALUE}{n}")) for n in numbers]
    return [Setting(key, value) for key, value in pairs if key and value is not None]
