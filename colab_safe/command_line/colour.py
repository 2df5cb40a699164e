"""Colours for people at a terminal; without one, every line stays as it is.

Only what is worth looking for gets a colour, so rich is imported where something was found or changes: it takes 38 ms,
as long as the whole check of a commit (docs/decisions/020-rich-where-there-is-something-to-see.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from colab_safe.regex import Regex
from colab_safe.typed import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.text import Text

_NO_TERMINAL = ("dumb", "unknown")
_BLOT = r"█+|\[REDACTED:[^\]]*\]"
_ADDRESS = r"https://\S+"


def wants_colour(stream: Any) -> bool:
    """Return whether a stream shows colours, as Python itself decides it.

    https://no-color.org, https://force-color.org, https://docs.python.org/3/using/cmdline.html#using-on-controlling-color

    Args:
        stream: stdout or stderr; None if it is closed.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return is_terminal(stream)


def is_terminal(stream: Any) -> bool:
    """Return whether a stream is a terminal that can write a line again.

    Args:
        stream: stdout or stderr; None if it is closed.
    """
    return stream is not None and stream.isatty() and os.environ.get("TERM", "") not in _NO_TERMINAL


def coloured_report(text: str) -> str:
    """Return the text report, or the concise one, with colours.

    Args:
        text: Lines in which nothing acts on a terminal.
    """
    return _coloured(text, _of_report)


def coloured_diff(text: str) -> str:
    """Return a diff with colours; lines around it stay as they are.

    Args:
        text: Lines in which nothing acts on a terminal.
    """
    return _coloured(text, _of_diff)


def _coloured(text: str, styled: Callable[[list[str]], Iterator[Text]]) -> str:
    """Lines are neither wrapped nor are their tabs expanded, as a Console would do it."""
    from rich.color import ColorSystem
    from rich.console import Console

    console, system = Console(force_jupyter=False), ColorSystem.STANDARD
    lines = text.split("\n")
    return (
        "".join(
            style.render(part, color_system=system) if style else part
            for line in styled(lines[:-1])
            for part, style, _ in line.render(console, end="\n")
        )
        + lines[-1]
    )


_CONCISE = Regex(r"\S.*?:\d+:\d+: (?P<rule>[\w./-]+)")
_WHERE = Regex(r"\S[^\n]*?: ")
_RULE = Regex(r"    (?P<what>[^|].* \([\w./-]+\))$")
_NOTHING = "colab-safe: nothing found"
_FOUND = Regex(r"colab-safe: [\d,]+ (?:low )?finding")


def _of_report(lines: list[str]) -> Iterator[Text]:
    from rich.text import Text

    for number, line in enumerate(lines):
        text, below = Text(line), lines[number + 1] if number + 1 < len(lines) else ""
        rule, concise = _RULE.match(line), _CONCISE.match(line)
        if rule:
            text.stylize("yellow" if below.startswith("    low confidence") else "bold red", 4)
        elif line.startswith(("What to do", _NOTHING)) or _FOUND.match(line):
            text.stylize("bold red" if _FOUND.match(line) else "bold")
        elif line.startswith("colab-safe: "):
            text.stylize("yellow")
        elif concise:
            text.stylize("bold", 0, concise.start("rule"))
            text.stylize("red", concise.start("rule"), concise.end("rule"))
        elif _RULE.match(below) and (place := _WHERE.match(line)):
            text.stylize("bold", 0, place.end() - 2)
        text.highlight_regex(_BLOT, "red")
        text.highlight_regex(_ADDRESS, "underline")
        yield text


_OF_DIFF = {"+++": "bold", "---": "bold", "+": "green", "-": "red", "@@": "cyan"}


def _of_diff(lines: list[str]) -> Iterator[Text]:
    from rich.text import Text

    for line in lines:
        style = next((each for sign, each in _OF_DIFF.items() if line.strip().startswith(sign)), "")
        text = Text(line)
        text.stylize(style)
        yield text
