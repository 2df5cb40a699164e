"""HTML from Python values. Every text is escaped, unless it is HTML made here: see docs/decisions/023-html-without-templates.md."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from colab_safe.blots import BLOT
from colab_safe.visible import visible

_WITHOUT_END = frozenset(("meta", "input", "br", "hr"))
_HIDDEN = f'<mark role="img" aria-label="hidden secret">{BLOT}</mark>'


class Html(str):
    """A text that is HTML already; only this module makes one from parts that are not."""

    __slots__ = ()


def element(name: str, /, *content: str | None, **attributes: str | int | bool | None) -> Html:
    """Return an element.

    Args:
        name: Its tag.
        content: What is in it, in this order; None is left out.
        attributes: `class_` is `class`, `_` is `-`; those that are False or None are left out, those that are True have no
            value.
    """
    start = f"<{name}{''.join(_attributes(attributes))}>"
    return Html(start if name in _WITHOUT_END else f"{start}{together(content)}</{name}>")


def _attributes(given: dict[str, str | int | bool | None]) -> Iterable[str]:
    for name, value in given.items():
        written = name.rstrip("_").replace("_", "-")
        if value is True:
            yield f" {written}"
        elif value is not None and value is not False:
            yield f' {written}="{escape(visible(str(value)))}"'


def together(content: Iterable[str | None]) -> Html:
    """Return several texts and elements as one piece of HTML.

    Args:
        content: In this order; None is left out.
    """
    return Html("".join([_escaped(each) for each in content if each]))


def _escaped(text: str) -> str:
    """A text as HTML; what acts on a terminal or in an editor is written out, as in every report."""
    return text if isinstance(text, Html) else escape(visible(text))


def blotted(text: str) -> Html:
    """Return a text in which blots are marked as hidden secrets, also for screen readers.

    Args:
        text: One line.
    """
    return Html(_escaped(text).replace(BLOT, _HIDDEN))
