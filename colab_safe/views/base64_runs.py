"""Runs of base64, decoded and encoded again: standard, URL-safe, unpadded, wrapped, in lists, with compressed text inside."""

from __future__ import annotations

import re
import string
from binascii import a2b_base64, b2a_base64
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, groupby

from colab_safe.errors import EditError
from colab_safe.limits import Limit
from colab_safe.model import Span
from colab_safe.origins import TextBuilder, merged
from colab_safe.regex import Regex
from colab_safe.typed import NamedTuple
from colab_safe.views.decoded import NEAR, Decoded, built
from colab_safe.views.decoder import TextEdit
from colab_safe.views.sign_search import LETTER_MARKS, runs_of
from colab_safe.views.utf16 import WIDE

_SHORTEST_RUN = 16  # letters
_LINE = Regex(r"[A-Za-z0-9+/_-]+")
_LETTERS = string.ascii_letters + string.digits + "+/_-"
# Between two strings of a list: in code, in JSON, and as the text of a tree has it. A colon would make the second a key.
_LIST_JOINT = Regex(
    r"(?:\r?\n)?[\"'](?:,\s{,99}|\r?\n[ \t]{,99})b?[\"'](?![^\"'\n]{,100}[\"'][ ]?:)"
)
# At least 16 letters, on one line or wrapped (MIME at 76, PEM at 64, both with a shorter last line).
_RUN = Regex(
    rf"{_LINE.pattern[:-1]}{{{_SHORTEST_RUN},}}"
    rf"(?:(?:\r?\n[ \t]*|{_LIST_JOINT.pattern}){_LINE.pattern})*={{0,2}}"
)
_MORE = Regex(rf"\r?\n[ \t]*{_LINE.pattern}|{_LIST_JOINT.pattern}{_LINE.pattern}")
_JOINT_STARTS = frozenset("\r\n\"'")  # what `_MORE` begins with
_ASCII, _ASCII_MARKS = 15, b"A" * 128 + b" " * 128  # the bytes of five groups of four letters
_SHORTEST_TOKEN = 20  # bytes: as many in a row are ASCII once in 250 MB of other bytes
_PRINTABLE = bytes(range(32, 127)) + b"\t\n\r"
_GAP = "\n\x1e\n"  # after each decoded text, so that two are not read as one
_TO_URL_SAFE = str.maketrans("+/", "-_")
_PADDING = Regex(r"={0,2}")


def base64_decoded(
    text: str, shape: re.Pattern[str], compressed: tuple[str, ...], most: int
) -> Decoded | None:
    """Return every run of base64 that holds text, decoded, one after the other.

    Args:
        text: The text that may contain such runs.
        shape: Found in every run that holds text.
        compressed: What runs that hold compressed text begin with.
        most: How many characters of compressed text are read.

    Returns:
        None when there is none. Text among other bytes is kept aside, and is not decoded further.
    """
    decoding = _Decoding(text, compressed, most)
    for run in _wrapped_runs(text, shape, compressed):
        for lines in _blocks(text, _lines(text, run)):
            decoding.add(lines)
            if _may_be_apart(text, lines):
                for line in lines:
                    decoding.add([line])
    return decoding.result()


def _wrapped_runs(
    text: str, shape: re.Pattern[str], compressed: tuple[str, ...]
) -> Iterator[re.Match[str]]:
    """The runs that are compressed or of the shape; most are of one line, and it is enough to search that."""
    behind = 0
    for start, end in runs_of(
        text.encode("latin-1", "replace").translate(LETTER_MARKS), _SHORTEST_RUN
    ):
        if start < behind:
            continue
        is_compressed = text.startswith(compressed, start)
        is_wrapped = text[end : end + 1] in _JOINT_STARTS and _MORE.match(text, end)
        if is_compressed or is_wrapped or shape.search(text, start, end):
            run = _RUN.match(text, start)
            assert run is not None
            behind = run.end()
            if is_compressed or not is_wrapped or shape.search("".join(_LINE.findall(run[0]))):
                yield run


