"""YAML as a tree whose parts know their places in the text, so that a message can name a line, and an edit a character.

Scalars stay the strings that they are written as: no type is made of them, so no tag and no date can fail or run
anything. ruamel.yaml parses; it is imported with the first text (docs/decisions/013-ruamel-yaml-for-yaml.md).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from colab_safe.errors import UsageError
from colab_safe.typed import Any

_LONGEST = (
    1 << 18
)  # characters that are parsed, in a few seconds; large configurations have some ten thousand
_MERGE = "<<"


class Mapping(dict[str, Any]):
    """A mapping, and the lines of its keys."""

    def __init__(self) -> None:
        """Make an empty mapping."""
        super().__init__()
        self.lines: dict[str, int] = {}  # from 1


def line_of(mapping: dict[str, Any], key: str) -> int | None:
    """Return the line of a key, from 1; None where it is not known, as in TOML.

    Args:
        mapping: It has the key.
        key: The key.
    """
    return mapping.lines.get(key) if isinstance(mapping, Mapping) else None


def parse(text: str, name: str) -> Any:
    """Return what a text contains: mappings as `Mapping`, sequences as lists, scalars as strings.

    Of several documents, as in GitLab's pipelines, the last one counts. An alias is the same object as its anchor.

    Args:
        text: The text.
        name: What error messages call it.

    Returns:
        None for an empty text.

    Raises:
        UsageError: It is not valid YAML, or has a key twice; the message names the line.
    """
    found = documents(text, name)
    try:
        return _Reader(name).value(found[-1]) if found else None
    except RecursionError:
        raise _too_deep(name) from None


def documents(text: str, name: str) -> list[Any]:
    """Return the nodes of a text's documents. Their marks have `index`, `line` and `column`, from 0.

    Args:
        text: The text.
        name: What error messages call it.

    Raises:
        UsageError: It is not valid YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(text) > _LONGEST:
        raise UsageError(f"{name}: not read: it has more than {_LONGEST:,} characters")
    try:
        composer = YAML(typ="safe", pure=True).get_constructor_parser(text)[0].composer
        composer.warn_double_anchors = False  # they are valid, and the warning would show the text
        found = []
        while composer.check_node():
            found.append(composer.get_node())
        return found
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        why = getattr(error, "problem", None) or "it contains control characters"
        raise UsageError(f"{name}{where}: invalid YAML: {why}") from None
    except RecursionError:
        raise _too_deep(name) from None


def _too_deep(name: str) -> UsageError:
    return UsageError(f"{name}: invalid YAML: it is nested too deeply")


class _Reader:
    """Turns nodes into values; each node once, so that aliases of aliases take no time."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values: dict[int, Any] = {}

    def value(self, node: Any) -> Any:
        if id(node) not in self._values:
            kind = type(node).__name__
            made: Any = node.value
            if kind == "SequenceNode":
                made = self._values[id(node)] = []
                made.extend(map(self.value, node.value))
            elif kind == "MappingNode":
                made = self._values[id(node)] = Mapping()
                self._fill(made, node)
            self._values[id(node)] = made
        return self._values[id(node)]

    def _fill(self, made: Mapping, node: Any) -> None:
        for key, value in node.value:
            name = self._key(key)
            if name == _MERGE:
                continue
            if name in made:
                raise UsageError(
                    f"{self._name}, line {key.start_mark.line + 1}: the key `{name}` is there twice, "
                    f"first in line {made.lines[name]}: remove one of them"
                )
            made[name], made.lines[name] = self.value(value), key.start_mark.line + 1
        for merged in self._merged(node):
            for name in merged:
                if name not in made:
                    made[name], made.lines[name] = merged[name], merged.lines[name]

    def _merged(self, node: Any) -> Iterator[Mapping]:
        """What `<<` takes over; the first of several wins."""
        for key, value in node.value:
            if self._key(key) == _MERGE:
                given = self.value(value)
                several = given if isinstance(given, list) else [given]
                yield from (each for each in several if isinstance(each, Mapping))

    def _key(self, node: Any) -> str:
        return node.value if isinstance(node.value, str) else f"line {node.start_mark.line + 1}"


def texts(value: Any, without: Collection[str] = ()) -> Iterator[str]:
    """Yield all strings of a value, but no keys.

    Args:
        value: As `parse` returns it.
        without: Keys whose values are left out.
    """
    waiting, seen = [value], set()
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict | list) and id(each) not in seen:
            seen.add(id(each))
            parts = each
            if isinstance(each, dict):
                parts = [each[key] for key in each if key not in without]
            waiting += reversed(parts)
