"""Which Drive paths a project hides, and what it calls their placeholders."""

from __future__ import annotations

from colab_safe.credential_files import is_credential_file, is_credential_folder, matches
from colab_safe.placeholders.names import SIGN, UNNAMED
from colab_safe.typed import NamedTuple

DRIVE_TOKEN_PATH = "drive-token-path"  # the id of the rule, in reports, comments and settings


class Rules(NamedTuple):
    """The table `[tool.colab-safe.paths]`: globs of paths relative to the Drive, or of file names."""

    files: tuple[str, ...] = ()  # further token files
    keep: tuple[
        str, ...
    ] = ()  # files that are not token files, whatever they are called or used for
    names: tuple[tuple[str, str], ...] = ()  # (name, glob): what placeholders are called
    everything: bool = False  # the setting `all`: hide every Drive path

    def hides(self, path: str) -> bool:
        """Return whether a path leads to a token file, as far as its name tells.

        Args:
            path: The path, relative to the Drive, with `/` between its parts.
        """
        if SIGN in path or _is_cut_placeholder(path.rpartition("/")[2]) or self.keeps(path):
            return False
        return self.everything or matches(path, self.files) or is_credential_file(path)

    def hides_folder(self, path: str) -> bool:
        """Return whether a path leads to a folder of credentials, as far as its name tells.

        Args:
            path: The path, relative to the Drive, with `/` between its parts.
        """
        return is_credential_folder(path) and not self.keeps(path)

    def keeps(self, path: str) -> bool:
        """Return whether the project says that a path does not lead to a token file.

        Args:
            path: The path, relative to the Drive, with `/` between its parts.
        """
        return matches(path, self.keep)


def _is_cut_placeholder(file: str) -> bool:
    """Whether backspaces in an output leave this of a placeholder, in which there is the word "token"."""
    return file != "" and UNNAMED.startswith(file)


DEFAULT = Rules()
