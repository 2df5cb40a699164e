"""Which Drive paths a project hides, and what it calls their placeholders."""

from __future__ import annotations

from colab_safe.paths.credentials import is_credential_file, matches
from colab_safe.placeholders.names import SIGN
from colab_safe.typed import NamedTuple


class Rules(NamedTuple):
    """What the configuration says: globs of further token files, of files that are none, (name, glob) of placeholders."""

    files: tuple[str, ...] = ()
    keep: tuple[str, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    everything: bool = False  # hide every Drive path

    def hides(self, path: str) -> bool:
        """Whether the path, relative to its Drive, leads to a token file."""
        if SIGN in path or matches(path, self.keep):
            return False
        return self.everything or matches(path, self.files) or is_credential_file(path)


DEFAULT = Rules()
