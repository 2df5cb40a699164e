"""Every error that colab-safe raises on purpose; no message ever contains a secret.

ColabSafeError              expected: the command line shows one line and exits with 2
├── UsageError              an option or a setting is wrong
│   └── ArgumentError       an argument of a function is unknown, missing, or of a wrong type; also a TypeError
├── FileError               a file cannot be read or written
│   └── FileChanged         another program changed it in the meantime
├── GitError                git is missing, too old, or refuses
├── EditError               an edit would change something else than was meant
├── EngineError             an engine is not installed, or fails
├── PathError               a Drive path or placeholder cannot be hidden, restored or resolved
└── InstallError            a private package cannot be installed
    ├── DriveError          Drive cannot be mounted or asked
    └── TokenError          there is no usable token
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from colab_safe.typed import TypeVar

Result = TypeVar("Result")


class ColabSafeError(Exception):
    """An expected error; the message says what happened, why, and what to do.

    The first argument is the message, further ones are lines below it, such as lines to copy.
    """

    def __str__(self) -> str:
        return "\n".join(map(str, self.args))

    def _render_traceback_(self) -> list[str]:
        """Return the lines that a notebook shows: the message alone, whatever `%xmode` says.

        IPython 5 and newer call it: https://ipython.readthedocs.io/en/stable/config/integrating.html
        """
        return f"{type(self).__name__}: {self}".split("\n")


class UsageError(ColabSafeError):
    """A command-line option or a setting is unknown, or has a wrong value."""


class ArgumentError(UsageError, TypeError):
    """An argument of a function is unknown, missing, or of a wrong type; the message names it, and never shows its value."""


class FileError(ColabSafeError):
    """A file cannot be read or written; the message begins with its path."""


class FileChanged(FileError):
    """Another program has changed a file since it was read; nothing was written."""


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


class ReaderGone(BrokenPipeError):
    """Whoever reads stdout has gone: there is nothing more to do, and nobody to tell."""


def internal_error(error: BaseException) -> str:
    """Return what to tell the user about an unexpected exception: its type and place, and no value.

    Args:
        error: The exception, which was raised.
    """
    import traceback

    frames = traceback.extract_tb(error.__traceback__)
    file = frames[-1].filename.replace("\\", "/").rpartition("/")[2]
    return f"internal error ({type(error).__name__}, {file}:{frames[-1].lineno})"


def for_one_file(work: Callable[[], Result]) -> Result:
    """Return what `work` returns; its unexpected exceptions become a FileError.

    This is the border around the work on a single file: a failure there never ends the others.

    Args:
        work: Reads, scans or changes one file.

    Raises:
        FileError: Memory ran out, or something unexpected was raised. The message has its type and place,
            and no value.
        ColabSafeError: As `work` raises it.
        ReaderGone: The same.
    """
    import os

    try:
        return work()
    except (ColabSafeError, ReaderGone):
        raise
    except MemoryError:
        raise FileError(
            "there was not enough memory, so not all of it was read. Use fewer processes (--jobs 1)"
        ) from None
    except Exception as error:
        if os.environ.get("COLAB_SAFE_DEBUG"):
            raise
        from colab_safe.published import PLEASE_REPORT

        raise FileError(
            f"{internal_error(error)}, so not all of it was read. {PLEASE_REPORT}"
        ) from None


def closest(name: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """Return the known name that a mistyped one resembles most, or None if it resembles none.

    Args:
        name: As the user typed it.
        known: The names that exist.
        least: How similar they must be, from 0 to 1, as difflib measures it.
    """
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), 1, least)), None)


def unknown_name(kind: str, name: str, known: Iterable[str], remedy: str | None = None) -> str:
    """Return the message about a name that does not exist: it suggests the closest one.

    A name that resembles no known one is not repeated: it may be a token in the wrong place.

    Args:
        kind: What was named: "command", "engine".
        name: As the user typed it.
        known: The names that exist.
        remedy: What to do if there is nothing to suggest; by default, to choose from all names.
    """
    known = list(known)
    suggestion = closest(name, known)
    if suggestion:
        return f"unknown {kind} {name!r}: did you mean {suggestion!r}?"
    remedy = f"choose from {', '.join(known)}" if remedy is None else remedy
    return f"unknown {kind}: {remedy}" if remedy else f"unknown {kind}"
