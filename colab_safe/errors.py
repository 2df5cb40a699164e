"""Every error that colab-safe raises on purpose; no message ever contains a secret.

ColabSafeError              expected: the command line shows one line and exits with 2
├── UsageError              an option or a setting is wrong
├── FileError               a file cannot be read or written
├── GitError                git is missing, too old, or refuses
├── EditError               an edit would change something else than was meant
├── EngineError             an engine is not installed, or fails
├── PathError               a Drive path or placeholder cannot be hidden, restored or resolved
└── InstallError            a private package cannot be installed
    ├── DriveError          Drive cannot be mounted or asked
    └── TokenError          there is no usable token
"""


class ColabSafeError(Exception):
    """An expected error; the message says what happened, why, and what to do."""


class UsageError(ColabSafeError):
    """A command-line option or a setting is unknown, or has a wrong value."""


class FileError(ColabSafeError):
    """A file cannot be read or written; the message begins with its path."""


class GitError(ColabSafeError):
    """git is missing, too old, or refuses, for example outside of a repository."""


class EditError(ColabSafeError):
    """Edits overlap, or the edited notebook, read again, shows something else than was meant."""


class EngineError(ColabSafeError):
    """A search engine is not installed, fails, or would run code from the repository."""


class PathError(ColabSafeError):
    """A Drive path or placeholder cannot be hidden, restored or resolved."""


class InstallError(ColabSafeError):
    """A private package cannot be downloaded, built or installed."""


class DriveError(InstallError):
    """Google Drive cannot be mounted or asked about a file."""


class TokenError(InstallError):
    """There is no usable token: it is missing, cannot be decrypted, or the server refuses it."""