def _lines(text: str, run: re.Match[str]) -> list[Span]:
    return [Span(*line.span()) for line in _LINE.finditer(text, run.start(), run.end())]


def _may_be_apart(text: str, lines: list[Span]) -> bool:
    """Whether lines that are read as one may be two words of a text, or the strings of a list, each encoded by itself."""
    if _is_list(text, lines):
        return any((line.end - line.start) % 4 for line in lines[:-1])
    return len(lines) == 2


def _is_list(text: str, lines: list[Span]) -> bool:
    return len(lines) > 1 and _LIST_JOINT.match(text, lines[0].end) is not None


def _blocks(text: str, lines: list[Span]) -> Iterator[list[Span]]:
    """The lines that were wrapped together: some of one width, and a shorter one that ends them; of a list all."""
    if _is_list(text, lines):
        yield lines
        return
    widths = [line.end - line.start for line in lines] + [0, 0]
    first = 0
    while first < len(lines):
        end = first + 1
        while widths[end] == widths[first]:
            end += 1
        end += 0 < widths[end] < widths[first] and widths[end] != widths[end + 1]
        yield lines[first:end]
        first = end


class _Decoding:
    """What is decoded of one text, in two parts: readable text, and text among other bytes."""

    def __init__(self, text: str, compressed: tuple[str, ...], most: int) -> None:
        self.readable, self.binary = TextBuilder(), TextBuilder()
        self._text = text
        self._compressed = compressed
        self._left = most
        self._limit: Limit | None = None

    def result(self) -> Decoded | None:
        """What was decoded; an empty text if a limit kept all of it from being decoded."""
        result = built(self.readable, aside=built(self.binary, is_final=True))
        if self._limit:
            result = result or Decoded("", lambda: self.readable.origins)
            result.limit = self._limit
        return result

    def add(self, lines: list[Span]) -> None:
        """Decode some lines as one; a word before the base64 may shift its groups of four."""
        letters = "".join([self._text[start:end] for start, end in lines])
        if letters.startswith(self._compressed) and self._add_compressed(letters, lines):
            return  # compressed data may look like text by chance
        if lines[0].end - lines[0].start < _SHORTEST_RUN:
            return
        decoded = {shift: _bytes_of(letters[shift:]) for shift in range(4)}
        marked = {shift: data.translate(_ASCII_MARKS) for shift, data in decoded.items()}
        textual = [shift for shift in marked if b"A" * _ASCII in marked[shift]]
        if not textual:
            return
        places = _Letters(lines)
        clear = [shift for shift in textual if _is_readable(decoded[shift].decode("latin-1"))]
        for shift in clear:
            text = decoded[shift].decode("latin-1")
            _add_groups(self.readable, text, places.spans(shift, len(letters)))
            self.readable.put(_GAP, lines[-1].end, lines[-1].end)
        for shift in textual:
            if not any(_is_as_clear(marked[each], marked[shift]) for each in clear):
                self._add_near_ascii(decoded[shift], marked[shift], shift, places)

    def _add_near_ascii(self, data: bytes, marked: bytes, shift: int, letters: _Letters) -> None:
        """Add what is near the text among other bytes: of random ones, 1 in 30,000 seems to be text."""
        end = letters.end
        for part in _near(runs_of(marked, _ASCII), len(data)):
            first = shift + part.start // 3 * 4
            spans = letters.spans(first, first + -(-(part.end - part.start) // 3) * 4)
            _add_groups(self.binary, data[part.start : part.end].decode("latin-1"), spans)
            self.binary.put(_GAP[:1], end, end)
            self.binary.put(_GAP[1:], spans[-1].end, end)  # what `base64_edits` encodes anew, too

    def _add_compressed(self, letters: str, lines: list[Span]) -> bool:
        """Add the text that is compressed there; True when all of it was read."""
        from colab_safe.views.compressed import decompressed  # few notebooks contain such data

        text, is_whole, limit = decompressed(_bytes_of(letters), self._left)
        self._left -= len(text)
        self._limit = limit or self._limit
        if text:
            builder = self.readable if _is_readable(text) else self.binary
            builder.put(text, lines[0].start, lines[-1].end)
            builder.put(_GAP, lines[-1].end, lines[-1].end)
        return is_whole or limit is not None


def _is_as_clear(marked: bytes, other: bytes) -> bool:
    """Whether bytes are ASCII wherever those of other groups of four are, as with hexadecimal; both are marked."""
    return not any(b" " in marked[start:end] for start, end in runs_of(other, _SHORTEST_TOKEN))


def _is_readable(text: str) -> bool:
    """Whether at least three quarters are printable ASCII, or a part is UTF-16, which the decoder `utf-16` reads."""
    others = len(text.encode("latin-1", "replace").translate(None, _PRINTABLE))
    return 4 * others <= len(text) or (
        4 * text.count("\0") >= others and WIDE.search(text) is not None
    )


def _near(runs: Iterable[tuple[int, int]], size: int) -> list[Span]:
    """What is near some runs of characters, in whole groups of three; what touches is joined."""
    return merged(
        [
            Span(max(0, start - NEAR) // 3 * 3, min(size, (end + NEAR) // 3 * 3 + 3))
            for start, end in runs
        ]
    )


class _Letters:
    """Where the letters of some lines are, by their numbers."""

    def __init__(self, lines: Sequence[Span]) -> None:
        self._lines = lines
        self._starts = [0, *accumulate([end - start for start, end in lines])]
        self.end = lines[-1].end

    def spans(self, first: int, end: int) -> list[Span]:
        """Return where some letters are, in one span per line.

        Args:
            first: The number of the first of them.
            end: The number after the last; there may be fewer.
        """
        end = min(end, self._starts[-1])
        number, after = bisect_right(self._starts, first) - 1, bisect_left(self._starts, end)
        spans = list(self._lines[number:after])
        spans[0] = Span(spans[0].start + first - self._starts[number], spans[0].end)
        spans[-1] = Span(spans[-1].start, spans[-1].end + end - self._starts[after])
        return spans


def _add_groups(builder: TextBuilder, decoded: str, lines: list[Span]) -> None:
    """Add three characters for each four letters, also where a line end breaks a group."""
    at = held = held_from = 0
    for start, end in lines:
        if held:
            if end - start < 4 - held:
                held += end - start
                continue
            start += 4 - held
            builder.put(decoded[at : at + 3], held_from, start)
            at += 3
        groups, held = divmod(end - start, 4)
        builder.scale(decoded[at : at + 3 * groups], start, 3, 4)
        at += 3 * groups
        held_from = end - held
    builder.put(decoded[at:], held_from, lines[-1].end)


def _bytes_of(letters: str) -> bytes:
    """The bytes of unpadded base64 of any length: a single letter too many is dropped."""
    standard = letters.replace("-", "+").replace("_", "/")
    standard = standard[:-1] if len(standard) % 4 == 1 else standard
    return a2b_base64(standard + "=" * (-len(standard) % 4))


class _Rewriting(NamedTuple):
    """In the run that ends at `end`, from the group of four at `origin` on, `old` becomes `new`."""

    end: int
    origin: int
    old: str
    new: str


def base64_edits(parent: str, decoded: Decoded, edits: Sequence[TextEdit]) -> Iterator[TextEdit]:
    """Yield the edits of each run of base64, which encode it anew from its first change on.

    Args:
        parent: The text that contains the runs.
        decoded: What `base64_decoded` made of it.
        edits: Edits of the decoded text.

    Raises:
        EditError: The text to change is compressed.
    """
    wanted = sorted(_rewriting(decoded, edit) for edit in edits)
    for end, rewritings in groupby(wanted, key=lambda one: one.end):
        padding = _PADDING.match(parent, end)
        yield from _rewritten_run(parent, list(rewritings), padding.end() if padding else end)


def _rewriting(decoded: Decoded, edit: TextEdit) -> _Rewriting:
    run = decoded.spans(edit.start, decoded.text.find(_GAP, edit.end) + len(_GAP))
    return _Rewriting(run[-1].end, run[0].start, decoded.text[edit.start : edit.end], edit.text)


def _rewritten_run(text: str, rewritings: list[_Rewriting], end: int) -> Iterator[TextEdit]:
    first = rewritings[0].origin
    run = text[first:end]
    letters = "".join(_LINE.findall(run))
    decoded, has_others = _bytes_of(letters).decode("latin-1"), _holds_other_text(letters)
    parts, position = [], 0
    for _, origin, old, new in rewritings:
        group = len("".join(_LINE.findall(text, first, origin))) // 4 * 3
        at = decoded.find(old, group, group + len(old) + 3)
        if at < position:
            raise EditError("text inside compressed data cannot be rewritten: change it by hand")
        written = new.encode().decode("latin-1")
        # What is decoded from another letter on keeps its letters, if what comes before it keeps its groups.
        spaces = " " * ((len(old) - len(written)) % 3 if has_others else 0)
        parts += [decoded[position:at], written + spaces]
        position = at + len(old)
    lines = [Span(*line.span()) for line in _LINE.finditer(text, first, end)]
    groups = -(-position // 3) if has_others else len(letters)
    new = _encoded_like(run, "".join([*parts, decoded[position : groups * 3]]))
    if has_others and not _is_wrapped(text, lines):
        yield from _in_strings(_Letters(lines).spans(0, groups * 4), new.rstrip("="))
    elif _is_list(text, lines):
        yield from _in_strings([*lines[:-1], Span(lines[-1].start, end)], new)
    else:
        rest = letters[groups * 4 :]
        padding = "=" * run.count("=") if rest else ""
        yield TextEdit(first, end, _wrapped_like(run, new + rest + padding))


def _is_wrapped(text: str, lines: list[Span]) -> bool:
    """Whether lines are those of one piece: all of one width, but for the last one. Two may be two pieces."""
    start = len(
        text[: lines[0].start].rstrip(_LETTERS)
    )  # of the line that the first letters are in
    widths = [lines[0].end - start, *(line.end - line.start for line in lines[1:])]
    is_even = max(widths) == min(widths[:-1] or widths)
    return is_even and len(lines) != 2 and not _is_list(text, lines)


def _holds_other_text(letters: str) -> bool:
    """Whether other groups of four hold text where these hold none: pieces of base64 with nothing visible between them."""
    own, *others = (_bytes_of(letters[shift:]).translate(_ASCII_MARKS) for shift in range(4))
    return not all(_is_as_clear(own, marked) for marked in others)


def _in_strings(strings: list[Span], letters: str) -> Iterator[TextEdit]:
    """Put letters into the strings of a list, as many as each had, and the rest into the last one."""
    for number, (start, end) in enumerate(strings, 1):
        size = end - start if number < len(strings) else len(letters)
        yield TextEdit(start, end, letters[:size])
        letters = letters[size:]


def _encoded_like(run: str, decoded: str) -> str:
    """Encode a text with the alphabet and padding of `run`."""
    letters = b2a_base64(decoded.encode("latin-1"), newline=False).decode()
    if "-" in run or "_" in run:
        letters = letters.translate(_TO_URL_SAFE)
    if len("".join(_LINE.findall(run))) % 4 and not run.endswith("="):
        return letters.rstrip("=")
    return letters


def _wrapped_like(run: str, letters: str) -> str:
    """Wrap letters at the width of `run`."""
    lines = _LINE.findall(run)
    if len(lines) < 2:
        return letters
    first, width = len(lines[0]), len(lines[1])
    joint = run[first : run.index(lines[1], first)]
    rest = [letters[start : start + width] for start in range(first, len(letters), width)]
    return joint.join([letters[:first], *rest])
