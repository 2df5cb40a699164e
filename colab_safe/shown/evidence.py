"""Whether code can get a credential from anywhere at all: asked before it is parsed, which takes ten times as long."""

from __future__ import annotations

import re
from collections.abc import Iterable

from colab_safe.code.cells import SHELL_MAGICS
from colab_safe.shown import sources
from colab_safe.shown.words import WORDS


def _any_of(names: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(names)))})"


_VARIABLES = sources.VARIABLES | sources.ENVIRONMENTS
_ANYWHERE = (
    sources.FUNCTIONS | sources.RECORDS | sources.VAULTS | sources.METHODS.keys() | _VARIABLES
    | {"input", "raw_input"}
) - {"config"}  # fmt: skip
# Words of which most are for something else: only where they are called, or imported by another name.
_CALLED = sources.OPENERS | sources.LOADERS | sources.COMMANDS | {"config"}
# One of these is where a credential comes from, in whichever way the code gets it.
_SOURCE = re.compile(
    rf"\b{_any_of(_VARIABLES)}\s*(?:\[|\.?\w*\()\s*([\"'])(?P<variable>[^\"'{{\n]*)\1\s*[\]),]"
    rf"|\b{_any_of(_ANYWHERE)}\b"
    rf"|\b{_any_of(_CALLED)}\s*(?:\(|as\b)"
    rf"|[.$]\s*{_any_of(sources.OF_HOLDERS)}\b"
    rf"|{sources.NAMES.replace('$', '(?![A-Za-z0-9_])').replace('^', '(?<![A-Za-z0-9_])')}"
    rf"|^[ \t]*%%{_any_of(SHELL_MAGICS)}"
    rf"|[!%](?:\\\n|[^\n])*?(?:[{{$]|\benv|\bset\b|\bexport\b|\bdeclare\b|{_any_of(WORDS)})",
    re.MULTILINE,
)


def has_source(cell: str) -> bool:
    """Return whether the code of a cell can get a credential from anywhere; most words of `WORDS` are there for something else.

    Args:
        cell: The source of a code cell.
    """
    return any(
        found["variable"] is None or sources.is_credential_variable(found["variable"])
        for found in _SOURCE.finditer(cell)
    )
