"""Redact tokens in a text that is still being written, in every spelling in which they turn up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from colab_safe.model import Secret
from colab_safe.spellings import MASK, spellings
from colab_safe.token_words import FORGE_PREFIX

_LONGEST_TAIL = 8192  # characters of an unfinished line that are kept back; a spelling with colour codes in it is shorter
_CSI = r"(?:\x1b\[[0-?]*[ -/]*(?:[@-~]|(?=\x1b)))*"  # ECMA-48 control sequences, e.g. colours, that may stand between two letters

_WHOLE_LINES = re.compile(r".*[\r\n]", re.DOTALL)
_WHOLE_WORDS = re.compile(r".*\s", re.DOTALL)
_ALL = re.compile(r".*", re.DOTALL)
# Other people's tokens in build logs.
_GENERIC = re.compile(
    FORGE_PREFIX
    + r"[A-Za-z0-9_=.-]{16,}|(?<=://)(?!(?:git|\*{4})@)[^/\s:@]{1,4096}(?::[^/\s@]{0,4096})?(?=@)"
    r"|(?<=uthorization: )[A-Za-z]+ +\S+"
)


class Redactor:
    """Feed it chunks, and print what it gives back: the same text without tokens, however it was cut into chunks.

    Whole lines come back at once. Of an unfinished line `pause()` gives what stands before the last blank: no
    spelling of a token has a blank in it, so none is ever cut.
    """

    __slots__ = ("_kept", "clean")
    clean: Callable[[str], str]

    def __init__(self, secrets: Iterable[Secret] = (), logins: Iterable[str] = ()) -> None:
        self._kept = Secret("")
        self.clean = _cleaner(tuple(secrets), tuple(logins))

    def feed(self, text: str) -> str:
        """Return what of the output can be shown now; the end is held back while it may be the begin of a token.

        Args:
            text: The next piece of the output.
        """
        return self._give(text, _WHOLE_LINES)

    def pause(self) -> str:
        """Nothing came for a moment: what may be shown of an unfinished line, such as `Building wheel: `."""
        return self._give("", _WHOLE_WORDS)

    def finish(self) -> str:
        return self._give("", _ALL)

    def _give(self, text: str, upto: re.Pattern[str]) -> str:
        self._kept = Secret(self._kept.reveal() + text)
        match = upto.match(self._kept.reveal())
        end = match.end() if match else 0
        if len(self._kept.reveal()) - end > 2 * _LONGEST_TAIL:
            return self._give_most_of_a_long_line()
        shown = self.clean(self._kept.reveal()[:end])
        self._kept = Secret(self._kept.reveal()[end:])
        return shown

    def _give_most_of_a_long_line(self) -> str:
        cleaned = self.clean(self._kept.reveal())
        self._kept = Secret(cleaned[-_LONGEST_TAIL:])
        return cleaned[:-_LONGEST_TAIL]


def _cleaner(secrets: tuple[Secret, ...], logins: tuple[str, ...]) -> Callable[[str], str]:
    """The patterns live in this closure, where no traceback and no repr shows them."""
    known = {spelling for secret in secrets for spelling in spellings(secret.reveal(), logins)}
    needles = sorted((needle for needle in known if len(needle) > 5), key=len, reverse=True)
    own = re.compile("|".join(_CSI.join(map(re.escape, needle)) for needle in needles) or r"(?!)")
    return lambda text: _GENERIC.sub(MASK, own.sub(MASK, text))
