"""Draw docs/stopped-commit.svg from the output of `colab-safe demo`; needs the extra `test`."""

from __future__ import annotations

import re
import subprocess
from io import StringIO
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text

PICTURE = Path(__file__).with_name("stopped-commit.svg")
BEGINS, ENDS = "$ git commit", "# Clear the outputs"
STYLES = (
    (r"^\$ .*", "bold"),
    (r"^# .*", "green"),
    (r"^  analysis\.ipynb: [^:\n]*", "bold yellow"),
    (r"█+", "red"),
    (r"^  -.*", "red"),
    (r"^  \+.*", "green"),
)


def stopped_commit() -> str:
    """The first commit of the demo, and what the hooks have done about it."""
    said = subprocess.run(
        ["colab-safe", "demo"], capture_output=True, encoding="utf-8", check=True
    ).stdout
    return said[said.index(BEGINS) : said.index(ENDS)].rstrip()


def picture(said: str) -> str:
    text = Text(said)
    for pattern, style in STYLES:
        text.highlight_regex(re.compile(pattern, re.MULTILINE), style)
    console = Console(record=True, width=112, file=StringIO())
    console.print(text)
    # Without the fonts that rich would fetch from the network: letters are spaced by `textLength` anyway.
    layout = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    layout = layout.replace(
        "Fira Code, monospace", "Fira Code, Menlo, Consolas, DejaVu Sans Mono, monospace"
    )
    return console.export_svg(title="colab-safe", code_format=layout, unique_id="stopped-commit")


if __name__ == "__main__":
    PICTURE.write_text(picture(stopped_commit()), encoding="utf-8")
