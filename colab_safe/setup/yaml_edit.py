"""Insertions into YAML that leave every other byte as it is: comments, quotes, indentation, line ends.

Text is inserted at the places that the parsed nodes name. The result is parsed again, and returned only if it says the
same as before and what was added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from colab_safe.errors import UsageError
from colab_safe.setup.yaml_text import documents, parse
from colab_safe.typed import Any


def with_key(text: str, name: str, block: str) -> str:
    """Return a text with one more key at the end of its last document.

    Args:
        text: A mapping in block style, or nothing.
        name: What error messages call the text.
        block: The key and its value in block style, with line ends `\\n`.

    Raises:
        UsageError: The text is not valid YAML, or a key cannot be added; the message ends with the lines to add.
    """
    before = parse(text, name)
    if before is not None and not isinstance(before, dict):
        return _checked((), text, name, None, block)
    wanted = {**(before or {}), **parse(block, name)}
    return _checked(_ends(text, name, block), text, name, wanted, block)


def with_item(text: str, name: str, key: str, block: str, flow: str) -> str:
    """Return a text with one more item at the end of a list, in the style of the list.

    Args:
        text: A mapping with the key, in block or flow style.
        name: What error messages call the text.
        key: Of the list.
        block: The item in block style, beginning with `- ` at the margin, with line ends `\\n`.
        flow: The same item in flow style.

    Raises:
        UsageError: The text is not valid YAML, or no item can be added; the message ends with the lines to add.
    """
    before = parse(text, name)
    found = isinstance(before, dict) and isinstance(before.get(key) or [], list)
    wanted = {**before, key: [*(before.get(key) or []), *parse(block, name)]} if found else None
    places = _ends_of_list(text, name, key, block, flow) if found else ()
    return _checked(places, text, name, wanted, block)


def _checked(candidates: Iterable[str], text: str, name: str, wanted: Any, block: str) -> str:
    """The first candidate that says what is wanted."""
    number = len(documents(text, name)) or 1
    for after in candidates:
        try:
            if parse(after, name) == wanted and len(documents(after, name)) == number:
                return after
        except UsageError:
            continue
    raise UsageError(
        f"{name}: not changed, because of its layout. Add these lines:", *block.splitlines()
    )


def _ends(text: str, name: str, block: str) -> Iterator[str]:
    """The block behind everything, after an empty line or, where that would change a text above it, without one."""
    found = documents(text, name)
    end = found[-1].end_mark.index if found else len(text)
    end = end if text[end:].startswith("...") else len(text)
    newline = _newline(text)
    head, block = _whole_lines(text[:end], newline), block.replace("\n", newline)
    if head:
        yield f"{head}{newline}{block}{text[end:]}"
    yield f"{head}{block}{text[end:]}"


def _ends_of_list(text: str, name: str, key: str, block: str, flow: str) -> Iterator[str]:
    root = documents(text, name)[-1]
    place = next((value for at, value in root.value if at.value == key), None)
    if place is None:
        return
    is_list = isinstance(place.value, list)
    if is_list and place.value and place.flow_style:
        end = place.value[-1].end_mark.index
        yield f"{text[:end]}, {flow}{text[end:]}"
        return
    start, stop = place.start_mark.index, place.end_mark.index
    if is_list and place.flow_style:  # `[]`
        yield from _instead_of_nothing(text, start, stop, block)
        yield f"{text[: start + 1]}{flow}{text[start + 1 :]}"
        return
    following = [at.start_mark.index for at, _ in root.value if at.start_mark.index > start]
    stop = min([*following, root.end_mark.index])
    indent = place.start_mark.column if is_list else 2
    newline = _newline(text)
    inserted = _indented(block, indent, newline)
    for end in (_end_of_list(text, text.rfind("\n", 0, start) + 1, stop), stop):
        yield _whole_lines(text[:end], newline) + inserted + text[end:]


def _instead_of_nothing(text: str, start: int, stop: int, block: str) -> Iterator[str]:
    """The block instead of an empty list on one line."""
    line_end = text.find("\n", stop) + 1 or len(text)
    if "\n" not in text[start:stop]:
        newline = _newline(text)
        head = _whole_lines(text[:start].rstrip() + text[stop:line_end], newline)
        yield head + _indented(block, 2, newline) + text[line_end:]


def _end_of_list(text: str, start: int, stop: int) -> int:
    """Behind the last line of a list that is neither empty nor a comment at the margin."""
    end = start
    for line in re.finditer(r".*\n?", text[start:stop]):
        if line[0].strip() and not line[0].startswith("#"):
            end = start + line.end()
    return end


def _indented(block: str, indent: int, newline: str) -> str:
    return "".join(f"{' ' * indent}{line}{newline}" for line in block.splitlines())


def _whole_lines(text: str, newline: str) -> str:
    return text if not text or text.endswith("\n") else text + newline


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
