"""Draw docs/stopped-commit.svg and docs/demo.svg from what `colab-safe demo` writes to a terminal; needs the extra `test`.

The first one is a still picture of the stopped commit, the second one shows the whole demo, command by command.
"""

from __future__ import annotations

import os
import re
import subprocess
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

FOLDER = Path(__file__).parent
BEGINS, ENDS = "$ git commit", "# The commit is blocked"
COLUMNS = 64  # so that letters are ten pixels high where the picture is 400 pixels wide
SECONDS = 1.6  # from one command, or one sentence, to the next
TITLE = "colab-safe stops a commit: the output of cell 2 contains a GitHub token, and the Drive path in cell 1 is replaced by a placeholder"
MOVING = """
    @media (prefers-reduced-motion: no-preference) {
        .step { opacity: 0; animation: appear 0.1s forwards; }
        @keyframes appear { to { opacity: 1; } }
    }
"""


def demo() -> str:
    """What the demo writes to a terminal, colours included."""
    environ = os.environ | {"FORCE_COLOR": "1"}
    environ.pop("NO_COLOR", None)
    done = subprocess.run(
        ["colab-safe", "demo"], env=environ, capture_output=True, encoding="utf-8", check=True
    )
    return done.stdout


def stopped_commit(said: str) -> str:
    """The first commit of the demo, and what the hooks have done about it."""
    return said[said.index(BEGINS) : said.index(ENDS)].rstrip()


def picture(said: str, name: str) -> str:
    console = Console(record=True, width=COLUMNS, file=StringIO(), force_terminal=True)
    text = Text.from_ansi(said)
    text.highlight_regex(re.compile(r"^\$ .*", re.MULTILINE), "bold")
    text.highlight_regex(re.compile(r"^# .*(?:\n(?![\n$ ]).*)*", re.MULTILINE), "green")
    console.print(text)
    # Without the fonts that rich would fetch from the network: letters are spaced by `textLength` anyway.
    layout = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    layout = layout.replace(
        "Fira Code, monospace", "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace"
    )
    drawn = console.export_svg(title="colab-safe", code_format=layout, unique_id=name)
    drawn = drawn.replace("<svg ", f'<svg role="img" aria-labelledby="{name}-title" ', 1)
    return drawn.replace(
        "    <style>", f'    <title id="{name}-title">{TITLE}</title>\n    <style>', 1
    )


def moving(drawn: str, name: str) -> str:
    """The picture with each line at its time: all lines of a command come at once."""
    rows = [int(row) for row in re.findall(rf'url\(#{name}-line-(\d+)\)">', drawn)]
    begins = {
        int(row)
        for row, text in re.findall(rf'url\(#{name}-line-(\d+)\)">([^<]*)</text>', drawn)
        if text.startswith(("$&#160;", "#&#160;"))
    }
    steps = {row: sum(begin <= row for begin in begins) for row in rows}

    def timed(found: re.Match[str]) -> str:
        delay = SECONDS * max(0, steps[int(found[1])] - 1)
        return f'url(#{name}-line-{found[1]})" class="step" style="animation-delay: {delay:.1f}s">'

    drawn = re.sub(rf'url\(#{name}-line-(\d+)\)">', timed, drawn)
    drawn = re.sub(r'class="([^"]*)"([^>]*) class="step"', r'class="\1 step"\2', drawn)
    return drawn.replace("    </style>", f"{MOVING}    </style>", 1)


if __name__ == "__main__":
    whole = demo()
    still = picture(stopped_commit(whole), "stopped-commit")
    (FOLDER / "stopped-commit.svg").write_text(still, encoding="utf-8")
    shown = whole[: whole.index("The temporary folder")].rstrip()
    recording = moving(picture(shown, "demo"), "demo")
    (FOLDER / "demo.svg").write_text(recording, encoding="utf-8")
