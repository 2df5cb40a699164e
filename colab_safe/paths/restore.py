"""Placeholders become the user's own paths again: each as it was written there, or plainly where that is not known."""

from __future__ import annotations

import re
from collections import defaultdict
from json import dumps

from colab_safe.drive_layout import MY_DRIVE, is_beside_my_drive, pattern
from colab_safe.paths.encoding import in_utf8
from colab_safe.paths.lines import Occurrence, occurrences, written
from colab_safe.placeholders.names import PLACEHOLDER
from colab_safe.placeholders.store import PathStore, Text
from colab_safe.typed import NamedTuple

_ABSOLUTE = re.compile(r"/|~|[A-Za-z]:[\\/]")
_IN_MY_DRIVE = re.compile(rf"(?<![\w.-]){pattern(MY_DRIVE)}[\\/]+\Z")


class Restoration(NamedTuple):
    """The notebook's new bytes, how many paths are back, and why which placeholders are not."""

    data: bytes
    restored: int = 0
    refused: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()  # the placeholders that the store has no path for


class _Refusal(Exception):
    pass


def restore(data: bytes, notebook: str, store: PathStore, fill: bool = False) -> Restoration:
    """The inverse of `hide`, byte for byte, also where other parts of the notebook were changed since.

    `notebook` is its path in the repository. With `fill`, placeholders that were in the notebook before it was hidden
    become paths as well. How the paths are written now is remembered in the store.
    """
    body, back = in_utf8(data)
    found = occurrences(body)
    groups: dict[str, list[Occurrence]] = defaultdict(list)
    for occurrence in found:
        groups[occurrence.line].append(occurrence)
    texts: dict[int, Text] = {}
    refused, unknown = [], []
    for line, group in groups.items():
        try:
            chosen = _texts(body, group, notebook, store, fill)
        except _Refusal as refusal:
            refused.append(str(refusal))
            continue
        if chosen is None:
            unknown.append(group[0].placeholder)
            continue
        store.remember(line, notebook, chosen)
        texts.update(
            (occurrence.start, text) for occurrence, text in zip(group, chosen, strict=True)
        )
    restored = sum(
        text[0] != occurrence.placeholder
        for occurrence in found
        if (text := texts.get(occurrence.start))
    )
    new = _filled(body, found, texts)
    return Restoration(
        back(new) if restored else data, restored, tuple(refused), tuple(dict.fromkeys(unknown))
    )


def _texts(
    body: bytes, group: list[Occurrence], notebook: str, store: PathStore, fill: bool
) -> list[Text] | None:
    """What stands for the placeholders of equal lines; None where nothing is known."""
    first = group[0]
    known = store.texts(first.line, notebook)
    if known and fill and all(text[0] == first.placeholder for text in known):
        known = None
    if not known:
        plain = _plain(body, first, store)
        return None if plain is None else [plain] * len(group)
    if len(known) != len(group):
        if any(text != known[0] for text in known):
            raise _Refusal(
                f"{first.placeholder} stands in {len(group)} equal lines, which were {len(known)} when the paths were"
                " hidden, each with the path written in another way: write the path there by hand"
            )
        known = [known[0]] * len(group)
    for occurrence, (_, *kept) in zip(group, known, strict=True):
        if not body.startswith(written("".join(kept)), occurrence.end):
            raise _Refusal(
                f"{first.placeholder} stood for a path with other things inside, which have changed: write it by hand"
            )
    return known


def _plain(body: bytes, occurrence: Occurrence, store: PathStore) -> Text | None:
    """The path in a line that the store does not know: as such paths are written elsewhere, if that is always the same."""
    path = store.path(occurrence.placeholder)
    if path is None:
        return None
    before = body[max(0, occurrence.start - 200) : occurrence.start]
    plain = _fitting(path, _unescaped(before), occurrence.placeholder)
    others = _written_alike(occurrence, store)
    if all(_denoted(text[0]) == path for text in others):
        return [dumps(plain, ensure_ascii=body.isascii())[1:-1]]
    if len({tuple(text) for text in others}) == 1 and len(others[0]) == 1:
        return others[0]
    raise _Refusal(
        f"the line of {occurrence.placeholder} was edited since it was hidden, and its path is written in several ways"
        " that do not mean the same (whole, or in pieces): write the path there by hand"
    )


def _unescaped(before: bytes) -> str:
    r"""JSON text with `\uXXXX` as characters: "My Drive" is not ASCII in every language."""
    text = before.decode("utf-8", "replace")
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)


def _fitting(path: str, before: str, placeholder: str) -> str:
    """The path behind what stands before its placeholder. Raises _Refusal where it cannot stand there."""
    if re.search(r"[\"'\\\x00-\x1f]", path):
        raise _Refusal(f"the path of {placeholder} holds quotes or backslashes: write it by hand")
    if _ABSOLUTE.match(path) and before[-1:] in ("/", "\\"):
        raise _Refusal(
            f"your path for {placeholder} is not on a Drive, and a Drive path is needed: leave the placeholder"
        )
    if _IN_MY_DRIVE.search(before) and is_beside_my_drive(path):
        raise _Refusal(
            f"your path for {placeholder} is not in My Drive: leave the placeholder, with which the notebook runs"
        )
    on_mount = re.search(r"(?<!my)drive[\\/]+$", before)
    return f"MyDrive/{path}" if on_mount and not is_beside_my_drive(path) else path


def _written_alike(occurrence: Occurrence, store: PathStore) -> list[Text]:
    """How this placeholder's path is written in the known lines where the same characters stand round it."""
    around = _neighbours(occurrence.line)
    return [
        text
        for line, notebooks in store.written.items()
        if occurrence.placeholder in line and _neighbours(line) == around
        for texts in notebooks.values()
        for text in texts
        if text[0] != occurrence.placeholder
    ]


def _neighbours(line: str) -> tuple[str, str]:
    match = PLACEHOLDER.search(line)
    return (line[: match.start()][-1:], line[match.end() :][:1]) if match else ("", "")


def _denoted(text: str) -> str:
    """The path that a text denotes, be it in pieces: `keys", "gh.json` is keys/gh.json."""
    return "/".join(re.findall(r"[^\s\"'+,/\\]+", text.replace("\\n", " ")))


def _filled(body: bytes, found: list[Occurrence], texts: dict[int, Text]) -> bytes:
    parts, position = [], 0
    for occurrence in found:
        if occurrence.start in texts:
            original, *kept = texts[occurrence.start]
            parts += [body[position : occurrence.start], written(original)]
            position = occurrence.end + len(written("".join(kept)))
    return b"".join([*parts, body[position:]])
