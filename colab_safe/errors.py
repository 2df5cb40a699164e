"""Every error that colab-safe raises on purpose; no message ever holds a secret.

ColabSafeError              expected: shown as one line, exit code 2
├── UsageError              an option or a value of the configuration is wrong
├── FileError               a file cannot be read or written
├── GitError                git is missing, too old, or refuses
├── EditError               edits overlap, or an edited notebook shows something else than was meant
├── EngineError             an engine is not installed, or fails
├── PathError               a Drive path or placeholder cannot be hidden, restored or resolved
└── InstallError            a private package cannot be installed
    ├── DriveError          Drive cannot be mounted
    └── TokenError          no usable token: file missing, key missing, refused by the forge
"""


class ColabSafeError(Exception):
    """Says what went wrong, why, and what to do, in words meant for the user."""


class UsageError(ColabSafeError):
    pass


class FileError(ColabSafeError):
    pass


class GitError(ColabSafeError):
    pass


class EditError(ColabSafeError):
    pass


class EngineError(ColabSafeError):
    pass


class PathError(ColabSafeError):
    pass


class InstallError(ColabSafeError):
    pass


class DriveError(InstallError):
    pass


class TokenError(InstallError):
    pass
