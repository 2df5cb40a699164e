"""The values of password fields, and of records with a name and a value, each as `name = "value"`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from colab_safe.model import Span
from colab_safe.origins import TextBuilder
from colab_safe.regex import Alternatives, Regex
from colab_safe.typed import NamedTuple
from colab_safe.views.decoded import Decoded, built

_STRING = r"""(?:"(?P<{0}1>[^"\\\n]*(?:\\.[^"\\\n]*)*)"|'(?P<{0}2>[^'\\\n]*(?:\\.[^'\\\n]*)*)')"""
_VALUE = rf"""["']?\bvalue["']?\s{{,3}}[:=]\s{{,3}}{_STRING.format("value")}"""
# The state of a widget, up to that of the next one: ipywidgets' `PasswordModel`, whose members have any order.
_WIDGET = Regex(r"(?P<name>Password)(?<=\bPassword)Model[\"']")
_STATE_END = Regex(r"""["']_?model_name["']\s*:\s*["'](?!PasswordModel)""", re.IGNORECASE)
_LONGEST_STATE = 4000
# A call that makes such a field: ipywidgets', Panel's, and any with `type="password"`.
_CALL = Alternatives(
    r"(?P<name>Password)(?<=\bPassword)\w{,10}\(",
    r"type(?<=\btype)\s{,3}=\s{,3}[\"'](?P<type>password)[\"']",
)
_LONGEST_CALL = 1000
_RECORD_NAME = Regex(
    rf"""["']?\b(?:name|key)["']?\s{{,3}}[:=]\s{{,3}}{_STRING.format("name")}""", re.IGNORECASE
)
# Where one may be, in a text with one byte per character and in lower case: found 20 times faster.
_NAMES = [Regex(word + rb"[\"']?\s{,3}[:=]\s{,3}[\"']") for word in (b"name", b"key")]
_BETWEEN = Regex(r"[^{}()\n]{,300}(?:\n[^{}()\n]{,300}){,8}?")
_VALUE_OF_RECORD = Regex(_VALUE, re.IGNORECASE)
_LONGEST_RECORD = 600
_RECORD_END = re.compile("[{}()]")


class _Sibling(NamedTuple):
    """A value, and what names it."""

    name: Span
    value: Span


def sibling_values(text: str) -> Decoded | None:
    """Return each value that something beside it names as `name = "value"`, one per line.

    Args:
        text: Code, JSON, the text of a tree, or HTML.

    Returns:
        None when it contains none.
    """
    builder = TextBuilder()
    for name, value in sorted({*_of_widgets(text), *_of_fields(text), *_of_records(text)}):
        builder.keep(text, *name)
        builder.put(' = "', name.end, name.end)
        builder.keep(text, *value)
        builder.put('"\n', value.end, value.end)
    return built(builder)


def _of_widgets(text: str) -> Iterator[_Sibling]:
    for widget in _WIDGET.finditer(text):
        end = _STATE_END.search(text, widget.end(), widget.end() + _LONGEST_STATE)
        found = _value(text, widget.end(), end.start() if end else widget.end() + _LONGEST_STATE)
        if found:
            yield _Sibling(Span(*widget.span("name")), found)


def _of_fields(text: str) -> Iterator[_Sibling]:
    """`Password(value="…")`, and the tag or call around `type="password"`."""
    for field in _CALL.finditer(text):
        if field.lastgroup == "name":
            name, start = Span(*field.span("name")), field.end()
        else:
            name = Span(*field.span("type"))
            start = max(text.rfind(sign, 0, field.start()) for sign in "<(") + 1
            start = max(start, field.start() - _LONGEST_CALL)
        found = _value(text, start, _call_end(text, field.end()))
        if found:
            yield _Sibling(name, found)


def _of_records(text: str) -> Iterator[_Sibling]:
    records = list(_record_names(text))
    starts = [record.start() for record in records]
    for record, following in zip(records, [*starts[1:], len(text)], strict=False):
        most = min(following, record.end() + _LONGEST_RECORD)
        end = _RECORD_END.search(text, record.end(), most)
        name = _span(record, "name")
        value = _value(text, record.end(), end.start() if end else most)
        if value and name.start < name.end:
            yield _Sibling(name, value)


def _record_names(text: str) -> Iterator[re.Match[str]]:
    lower, behind = text.encode("latin-1", "replace").lower(), 0
    for place in sorted(place.start() for names in _NAMES for place in names.finditer(lower)):
        start = place - (place > behind and text[place - 1] in "\"'")
        if start >= behind and (name := _RECORD_NAME.match(text, start)):
            behind = name.end()
            yield name


def _value(text: str, start: int, end: int) -> Span | None:
    found = _VALUE_OF_RECORD.search(text, start, end)
    value = _span(found, "value") if found else Span(0, 0)
    return value if value.start < value.end else None


def _span(found: re.Match[str], group: str) -> Span:
    return max(Span(*found.span(f"{group}1")), Span(*found.span(f"{group}2")))


def _call_end(text: str, start: int) -> int:
    """Where the call or tag ends: a string may contain its bracket."""
    for end in _CALL_PARTS.finditer(text, start, start + _LONGEST_CALL):
        if end[0] in ")>":
            return end.start()
    return min(len(text), start + _LONGEST_CALL)


_CALL_PARTS = Regex(r""""[^"\\\n]*(?:\\.[^"\\\n]*)*"|'[^'\\\n]*(?:\\.[^'\\\n]*)*'|[)>]""")
