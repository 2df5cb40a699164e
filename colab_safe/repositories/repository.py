"""One repository on a server, and what its server is asked with."""

from __future__ import annotations

from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.tokens.token import Token
from colab_safe.typed import NamedTuple


class Repository(NamedTuple):
    """A repository to clone."""

    at: Requirement  # its server, its path there, and its default branch, if that is known
    token: Token | None  # of its server; None: what everybody may read

    @property
    def name(self) -> str:
        """What reports call it, such as `github.com/owner/name`."""
        return f"{self.at.server.host}/{self.at.repository}"
