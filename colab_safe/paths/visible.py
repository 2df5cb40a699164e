"""The paths of token files that a notebook shows: what is found in it, without what the project accepts.

Modules that read notebooks are imported only for a file that may contain a path.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from colab_safe.drive_layout import CODE_SIGNS, encoded_signs, in_base64
from colab_safe.paths.rules import DEFAULT, Rules
from colab_safe.placeholders.store import PathStore
from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ahocorasick_rs import BytesAhoCorasick

    from colab_safe.findings import Acceptance
    from colab_safe.model import AcceptedBy, Finding
    from colab_safe.paths.path_match import PathMatch

# Without one of these in its bytes a notebook contains no Drive path: then it is not read, which saves 30 ms of imports.
_IN_BASE64 = in_base64(("/MyDrive/", "/My Drive/", "/Shareddrives/"))
_SIGNS = (
    *encoded_signs(CODE_SIGNS),
    *_IN_BASE64,
    *in_base64(map(bytes.decode, _IN_BASE64)),
    # "rive" in hexadecimal, also as UTF-16, and with something between two bytes
    *(b"72697665", b"72006900760065"),
    *(b"114, 105, 118, 101", b"114,105,118,101"),  # in a list of bytes
    *(b"72 69 76 65", b"72:69:76:65", b"72 00 69 00 76 00 65", b"72:00:69:00:76:00:65"),
)
# Three characters in a row that are written as numbers, or one letter of "rive": each pattern begins with fixed characters,
# which Python's engine looks for ten times as fast as for a choice.
_NUMBERED = (
    Regex(
        rb"&#(?:[xX]?[0-9a-fA-F]{1,7};?(?:&#[xX]?[0-9a-fA-F]{1,7};?){2}|0*(?:114|105|118|101)\b|[xX]0*(?:72|69|76|65)\b)"
    ),
    Regex(rb"%(?:25)*(?:72|69|76|65|[0-9a-fA-F]{2}(?:%(?:25)*[0-9a-fA-F]{2}){2})"),
    Regex(rb"\\x(?:72|69|76|65|[0-9a-fA-F]{2}(?:\\+x[0-9a-fA-F]{2}){2})"),
    Regex(rb"\\u00(?:72|69|76|65|[2-7][0-9a-fA-F](?:\\+u00[2-7][0-9a-fA-F]){2})"),
    Regex(rb"\\(?:162|151|166|145|[01][0-7]{2}(?:\\+[01][0-7]{2}){2})"),
    Regex(rb"=[2-7][0-9A-F](?:=[2-7][0-9A-F]){2}"),  # quoted-printable
)


def accept_nothing(finding: Finding, line: str) -> AcceptedBy | None:
    """Return None: the acceptance of a project without settings.

    Args:
        finding: A visible path.
        line: The line of the cell that the path is in.
    """
    return None


class VisiblePaths(NamedTuple):
    """The paths of token files that a notebook shows."""

    matches: tuple[PathMatch, ...] = ()  # in the order of the file; no two share a byte
    accepted_by: tuple[AcceptedBy, ...] = ()  # what accepts further paths
    # Why the file was searched as plain text. None also for a file that was not read, for lack of any sign.
    problem: str | None = None
    unread: str | None = None  # what was not read of the file, and by which limit


def visible_paths(
    body: bytes,
    name: str,
    store: PathStore,
    rules: Rules = DEFAULT,
    accepts: Acceptance = accept_nothing,
) -> VisiblePaths:
    """Return what `find` finds in a file, without what is accepted; a file without any sign of a path is not parsed.

    Args:
        body: The notebook's bytes, in UTF-8.
        name: The notebook's path in the repository.
        store: What the clone knows; it is not changed.
        rules: Which paths lead to token files.
        accepts: What the project's configuration accepts.
    """
    if not may_contain_paths(body, known_words(store)):
        return VisiblePaths()
    from colab_safe.notebook.reading import read
    from colab_safe.paths.find import find

    notebook = read(body, name)
    found = find(notebook, name, store, rules)
    if not found:
        return VisiblePaths(problem=notebook.problem, unread=notebook.unread)
    from colab_safe.paths.accepted import without_accepted

    matches, accepted_by = without_accepted(notebook, name, found, accepts)
    return VisiblePaths(matches, accepted_by, notebook.problem, notebook.unread)


def may_contain_paths(body: bytes, words: Iterable[bytes]) -> bool:
    """Return whether bytes have a sign of a path; without one, no path is in them, however it is written.

    Args:
        body: A notebook in UTF-8, or a part of it.
        words: Those of the paths that the clone knows: see `known_words`.
    """
    return (
        bool(_search().find_matches_as_indexes(body))
        or any(pattern.search(body) for pattern in _NUMBERED)
        or any(word in body for word in words)
    )


@cache
def _search() -> BytesAhoCorasick:
    """One search for all signs takes a sixth of the time of one search for each."""
    from ahocorasick_rs import BytesAhoCorasick

    return BytesAhoCorasick(_SIGNS)


def known_words(store: PathStore) -> set[bytes]:
    """Return the words of the paths that a store knows: no part of a path is without one of them.

    Args:
        store: What the clone knows.
    """
    words = (re.findall("[A-Za-z0-9]+", path) or [""] for path in store.every_path())
    return {word.encode() for found in words for word in found}
