"""One repository on a server, and what its server is asked with."""

from __future__ import annotations

from colab_safe.install.forges import FORGES, forge_of
from colab_safe.install.packages.requirement import Requirement
from colab_safe.install.server import Server
from colab_safe.install.tokens.for_repository import stored_token
from colab_safe.install.tokens.token import Token
from colab_safe.token_words import without_token_words
from colab_safe.typed import NamedTuple


class LeftOut(NamedTuple):
    """What a listing does not list, as a sentence for the report."""

    sentence: str


class Repository(NamedTuple):
    """A repository to clone."""

    at: Requirement  # its server, its path there, and its default branch, if that is known
    forge: str = (
        ""  # the name of its kind of server in `FORGES`; empty: as its host or its token tells
    )

    @property
    def name(self) -> str:
        """What reports call it, such as `github.com/owner/name`."""
        return without_token_words(f"{self.at.server.host}/{self.at.repository}")


def token_of(server: Server, forge: str = "") -> Token | None:
    """Return the token that is stored for a server, with the user name that goes with it; None without one.

    A server of one's own may have any name, and old tokens have no prefix: then only `forge` tells the user name.

    Args:
        server: That is asked.
        forge: The name of its kind in `FORGES`; empty: as its host tells.

    Raises:
        TokenError: What is stored cannot be a token.
    """
    token = stored_token(server)
    kind = next((each for each in FORGES if each.name == forge), forge_of(server))
    return token and token._replace(username=token.username or kind.username)
