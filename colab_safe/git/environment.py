"""The environment and the settings of every git command that colab-safe starts.

git's answers must not depend on the user's environment, the repository's settings or the program
that called colab-safe: a check that looks at less would still say "nothing found". So git inherits
only the variables that say where the repository is, and settings that start programs are overridden.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

# https://git-scm.com/docs/git#_environment_variables
_PLACES = frozenset(
    (
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_COMMON_DIR",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_QUARANTINE_PATH",
    )
)
# `GIT_CONFIG_COUNT` with its pairs, and `git -c`, carry settings such as `safe.directory`.
_CONFIGURATION = frozenset(
    (
        "GIT_CEILING_DIRECTORIES",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_COUNT",
        "GIT_CONFIG_PARAMETERS",
    )
)
_PAIRS = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_ALWAYS = {
    # A push sends the original of a replaced object, and the parents that a graft hides.
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",  # messages in English, whatever the locale
    # These win over the settings `trace2.*Target`.
    "GIT_TRACE2": "0",
    "GIT_TRACE2_EVENT": "0",
    "GIT_TRACE2_PERF": "0",
}
# In a partial clone git fetches what is missing on its own, but colab-safe uses the network only
# when asked to.
_OFFLINE = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1"}
_TRANSPORT = (
    "GIT_SSH",
    "GIT_SSH_COMMAND",
    "GIT_SSH_VARIANT",
    "GIT_ASKPASS",
    "GIT_PROXY_COMMAND",
    "GIT_SSL_CAINFO",
    "GIT_SSL_NO_VERIFY",
)

# Settings on the command line win over those in every file. `core.fsmonitor` is a program that git
# starts. A bare repository inside a clone has a configuration of its own, which git must not read:
# https://git-scm.com/docs/git-config#Documentation/git-config.txt-safebareRepository
# git believes what a commit graph says about parents, so that a prepared one in an archive hides commits.
SETTINGS = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.commitGraph=false"),
    *("-c", "safe.bareRepository=explicit"),
    *("-c", "i18n.logOutputEncoding=UTF-8"),
    *("-c", "advice.graftFileDeprecated=false"),
)


def environment(
    inherited: Mapping[str, str], by_folder: bool = False, online: bool = False
) -> dict[str, str]:
    """Return the environment for a git command.

    Args:
        inherited: The environment of the calling process.
        by_folder: Whether the folder that git runs in decides about the repository, even if
            variables such as `GIT_DIR` name another one.
        online: Whether git may use the network.

    Returns:
        All variables that are not git's, the variables of git that locate the repository and its
        configuration, and those that colab-safe sets.
    """
    wanted = _CONFIGURATION if by_folder else _CONFIGURATION | _PLACES
    kept = {
        name: value
        for name, value in inherited.items()
        if not name.startswith("GIT_")
        or name in wanted
        or name.startswith(_PAIRS)
        or (online and name in _TRANSPORT)
    }
    return kept | _ALWAYS | ({} if online else _OFFLINE)
